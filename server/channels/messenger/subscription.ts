import type { ChannelConfig, Transport } from "@/server/channels/contract";
import { PAGE_FIELDS, type Subscription } from "@/server/channels/shared/meta-subscription";
import { callAsPage } from "./graph";
import type { MessengerCredentials } from "./payload";
import { refusals } from "./refusals";

/** The Page's events, each Page for itself: without this no call of Facebook's arrives. */
export function subscriptionOf(config: ChannelConfig<MessengerCredentials>, transport: Transport): Subscription {
  const path = `${config.accountId}/subscribed_apps`;
  return { path, fields: PAGE_FIELDS, platform: refusals.platform, call: (call) => callAsPage(config, call, transport) };
}
