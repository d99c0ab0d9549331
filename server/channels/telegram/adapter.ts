import type { ChannelAdapter } from "@/server/channels/contract";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type TelegramCredentials } from "./payload";
import { profiles } from "./profile";

const MB = 1024 * 1024;

/** A Telegram bot. Limits: Bot API 10.1, "Sending files" and sendMessage. */
export const telegram: ChannelAdapter<TelegramCredentials> = {
  kind: "telegram",
  title: "Telegram",
  webhook: "channel",
  icon: { ground: "oklch(.53 .12 240)", glyph: '<path d="m22 2-7 20-4-9-9-4Z"/><path d="M22 2 11 13"/>' },
  about: { en: "Messages to your Telegram bot.", "zh-CN": "发给 Telegram 机器人的消息。" },
  apiUrl: "https://api.telegram.org",
  credentials: credentialsSchema,
  accountId: ({ botToken }) => botToken.split(":")[0] ?? botToken,
  capabilities: {
    text: { max: 4096, unit: "utf16", formatting: "plain" },
    attachments: {
      image: { maxBytes: 10 * MB },
      audio: { maxBytes: 50 * MB },
      voice: { maxBytes: 50 * MB },
      video: { maxBytes: 50 * MB },
      file: { maxBytes: 50 * MB },
    },
    maxAttachments: 10,
    window: null,
    // A bot may write only to people who pressed Start.
    canStart: false,
    receipts: { delivered: false, read: false },
    replyTo: true,
    edit: true,
    unsend: true,
    reactions: true,
    typing: { inbound: false, outbound: true },
    buttons: 10,
    linkButtons: true,
    mail: false,
    idempotentSend: false,
  },
  inbound,
  outbound,
  connect,
  media,
  profiles,
  health,
};
