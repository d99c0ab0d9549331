import * as z from "zod";
import { type Connect, SendError, type TokenMethod } from "@/server/channels/contract";
import { callBot } from "./bot-api";
import { botSchema, type TelegramCredentials } from "./payload";

/** Asked for by name: reactions and business accounts are left out of Telegram's default (Bot API, setWebhook, allowed_updates). */
const ALLOWED_UPDATES = [
  "message",
  "edited_message",
  "callback_query",
  "my_chat_member",
  "message_reaction",
  "business_connection",
  "business_message",
  "edited_business_message",
  "deleted_business_messages",
];

/** Telegram's own default; chats run in parallel, each in order. */
const MAX_CONNECTIONS = 40;

/** The token that BotFather gives. */
export const byToken: TokenMethod<TelegramCredentials> = {
  name: "token",
  how: "token",
  title: { en: "Bot token", "zh-CN": "机器人令牌" },
  steps: [
    { en: "In Telegram, open @BotFather and send /newbot.", "zh-CN": "在 Telegram 中打开 @BotFather，发送 /newbot。" },
    { en: "Copy the token that it shows.", "zh-CN": "复制它显示的令牌。" },
  ],
  fields: [
    {
      name: "botToken",
      type: "text",
      label: { en: "Bot token", "zh-CN": "机器人令牌" },
      help: { en: "BotFather shows it when you create the bot.", "zh-CN": "创建机器人时由 BotFather 提供。" },
      placeholder: "123456789:AA…",
    },
  ],
  async identify({ credentials, apiUrl }, transport) {
    const bot = await callBot({ apiUrl, botToken: credentials.botToken, method: "getMe", params: {} }, botSchema, transport).catch((error: unknown) => {
      // Whatever is wrong with it, there is no such bot for us.
      if (error instanceof SendError && error.kind === "content")
        throw new SendError("auth", error.message, { retryable: false, code: error.code ?? undefined });
      throw error;
    });
    return { accountId: bot.id, name: bot.username ? `${bot.first_name} (@${bot.username})` : bot.first_name };
  },
};

export const connect: Connect<TelegramCredentials> = {
  methods: [byToken],

  /** What waits at Telegram is kept: somebody may have written while the bot was elsewhere. */
  async subscribe({ apiUrl, credentials: { botToken, webhookSecret }, webhookUrl }, transport) {
    const params = { url: webhookUrl, secret_token: webhookSecret, allowed_updates: ALLOWED_UPDATES, max_connections: MAX_CONNECTIONS };
    await callBot({ apiUrl, botToken, method: "setWebhook", params }, z.literal(true), transport);
  },

  async unsubscribe({ apiUrl, credentials: { botToken } }, transport) {
    await callBot({ apiUrl, botToken, method: "deleteWebhook", params: {} }, z.literal(true), transport);
  },
};
