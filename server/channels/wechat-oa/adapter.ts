import type { ChannelAdapter } from "@/server/channels/contract";
import { acts } from "./acts";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type WechatCredentials } from "./payload";
import { profiles } from "./profile";
import { WINDOW_HOURS } from "./windows";

const MB = 1024 * 1024;
/** Temporary media: developers.weixin.qq.com/doc/offiaccount/Asset_Management, read 2026-11-21. */
const SOUND = { maxBytes: 2 * MB, mimeTypes: ["audio/amr", "audio/mpeg"], maxDurationMs: 60_000 };

/** A WeChat official account, answered by customer service messages. Limits as the pages named in payload.ts and windows.ts say. */
export const wechatOa: ChannelAdapter<WechatCredentials> = {
  kind: "wechat-oa",
  title: "WeChat Official Account",
  titleIn: { "zh-CN": "微信公众号" },
  webhook: "either",
  icon: {
    ground: "#07a35a",
    glyph:
      '<path d="M9.5 4C5.4 4 2 6.7 2 10c0 1.9 1.1 3.5 2.8 4.6L4 17l2.7-1.4c.9.3 1.8.4 2.8.4"/><path d="M22 15.2c0-2.9-2.9-5.2-6.4-5.2s-6.4 2.3-6.4 5.2 2.9 5.2 6.4 5.2c.8 0 1.6-.1 2.3-.3L20.2 21.2l-.6-2.1c1.5-1 2.4-2.3 2.4-3.9z"/>',
  },
  about: { en: "Messages to your WeChat official account.", "zh-CN": "发送到公众号的消息。" },
  apiUrl: "https://api.weixin.qq.com",
  credentials: credentialsSchema,
  accountId: ({ appId }) => appId,
  capabilities: {
    text: { max: 2048, unit: "bytes", formatting: "plain" },
    attachments: {
      image: { maxBytes: 10 * MB, mimeTypes: ["image/jpeg", "image/png", "image/gif", "image/bmp"] },
      voice: SOUND,
      audio: SOUND,
      video: { maxBytes: 10 * MB, mimeTypes: ["video/mp4"] },
    },
    // The fewest that one message of a customer's allows; more would not arrive.
    maxAttachments: 4,
    window: { hours: WINDOW_HOURS, extendedHours: null, counted: true },
    canStart: false,
    receipts: { delivered: false, read: false },
    replyTo: false,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: false, outbound: true },
    buttons: 10,
    linkButtons: false,
    sendsPerSecond: 50,
    mail: false,
    idempotentSend: false,
  },
  inbound,
  outbound,
  connect,
  acts,
  media,
  profiles,
  health,
};
