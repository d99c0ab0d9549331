import type { ChannelAdapter } from "@/server/channels/contract";
import { acts } from "./acts";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type WecomCredentials } from "./payload";
import { poll } from "./poll";
import { profiles } from "./profile";
import { WINDOW_HOURS } from "./windows";

const MB = 1024 * 1024;

/**
 * A WeCom customer service account (微信客服), which people write to from WeChat. Limits of files as uploaded:
 * developer.work.weixin.qq.com/document/path/90253, read 2026-11-21; of pictures the 2 MB that customers' phones take for certain.
 */
export const wecom: ChannelAdapter<WecomCredentials> = {
  kind: "wecom",
  title: "WeCom Customer Service",
  titleIn: { "zh-CN": "微信客服" },
  webhook: "either",
  icon: {
    ground: "#2a6fd6",
    glyph:
      '<path d="M4 14v-2a8 8 0 0 1 16 0v2"/><path d="M4 14a2 2 0 0 1 2-2h1v6H6a2 2 0 0 1-2-2zM20 14a2 2 0 0 0-2-2h-1v6h1a2 2 0 0 0 2-2z"/><path d="M18 18c0 2-2 3-5 3"/>',
  },
  about: { en: "Messages of WeChat users to your WeCom customer service.", "zh-CN": "微信用户发给企业微信“微信客服”的消息。" },
  apiUrl: "https://qyapi.weixin.qq.com",
  credentials: credentialsSchema,
  accountId: ({ openKfId }) => openKfId ?? null,
  parentAccountId: ({ corpId }) => corpId,
  capabilities: {
    text: { max: 2048, unit: "bytes", formatting: "plain" },
    attachments: {
      image: { maxBytes: 2 * MB, mimeTypes: ["image/jpeg", "image/png"] },
      voice: { maxBytes: 2 * MB, mimeTypes: ["audio/amr"], maxDurationMs: 60_000 },
      audio: { maxBytes: 20 * MB },
      video: { maxBytes: 10 * MB, mimeTypes: ["video/mp4"] },
      file: { maxBytes: 20 * MB },
    },
    // With a text before them as many as one message of a customer's allows.
    maxAttachments: 4,
    window: { hours: WINDOW_HOURS, extendedHours: null, counted: true },
    canStart: false,
    receipts: { delivered: false, read: false },
    replyTo: false,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: false, outbound: false },
    buttons: 10,
    // 128 bytes; three for a Chinese character.
    buttonTitle: 42,
    linkButtons: true,
    // 10,000 a minute for a corporation.
    sendsPerSecond: 150,
    mail: false,
    idempotentSend: true,
  },
  inbound,
  outbound,
  connect,
  acts,
  media,
  profiles,
  poll,
  health,
};
