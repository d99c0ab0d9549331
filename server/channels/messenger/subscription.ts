import type { ChannelConfig, Transport } from "@/server/channels/contract";
import type { Subscription } from "@/server/channels/shared/meta-subscription";
import { callAsPage } from "./graph";
import type { MessengerCredentials } from "./payload";
import { refusals } from "./refusals";

const FIELDS = [
  "messages",
  "messaging_postbacks",
  "message_deliveries",
  "message_reads",
  "message_echoes",
  "message_edits",
  "message_reactions",
  "messaging_optins",
  "messaging_referrals",
  "messaging_handovers",
  "standby",
];

/** The Page's events, each Page for itself: without this no call of Facebook's arrives. */
export function subscriptionOf(config: ChannelConfig<MessengerCredentials>, transport: Transport): Subscription {
  const path = `${config.accountId}/subscribed_apps`;
  return { path, fields: FIELDS, platform: refusals.platform, call: (call) => callAsPage(config, call, transport) };
}
