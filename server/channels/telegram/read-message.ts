import { fromEntities } from "@/lib/rich-text/from-entities";
import type { InboundAttachment, InboundEvent, InboundItem } from "@/server/channels/contract";
import { toInstant } from "@/server/channels/shared/to-instant";
import { businessThread, chatParty, isPrivate, userParty } from "./parties";
import { chatSchema, type Update, type WireMessage } from "./payload";
import { readContent } from "./read-content";

/** Says something about the chat, not to us (Bot API, Message: "Service message"). */
const SERVICE = [
  "new_chat_members",
  "left_chat_member",
  "new_chat_title",
  "new_chat_photo",
  "delete_chat_photo",
  "group_chat_created",
  "supergroup_chat_created",
  "channel_chat_created",
  "message_auto_delete_timer_changed",
  "migrate_from_chat_id",
  "pinned_message",
  "forum_topic_created",
  "forum_topic_edited",
  "forum_topic_closed",
  "forum_topic_reopened",
  "video_chat_scheduled",
  "video_chat_started",
  "video_chat_ended",
  "write_access_allowed",
];

/** Unique per chat only, so the chat is part of the key. */
function keyOf(message: WireMessage): { thread: string; dedupKey: string } {
  const { chat, business_connection_id, message_id } = message;
  const thread = business_connection_id ? businessThread(business_connection_id, chat.id) : chat.id;
  return { thread, dedupKey: `message:${thread}:${message_id}` };
}

/** A new message as its one item: what somebody wrote, what the owner wrote themselves, or what happened to the chat. */
export function readMessage(message: WireMessage, update: Update): InboundItem {
  const item = { account: null, ...keyOf(message), providerAt: toInstant(message.date) };
  // Telegram sends this last word of a group before it goes on under another id.
  if (message.migrate_to_chat_id) return { ...item, event: { type: "thread-moved", to: message.migrate_to_chat_id } };
  const service = SERVICE.find((name) => name in message);
  if (service) return { ...item, dedupKey: `update:${update.update_id}`, event: { type: "ignored", reason: `about the chat: ${service}` } };
  return { ...item, event: isFromOwner(message) ? echoOf(message) : eventOf(message) };
}

/** In a business account's chat the owner writes too, by hand or through a bot; the chat's id is the customer's. */
function isFromOwner({ business_connection_id, from, chat }: WireMessage): boolean {
  return business_connection_id !== undefined && from !== undefined && from.id !== chat.id;
}

function echoOf(message: WireMessage): InboundEvent {
  const attachments = readContent(message);
  return { type: "echo", externalId: message.message_id, to: chatParty(message.chat), clientRef: null, text: message.text ?? message.caption, attachments };
}

function eventOf(message: WireMessage): InboundEvent {
  const { chat, from, sender_chat, contact } = message;
  const text = message.text ?? message.caption ?? message.web_app_data?.button_text;
  const attachments: InboundAttachment[] = [...readContent(message)];
  const markdown = text === undefined ? null : fromEntities(text, (message.text === undefined ? message.caption_entities : message.entities) ?? []);
  const isEmpty = text === undefined && attachments.length === 0;
  const sender = from ? userParty(from) : chatParty(sender_chat ?? chat);
  // Shared with the button "share my number": Telegram vouches that it is the sender's own.
  const phone = contact && from && contact.user_id === from.id ? { phone: contact.phone_number } : {};
  const start = /^\/start ([A-Za-z0-9_-]{1,64})$/.exec(message.text ?? "")?.[1];
  return {
    type: "message",
    externalId: message.message_id,
    from: { ...sender, ...phone },
    ...(isPrivate(chat) ? {} : { conversationParty: chatParty(chat) }),
    ...(text === undefined ? {} : { text }),
    ...(markdown === null ? {} : { markdown }),
    attachments: isEmpty ? [{ kind: "unsupported", data: { type: kindOf(message) } }] : attachments,
    ...(message.reply_to_message ? { replyToExternalId: message.reply_to_message.message_id } : {}),
    ...(message.web_app_data ? { postback: { title: message.web_app_data.button_text, payload: message.web_app_data.data } } : {}),
    ...(start ? { referral: { ref: start, source: "deep-link" } } : {}),
    ...(isEmpty ? { isUnsupported: true } : {}),
  };
}

/** What an unread message holds (poll, dice, story ...), by the fields that are no frame. */
function kindOf(message: WireMessage): string {
  const frame = new Set([
    "message_id",
    "from",
    "chat",
    "date",
    "sender_chat",
    "message_thread_id",
    "is_topic_message",
    "reply_to_message",
    "business_connection_id",
  ]);
  return Object.keys(message)
    .filter((name) => !frame.has(name) && message[name] !== undefined)
    .sort()
    .join("+")
    .slice(0, 100);
}

/** An edit; a moving live location is one too, without words. */
export function readEdited(message: WireMessage, update: Update): InboundItem {
  const { thread } = keyOf(message);
  const text = message.text ?? message.caption;
  const item = { account: null, thread, dedupKey: `update:${update.update_id}`, providerAt: toInstant(message.edit_date ?? message.date) };
  if (text === undefined) return { ...item, event: { type: "ignored", reason: "an edit without text" } };
  return { ...item, event: { type: "edit", externalId: message.message_id, text } };
}

/** A message that is not as described but names its chat: kept there, for the day we can read it. */
export function readUnreadableMessage(value: unknown, update: Update): InboundItem[] | null {
  const chat = chatSchema.safeParse((value as { chat?: unknown } | null)?.chat);
  if (!chat.success) return null;
  const event: InboundEvent = { type: "message", externalId: null, from: chatParty(chat.data), attachments: [{ kind: "unsupported" }], isUnsupported: true };
  return [{ account: null, thread: chat.data.id, dedupKey: `update:${update.update_id}`, providerAt: null, event }];
}
