import * as z from "zod";
import { type Act, type Acts, type ChannelConfig, SendError, type Transport } from "@/server/channels/contract";
import { renderTexts } from "@/server/channels/shared/render-texts";
import { callBot } from "./bot-api";
import { capabilities } from "./capabilities";
import { chatOfThread } from "./parties";
import type { TelegramCredentials } from "./payload";
import { keyboardOf, wordsOf } from "./render-words";

interface Call {
  method: string;
  params: Record<string, unknown>;
}

/** What was asked for is so already: a success of an edit (tdlib/telegram-bot-api, Client.cpp). */
const NOTHING_TO_DO = /message is not modified/i;

export const acts: Acts<TelegramCredentials> = {
  known: ["typing", "read", "react", "edit", "unsend"],
  async perform({ act, thread, config }, transport) {
    const call = toCall(act, chatOfThread(thread));
    if (call) await perform(call, config, transport);
  },
};

async function perform({ method, params }: Call, { apiUrl, credentials: { botToken } }: ChannelConfig<TelegramCredentials>, transport: Transport) {
  await callBot({ apiUrl, botToken, method, params }, z.unknown(), transport).catch((error: unknown) => {
    if (!(error instanceof SendError && NOTHING_TO_DO.test(error.message))) throw error;
  });
}

/** Null where Telegram knows no such thing. */
function toCall(act: Act, chat: ReturnType<typeof chatOfThread>): Call | null {
  switch (act.type) {
    case "typing":
      // Ends by itself after five seconds, or with the message (Bot API, sendChatAction).
      return act.isTyping ? { method: "sendChatAction", params: { ...chat, action: "typing" } } : null;
    case "read":
      // Only the owner's own chats show what was read.
      return chat.business_connection_id ? { method: "readBusinessMessage", params: { ...chat, message_id: Number(act.externalId) } } : null;
    case "react":
      // A bot has one reaction to a message: another replaces it.
      return {
        method: "setMessageReaction",
        params: { ...chat, message_id: Number(act.externalId), reaction: act.action === "add" ? [{ type: "emoji", emoji: act.emoji }] : [] },
      };
    case "edit":
      return { method: "editMessageText", params: { ...chat, message_id: Number(act.externalId), ...wordsAndButtons(act) } };
    case "unsend":
      return { method: "deleteMessage", params: { ...chat, message_id: Number(act.externalId) } };
  }
}

/** The keyboard is sent again: an edit without one takes it away. */
function wordsAndButtons({ text, payload = null }: Extract<Act, { type: "edit" }>): object {
  const { texts, buttons } = renderTexts({ text, payload }, capabilities);
  if (texts.length !== 1) throw new SendError("content", "Telegram takes an edit of at most 4,096 characters.", { retryable: false });
  return { ...wordsOf(texts[0] ?? ""), ...keyboardOf(buttons) };
}
