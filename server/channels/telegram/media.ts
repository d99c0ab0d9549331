import type { Media } from "@/server/channels/contract";
import { callBot } from "./bot-api";
import { filePathSchema, type TelegramCredentials } from "./payload";

/**
 * Asks where the file lies now, then gives that address: it holds the bot's token and works for an hour, so it is fetched
 * at once and kept nowhere. Files over 20 MB cannot be had by bots (Bot API, getFile): Telegram refuses, and says so.
 */
export const media: Media<TelegramCredentials> = {
  async request({ source, config: { apiUrl, credentials } }, transport) {
    const { botToken } = credentials;
    const { file_path } = await callBot({ apiUrl, botToken, method: "getFile", params: { file_id: source.fileId } }, filePathSchema, transport);
    const path = file_path.split("/").map(encodeURIComponent).join("/");
    return { method: "GET", url: `${apiUrl}/file/bot${botToken}/${path}` };
  },
};
