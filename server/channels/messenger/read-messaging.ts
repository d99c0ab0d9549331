import type { InboundEvent, InboundItem, Party } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { toInstant } from "@/server/channels/shared/to-instant";
import {
  deliverySchema,
  editSchema,
  type Messaging,
  messageSchema,
  messagingSchema,
  policySchema,
  postbackSchema,
  reactionSchema,
  readSchema,
  type WireMessage,
} from "./payload";
import { readAttachments } from "./read-attachments";

export interface MessagingContext {
  page: string;
  appId: string | null;
  /** Unique for this place in this body, for events that name nobody. */
  fallbackKey: string;
}

/** What one event says, with its dedup key. Null: the shape does not fit. */
type Reading = { key: string; event: InboundEvent } | null;
type Reader = (value: unknown, about: About) => Reading;

interface About {
  page: string;
  appId: string | null;
  person: string;
  from: Party;
  /** ISO, or the raw value as text where it is no instant: good enough for a key. */
  at: string;
}

/** Read first: one event has one of these keys. */
const READERS: Record<string, Reader> = {
  message: readMessage,
  postback: readPostback,
  message_edit: readEdit,
  reaction: readReaction,
  delivery: readDelivery,
  read: readRead,
};

/** Of no consequence for an inbox, or nothing to show: settled with this reason. */
const WITHOUT_EFFECT: Record<string, string> = {
  referral: "the person came back through a link or an ad",
  optin: "the person opted in to notifications",
  pass_thread_control: "thread control was passed",
  take_thread_control: "thread control was taken",
  request_thread_control: "thread control was requested",
  app_roles: "the app's role for this Page changed",
  account_linking: "the person linked or unlinked an account",
  response_feedback: "the person rated an answer",
  messaging_feedback: "the person rated an answer",
};

/** One element of `messaging` or `standby`, or one test event, as exactly one item. Never throws. */
export function readMessaging(value: unknown, context: MessagingContext): InboundItem {
  const parsed = messagingSchema.safeParse(value);
  if (!parsed.success) return item(context, { key: context.fallbackKey, event: { type: "ignored", reason: "an event that is no object" } });
  const messaging = parsed.data;
  const providerAt = toInstant(messaging.timestamp);
  const about = aboutOf(messaging, context, providerAt);
  if (!about) return item(context, readAboutPage(messaging, context), providerAt);
  return { ...item(context, readByKey(messaging, about), providerAt), thread: about.person };
}

function item(context: MessagingContext, reading: NonNullable<Reading>, providerAt: string | null = null): InboundItem {
  return { account: context.page, thread: null, dedupKey: reading.key, providerAt, event: reading.event };
}

/** Who the event is about: the customer, whichever side of it they stand on. */
function aboutOf(messaging: Messaging, { page, appId }: MessagingContext, providerAt: string | null): About | null {
  const ids = [messaging.sender?.id, messaging.recipient?.id].filter((id) => id !== undefined);
  const person = ids.find((id) => id !== page);
  if (person === undefined) return null;
  return { page, appId, person, from: { scope: page, value: person, verified: true }, at: providerAt ?? rawInstant(messaging) };
}

/** Not by String(): an object with a `toString` of its own is no instant, and would take the whole batch along. */
function rawInstant({ timestamp }: Messaging): string {
  return typeof timestamp === "string" || typeof timestamp === "number" ? String(timestamp).slice(0, 40) : "";
}

/** Names no customer: a notice to the Page itself, or nothing we know. */
function readAboutPage(messaging: Messaging, { fallbackKey }: MessagingContext): NonNullable<Reading> {
  const notice = policySchema.safeParse(messaging["policy-enforcement"] ?? messaging.policy_enforcement);
  if (!notice.success) return { key: fallbackKey, event: { type: "ignored", reason: "an event that names nobody" } };
  const { action, reason } = notice.data;
  const key = `policy:${action}:${rawInstant(messaging)}`;
  if (action !== "block") return { key, event: { type: "ignored", reason: `Facebook's policy notice: ${action}` } };
  return { key, event: { type: "account", status: "action-needed", reason: `Facebook blocked this Page from sending: ${reason ?? "no reason given"}.` } };
}

function readByKey(messaging: Messaging, about: About): NonNullable<Reading> {
  for (const [key, read] of Object.entries(READERS)) {
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
    key: `unsupported:${about.person}:${about.at}:${what}`,
    event: { type: "message", externalId: null, from: about.from, attachments, isUnsupported: true },
  };
}

function readMessage(value: unknown, about: About): Reading {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success) return null;
  const message = parsed.data;
  const attachments = readAttachments(message.attachments ?? []);
  // The id alone: the same message in `messaging` and in `standby` is one.
  const key = message.mid ? `message:${message.mid}` : `message:${about.person}:${about.at}:${contentKey(message.text ?? "")}`;
  if (message.is_echo) return readEcho(message, key, about);
  const isEmpty = !message.text && attachments.length === 0;
  return {
    key,
    event: {
      type: "message",
      externalId: message.mid ?? null,
      from: about.from,
      text: message.text,
      attachments: isEmpty ? [{ kind: "unsupported" }] : attachments,
      replyToExternalId: message.reply_to?.mid,
      postback: message.quick_reply && { title: message.text ?? "", payload: message.quick_reply.payload },
      referral: message.referral,
      isUnsupported: isEmpty || attachments.some((a) => a.kind === "unsupported") || undefined,
    },
  };
}

/** `metadata` is ours only when our own app sent it: another app on the Page may set anything. */
function readEcho(message: WireMessage, key: string, about: About): Reading {
  if (!message.mid) return null;
  const isOwn = about.appId !== null && message.app_id === about.appId;
  const clientRef = isOwn ? (message.metadata ?? null) : null;
  return {
    key,
    event: { type: "echo", externalId: message.mid, to: about.from, clientRef, text: message.text, attachments: readAttachments(message.attachments ?? []) },
  };
}

function readPostback(value: unknown, about: About): Reading {
  const parsed = postbackSchema.safeParse(value);
  if (!parsed.success) return null;
  const { mid, title, payload, referral } = parsed.data;
  const text = title ?? payload ?? "";
  // Older Page subscriptions send postbacks without an id.
  const key = mid ? `message:${mid}` : `postback:${about.person}:${about.at}:${contentKey(payload ?? text)}`;
  return {
    key,
    event: { type: "message", externalId: mid ?? null, from: about.from, text, attachments: [], postback: { title: text, payload: payload ?? "" }, referral },
  };
}

function readEdit(value: unknown, about: About): Reading {
  const parsed = editSchema.safeParse(value);
  if (!parsed.success) return null;
  const { mid, text, num_edit } = parsed.data;
  return { key: `edit:${mid}:${num_edit ?? about.at}`, event: { type: "edit", externalId: mid, text } };
}

/** Removed when `action` says so, even if an emoji is named; older events name the feeling instead of the emoji. */
function readReaction(value: unknown, about: About): Reading {
  const parsed = reactionSchema.safeParse(value);
  if (!parsed.success) return null;
  const { mid, action, emoji, reaction } = parsed.data;
  const key = `reaction:${mid}:${about.person}:${action}:${about.at}`;
  return {
    key,
    event: { type: "reaction", externalId: mid, from: about.from, emoji: emoji ?? reaction ?? "", action: action === "unreact" ? "remove" : "add" },
  };
}

function readDelivery(value: unknown, about: About): Reading {
  const parsed = deliverySchema.safeParse(value);
  if (!parsed.success) return null;
  const externalIds = parsed.data.mids ?? [];
  // Without ids everything sent up to the watermark has arrived; with ids only they are named.
  const watermark = externalIds.length > 0 ? null : toInstant(parsed.data.watermark);
  const key = `delivery:${about.person}:${parsed.data.watermark}:${contentKey(externalIds.join(","))}`;
  return { key, event: { type: "status", status: "delivered", externalIds, watermark, to: about.from } };
}

function readRead(value: unknown, about: About): Reading {
  const parsed = readSchema.safeParse(value);
  if (!parsed.success) return null;
  const watermark = toInstant(parsed.data.watermark);
  return { key: `read:${about.person}:${parsed.data.watermark}`, event: { type: "status", status: "read", externalIds: [], watermark, to: about.from } };
}
