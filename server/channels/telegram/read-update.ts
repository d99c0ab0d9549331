import type { InboundEvent, InboundItem } from "@/server/channels/contract";
import { toInstant } from "@/server/channels/shared/to-instant";
import { businessThread, chatParty, isPrivate, userParty } from "./parties";
import {
  businessConnectionSchema,
  callbackSchema,
  chatMemberSchema,
  deletedBusinessSchema,
  messageReactionSchema,
  messageSchema,
  type Update,
} from "./payload";
import { readEdited, readMessage, readUnreadableMessage } from "./read-message";

type Reader = (value: unknown, update: Update) => InboundItem[] | null;

/** An update has one of these keys. */
const READERS: Record<string, Reader> = {
  message: readNew,
  business_message: readNew,
  edited_message: readEdit,
  edited_business_message: readEdit,
  deleted_business_messages: readDeleted,
  callback_query: readCallback,
  message_reaction: readReaction,
  my_chat_member: readMembership,
  business_connection: readBusinessConnection,
};

/** Reads one update. Keys we do not ask for are settled as of no consequence; nothing throws. */
export function readUpdate(update: Update): InboundItem[] {
  const key = Object.keys(READERS).find((name) => name in update);
  if (!key) return [ignored(update, `nothing for an inbox: ${Object.keys(update).sort().join(", ").slice(0, 200)}`)];
  const items = (READERS[key] as Reader)(update[key], update);
  return items ?? [ignored(update, `a ${key} that does not fit its description`)];
}

function ignored(update: Update, reason: string, thread: string | null = null): InboundItem {
  return { account: null, thread, dedupKey: `update:${update.update_id}`, providerAt: null, event: { type: "ignored", reason } };
}

function item(update: Update, fields: { thread: string; date: number | undefined; suffix?: string; event: InboundEvent }): InboundItem {
  const { thread, date, suffix = "", event } = fields;
  return { account: null, thread, dedupKey: `update:${update.update_id}${suffix}`, providerAt: toInstant(date), event };
}

function readNew(value: unknown, update: Update): InboundItem[] | null {
  const parsed = messageSchema.safeParse(value);
  return parsed.success ? [readMessage(parsed.data, update)] : readUnreadableMessage(value, update);
}

function readEdit(value: unknown, update: Update): InboundItem[] | null {
  const parsed = messageSchema.safeParse(value);
  return parsed.success ? [readEdited(parsed.data, update)] : null;
}

function readDeleted(value: unknown, update: Update): InboundItem[] | null {
  const parsed = deletedBusinessSchema.safeParse(value);
  if (!parsed.success) return null;
  const { business_connection_id, chat, message_ids } = parsed.data;
  const thread = businessThread(business_connection_id, chat.id);
  return message_ids.map((externalId) => item(update, { thread, date: undefined, suffix: `:${externalId}`, event: { type: "delete", externalId } }));
}

/** A pressed button. Who pressed is `from`; the message under it is the bot's own. */
function readCallback(value: unknown): InboundItem[] | null {
  const parsed = callbackSchema.safeParse(value);
  if (!parsed.success) return null;
  const { id, from, message, data = "" } = parsed.data;
  const button = message?.reply_markup?.inline_keyboard.flat().find(({ callback_data }) => callback_data === data);
  const title = button?.text ?? data;
  const party = message && !isPrivate(message.chat) ? { conversationParty: chatParty(message.chat) } : {};
  const event: InboundEvent = {
    type: "message",
    // The callback's id is no message's: nobody can answer to it.
    externalId: null,
    from: userParty(from),
    ...party,
    text: title,
    attachments: [],
    postback: { title, payload: data },
    ...(message ? { replyToExternalId: message.message_id } : {}),
  };
  return [{ account: null, thread: message?.chat.id ?? from.id, dedupKey: `callback:${id}`, providerAt: null, event }];
}

/** What was added and what was taken away, one item each. A custom emoji has no text to show. */
function readReaction(value: unknown, update: Update): InboundItem[] | null {
  const parsed = messageReactionSchema.safeParse(value);
  if (!parsed.success) return null;
  const { chat, message_id: externalId, user, actor_chat, date, old_reaction, new_reaction } = parsed.data;
  const from = user ? userParty(user) : chatParty(actor_chat ?? chat);
  const before = new Set(old_reaction.map(emojiOf));
  const after = new Set(new_reaction.map(emojiOf));
  const changes = [
    ...[...before].filter((emoji) => !after.has(emoji)).map((emoji) => ({ emoji, action: "remove" as const })),
    ...[...after].filter((emoji) => !before.has(emoji)).map((emoji) => ({ emoji, action: "add" as const })),
  ];
  const shown = changes.filter((change): change is typeof change & { emoji: string } => change.emoji !== null);
  if (shown.length === 0) return [ignored(update, "a reaction that has no text", chat.id)];
  return shown.map((change) =>
    item(update, { thread: chat.id, date, suffix: `:${change.action}:${change.emoji}`, event: { type: "reaction", externalId, from, ...change } }),
  );
}

function emojiOf({ type, emoji }: { type: string; emoji?: string }): string | null {
  if (type === "paid") return "⭐";
  return emoji ?? null;
}

/** The bot's own standing: blocked or unblocked by a person, removed from or let into a group. */
function readMembership(value: unknown, update: Update): InboundItem[] | null {
  const parsed = chatMemberSchema.safeParse(value);
  if (!parsed.success) return null;
  const { chat, from, date, old_chat_member, new_chat_member } = parsed.data;
  const wasOut = isOut(old_chat_member.status);
  const isNowOut = isOut(new_chat_member.status);
  if (wasOut === isNowOut) return [ignored(update, `the bot is ${new_chat_member.status} of the chat`, chat.id)];
  const party = isPrivate(chat) ? userParty(from) : chatParty(chat);
  return [item(update, { thread: chat.id, date, event: { type: isNowOut ? "blocked" : "unblocked", from: party } })];
}

const isOut = (status: string) => status === "kicked" || status === "left";

/** The owner of a business account lets the bot act for it, or no longer. */
function readBusinessConnection(value: unknown, update: Update): InboundItem[] | null {
  const parsed = businessConnectionSchema.safeParse(value);
  if (!parsed.success) return null;
  if (parsed.data.is_enabled) return [ignored(update, "a business account was connected to the bot")];
  const reason = "The owner of the Telegram business account disconnected it from the bot; its conversations cannot be answered.";
  const event: InboundEvent = { type: "account", status: "degraded", reason };
  return [{ account: null, thread: null, dedupKey: `update:${update.update_id}`, providerAt: toInstant(parsed.data.date), event }];
}
