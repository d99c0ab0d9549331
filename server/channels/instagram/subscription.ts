import type { ChannelConfig, Transport } from "@/server/channels/contract";
import { PAGE_FIELDS, type Subscription } from "@/server/channels/shared/meta-subscription";
import { callAsAccount } from "./api";
import type { InstagramCredentials } from "./payload";
import { refusals } from "./refusals";

/** Instagram Platform, "Webhooks", as of 2026-09. Comments are read by a kind of their own; they come to the same list. */
const ACCOUNT_FIELDS = [
  "messages",
  "messaging_postbacks",
  "message_reactions",
  "message_edit",
  "messaging_seen",
  "messaging_referral",
  "comments",
  "live_comments",
  "mentions",
];

/** Who gets the account's events: a list of the account's own, or its Page's. */
export function subscriptionOf(config: ChannelConfig<InstagramCredentials>, transport: Transport): Subscription {
  const { pageId } = config.credentials;
  const call: Subscription["call"] = (asked) => callAsAccount(config, asked, transport);
  const own = { path: "me/subscribed_apps", fields: ACCOUNT_FIELDS };
  const ofPage = { path: `${pageId}/subscribed_apps`, fields: PAGE_FIELDS };
  return { ...(pageId ? ofPage : own), platform: refusals.platform, call };
}
