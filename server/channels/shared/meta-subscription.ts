import { type Health, SendError } from "@/server/channels/contract";
import type { GraphCall } from "./meta-graph";
import { readAnswer } from "./meta-graph";
import { subscribedAppsSchema } from "./meta-payload";

/** What a Page is subscribed to, whoever of our kinds speaks through it: Meta keeps one list a Page, and a shorter one would take events from the other. */
export const PAGE_FIELDS = [
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

/** An account's list of apps that get its events. */
export interface Subscription {
  /** Of the Page, or of the account itself. */
  path: string;
  fields: string[];
  platform: string;
  call(call: GraphCall): Promise<unknown>;
}

/** Asks Meta to call us; harmless when it does already. */
export async function subscribeApp({ path, fields, call }: Subscription): Promise<void> {
  await call({ method: "POST", path, query: { subscribed_fields: fields.join(",") } });
}

/**
 * Whether Meta still calls us for this account. After about an hour of failed calls it ends the subscription and tells nobody; that, and
 * one that lacks fields which we have come to read since, is made again here.
 */
export async function checkSubscription(subscription: Subscription, appId: string | undefined): ReturnType<Health["check"]> {
  try {
    const { data } = readAnswer(subscribedAppsSchema, await subscription.call({ method: "GET", path: subscription.path }), subscription.platform);
    const ours = data.find((app) => app.id === appId);
    const isLacking = ours?.subscribed_fields !== undefined && subscription.fields.some((field) => !ours.subscribed_fields?.includes(field));
    if (!ours || isLacking) await subscribeApp(subscription);
    return { status: "live", reason: null };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
  }
}
