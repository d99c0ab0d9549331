import { type Profiles, SendError } from "@/server/channels/contract";
import { callBot } from "./bot-api";
import { chatSchema, type TelegramCredentials } from "./payload";

/** A person's or group's name. No picture: its only address holds the bot's token. */
export const profiles: Profiles<TelegramCredentials> = {
  async fetch({ value, config: { apiUrl, credentials } }, transport) {
    try {
      const chat = await callBot({ apiUrl, botToken: credentials.botToken, method: "getChat", params: { chat_id: Number(value) } }, chatSchema, transport);
      const name = chat.title ?? [chat.first_name, chat.last_name].filter(Boolean).join(" ");
      return name ? { name } : {};
    } catch (error) {
      if (error instanceof SendError && ["content", "blocked"].includes(error.kind)) return null;
      throw error;
    }
  },
};
