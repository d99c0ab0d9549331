import type { Party } from "@/server/channels/contract";
import type { Chat, User } from "./payload";

/** Telegram's ids are the same for every bot, so an identity is valid in the whole of Telegram (Bot API, User.id). */
export const SCOPE = "telegram";

const fullName = (person: { first_name?: string; last_name?: string }) => [person.first_name, person.last_name].filter(Boolean).join(" ");

/** A person. The platform itself says who it is. */
export function userParty(user: User): Party {
  const name = fullName(user) || user.username;
  return { scope: SCOPE, value: user.id, verified: true, ...(name ? { name } : {}), ...(user.language_code ? { locale: user.language_code } : {}) };
}

/** A group, or a channel that speaks in one. */
export function chatParty(chat: Chat): Party {
  const name = chat.title ?? fullName(chat);
  return { scope: SCOPE, value: chat.id, verified: true, ...(name ? { name } : {}) };
}

export const isPrivate = (chat: Chat): boolean => chat.type === "private";

const BUSINESS = /^business:([^:]+):(-?\d+)$/;

/** A chat with the owner's own account is another thread than the same person's chat with the bot. */
export function businessThread(connectionId: string, chatId: string): string {
  return `business:${connectionId}:${chatId}`;
}

/** Where an answer goes, from a thread's key. */
export function chatOfThread(thread: string): { chat_id: number | string; business_connection_id?: string } {
  const [, business_connection_id, chatId] = BUSINESS.exec(thread) ?? [];
  const id = Number(chatId ?? thread);
  const chat_id = Number.isSafeInteger(id) ? id : (chatId ?? thread);
  return business_connection_id ? { chat_id, business_connection_id } : { chat_id };
}
