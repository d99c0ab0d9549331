import type { InboundEvent, Party } from "@/server/channels/contract";
import { contentKey } from "./content-key";
import { readMetaAttachments, readStory } from "./meta-attachments";
import {
  deliverySchema,
  editSchema,
  messageSchema,
  optinSchema,
  ownerSchema,
  postbackSchema,
  reactionSchema,
  readSchema,
  referralSchema,
  type WireMessage,
} from "./meta-payload";
import { toInstant } from "./to-instant";

/** Whom an event is about. */
export interface About {
  /** The receiving account: a Page, an Instagram account. */
  account: string;
  /** Our own apps there: only what they sent carries our mark. */
  appIds: string[];
  /** As people call the platform. */
  platform: string;
  person: string;
  from: Party;
  /** ISO, or the raw value as text where it is no instant: good enough for a key. */
  at: string;
}

/** What one event says, with its dedup key. Null: the shape does not fit. */
export type Reading = { key: string; event: InboundEvent } | null;

type Reader = (value: unknown, about: About) => Reading;

/** By the one key that an event has; looked through in this order. */
export const META_READERS: Record<string, Reader> = {
  message: readMessage,
  postback: readPostback,
  message_edit: readEdit,
  reaction: readReaction,
  delivery: readDelivery,
  read: readRead,
  referral: readReferral,
  optin: readOptin,
  pass_thread_control: readOwner,
  take_thread_control: readOwner,
};

function readMessage(value: unknown, about: About): Reading {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success) return null;
  const message = parsed.data;
  // The id alone: the same message in `messaging` and in `standby` is one.
  const key = message.mid ? `message:${message.mid}` : `message:${about.person}:${about.at}:${contentKey(message.text ?? "")}`;
  if (message.is_deleted) return readUnsent(message);
  return message.is_echo ? readEcho(message, key, about) : readWritten(message, key, about);
}

/** Taken back by who wrote it: Meta's platform terms want the content gone from our store as well. */
function readUnsent({ mid }: WireMessage): Reading {
  return mid ? { key: `unsent:${mid}`, event: { type: "delete", externalId: mid, isContentGone: true } } : null;
}

function readWritten(message: WireMessage, key: string, about: About): Reading {
  const { story, mid: replyToExternalId } = message.reply_to ?? {};
  const attachments = [...(story ? [readStory(story.url, "reply")] : []), ...readMetaAttachments(message.attachments ?? [])];
  const isEmpty = !message.text && attachments.length === 0;
  return {
    key,
    event: {
      type: "message",
      externalId: message.mid ?? null,
      from: about.from,
      text: message.text,
      attachments: isEmpty ? [{ kind: "unsupported" }] : attachments,
      replyToExternalId,
      postback: message.quick_reply && { title: message.text ?? "", payload: message.quick_reply.payload },
      referral: message.referral,
      isUnsupported: isEmpty || message.is_unsupported || attachments.some((a) => a.kind === "unsupported") || undefined,
    },
  };
}

/** `metadata` is ours only when our own app sent it: another app on the account may set anything. Instagram names neither. */
function readEcho(message: WireMessage, key: string, about: About): Reading {
  if (!message.mid) return null;
  const isOwn = typeof message.app_id === "string" && about.appIds.includes(message.app_id);
  const clientRef = isOwn ? (message.metadata ?? null) : null;
  const attachments = readMetaAttachments(message.attachments ?? []);
  return { key, event: { type: "echo", externalId: message.mid, to: about.from, clientRef, text: message.text, attachments } };
}

function readPostback(value: unknown, about: About): Reading {
  const parsed = postbackSchema.safeParse(value);
  if (!parsed.success) return null;
  const { mid, title, payload, referral } = parsed.data;
  const text = title ?? payload ?? "";
  // Older subscriptions send postbacks without an id.
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

/** The few feelings that Instagram names; it may leave out the emoji, or the name. */
const FEELINGS: Record<string, string> = {
  love: "❤️",
  smile: "😆",
  haha: "😆",
  wow: "😮",
  sad: "😢",
  angry: "😠",
  like: "👍",
  yes: "👍",
  dislike: "👎",
  no: "👎",
};

/** Removed when `action` says so, even if an emoji is named. */
function readReaction(value: unknown, about: About): Reading {
  const parsed = reactionSchema.safeParse(value);
  if (!parsed.success) return null;
  const { mid, action, emoji, reaction = "" } = parsed.data;
  const key = `reaction:${mid}:${about.person}:${action}:${about.at}`;
  const shown = emoji ?? (Object.hasOwn(FEELINGS, reaction) ? FEELINGS[reaction] : reaction) ?? "";
  const given = { type: "reaction", externalId: mid, from: about.from, emoji: shown } as const;
  // A feeling begins the 24 hours anew; one that is taken back does not.
  return { key, event: action === "unreact" ? { ...given, action: "remove" } : { ...given, action: "add", opensWindow: true } };
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

/** Messenger says up to when, Instagram up to which message. */
function readRead(value: unknown, about: About): Reading {
  const parsed = readSchema.safeParse(value);
  if (!parsed.success) return null;
  const base = { type: "status", status: "read", to: about.from } as const;
  if ("mid" in parsed.data && typeof parsed.data.mid === "string") {
    const { mid } = parsed.data;
    return { key: `read:${mid}`, event: { ...base, externalIds: [mid], watermark: null, isUpTo: true } };
  }
  const { watermark } = parsed.data;
  return { key: `read:${about.person}:${String(watermark)}`, event: { ...base, externalIds: [], watermark: toInstant(watermark) } };
}

/** Came back to the thread through a link or an advertisement, without writing yet. */
function readReferral(value: unknown, about: About): Reading {
  const parsed = referralSchema.safeParse(value);
  if (!parsed.success) return null;
  const { ref, source, referer_uri, ad_id, ads_context_data } = parsed.data;
  const detail = ads_context_data?.ad_title ?? ref ?? referer_uri ?? ad_id ?? source ?? null;
  return { key: `referral:${about.person}:${about.at}:${contentKey(ref ?? "")}`, event: { type: "notice", notice: "referral", from: about.from, detail } };
}

function readOptin(value: unknown, about: About): Reading {
  const parsed = optinSchema.safeParse(value);
  if (!parsed.success) return null;
  const { title, payload, ref, type } = parsed.data;
  const key = `optin:${about.person}:${about.at}:${contentKey(payload ?? ref ?? "")}`;
  return { key, event: { type: "notice", notice: "opt-in", from: about.from, detail: title ?? ref ?? payload ?? type ?? null } };
}

/** Which app answers in this thread from now on: ours, or another one (the account's own inbox is one as well). */
function readOwner(value: unknown, about: About): Reading {
  const parsed = ownerSchema.safeParse(value);
  if (!parsed.success) return null;
  const owner = parsed.data.new_owner_app_id ?? null;
  const isOurs = owner !== null && about.appIds.includes(owner);
  const key = `owner:${about.person}:${about.at}:${owner ?? ""}`;
  return { key, event: { type: "notice", notice: isOurs ? "handed-back" : "handed-over", from: about.from, detail: null } };
}
