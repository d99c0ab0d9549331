import type { InboundItem } from "@/server/channels/contract";
import { contentKey } from "./content-key";
import { type Messaging, messageSchema, messagingSchema, policySchema } from "./meta-payload";
import { type About, META_READERS, type Reading } from "./meta-readers";
import { toInstant } from "./to-instant";

export interface MessagingContext extends Pick<About, "account" | "appIds" | "platform"> {
  /** Unique for this place in this body, for events that name nobody. */
  fallbackKey: string;
}

/** Of no consequence for an inbox, or nothing to show: settled with this reason. */
const WITHOUT_EFFECT: Record<string, string> = {
  request_thread_control: "another app asks for the conversation",
  app_roles: "the app's role for this account changed",
  account_linking: "the person linked or unlinked an account",
  response_feedback: "the person rated an answer",
  messaging_feedback: "the person rated an answer",
};

/** One element of `messaging` or `standby`, or one test event, as exactly one item: Messenger's and Instagram's are of one shape. Never throws. */
export function readMessaging(value: unknown, context: MessagingContext): InboundItem {
  const parsed = messagingSchema.safeParse(value);
  if (!parsed.success) return item(context, { key: context.fallbackKey, event: { type: "ignored", reason: "an event that is no object" } });
  const messaging = parsed.data;
  const providerAt = toInstant(messaging.timestamp);
  const about = aboutOf(messaging, context, providerAt);
  if (!about) return item(context, readAboutAccount(messaging, context), providerAt);
  return { ...item(context, readByKey(messaging, about), providerAt), thread: about.person };
}

function item(context: MessagingContext, reading: NonNullable<Reading>, providerAt: string | null = null): InboundItem {
  return { account: context.account, thread: null, dedupKey: reading.key, providerAt, event: reading.event };
}

/** Who the event is about: the customer, whichever side of it they stand on. */
function aboutOf(messaging: Messaging, { fallbackKey: _, ...context }: MessagingContext, providerAt: string | null): About | null {
  const ids = [messaging.sender?.id, messaging.recipient?.id].filter((id) => id !== undefined);
  const person = ids.find((id) => id !== context.account);
  if (person === undefined) return null;
  return { ...context, person, from: { scope: context.account, value: person, verified: true }, at: providerAt ?? rawInstant(messaging) };
}

/** Not by String(): an object with a `toString` of its own is no instant, and would take the whole batch along. */
function rawInstant({ timestamp }: Messaging): string {
  return typeof timestamp === "string" || typeof timestamp === "number" ? String(timestamp).slice(0, 40) : "";
}

/** Names no customer: a notice to the account itself, a note to oneself, or nothing we know. */
function readAboutAccount(messaging: Messaging, { account, fallbackKey, platform }: MessagingContext): NonNullable<Reading> {
  const notice = policySchema.safeParse(messaging["policy-enforcement"] ?? messaging.policy_enforcement);
  if (!notice.success) {
    const mid = messageSchema.safeParse(messaging.message).data?.mid;
    if (mid && messaging.sender?.id === account) return { key: `self:${mid}`, event: { type: "ignored", reason: "the account wrote to itself" } };
    return { key: fallbackKey, event: { type: "ignored", reason: "an event that names nobody" } };
  }
  const { action, reason } = notice.data;
  const key = `policy:${action}:${rawInstant(messaging)}`;
  if (action !== "block") return { key, event: { type: "ignored", reason: `${platform}'s policy notice: ${action}` } };
  return { key, event: { type: "account", status: "action-needed", reason: `${platform} blocked this account from sending: ${reason ?? "no reason given"}.` } };
}

function readByKey(messaging: Messaging, about: About): NonNullable<Reading> {
  for (const [key, read] of Object.entries(META_READERS)) {
    if (!(key in messaging)) continue;
    const reading = read(messaging[key], about);
    return reading ?? unsupported(key, about);
  }
  const known = Object.keys(WITHOUT_EFFECT).find((key) => key in messaging);
  if (known) return { key: `${known}:${about.person}:${about.at}`, event: { type: "ignored", reason: WITHOUT_EFFECT[known] as string } };
  const names = Object.keys(messaging).filter((key) => !["sender", "recipient", "timestamp"].includes(key));
  return unsupported(names.sort().join("+").slice(0, 100), about);
}

/** Kept as a message that says so; replayed when this adapter has learnt to read it. */
function unsupported(what: string, about: About): NonNullable<Reading> {
  const attachments = [{ kind: "unsupported" as const, data: { type: what } }];
  return {
    key: `unsupported:${about.person}:${about.at}:${contentKey(what)}`,
    event: { type: "message", externalId: null, from: about.from, attachments, isUnsupported: true },
  };
}
