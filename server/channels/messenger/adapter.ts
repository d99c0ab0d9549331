import type { ChannelAdapter } from "@/server/channels/contract";
import { acts } from "./acts";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type MessengerCredentials } from "./payload";
import { profiles } from "./profile";

const MB = 1024 * 1024;

/**
 * A Facebook Page's inbox. Limits: developers.facebook.com/docs/messenger-platform (Send API reference, 24-hour policy,
 * attachment sizes, rate limits), as of 2026-09. Photos are limited to 8 MB because Facebook fetches them by link.
 */
export const messenger: ChannelAdapter<MessengerCredentials> = {
  kind: "messenger",
  title: "Facebook Messenger",
  webhook: "app",
  icon: {
    ground: "oklch(.53 .2 258)",
    glyph:
      '<path d="M4 14a1 1 0 0 1-.78-1.63l9.9-10.2a.5.5 0 0 1 .86.46l-1.92 6.02A1 1 0 0 0 13 10h7a1 1 0 0 1 .78 1.63l-9.9 10.2a.5.5 0 0 1-.86-.46l1.92-6.02A1 1 0 0 0 11 14z"/>',
  },
  about: { en: "Messages to your Facebook Page.", "zh-CN": "发给 Facebook 公共主页的消息。" },
  apiUrl: "https://graph.facebook.com",
  credentials: credentialsSchema,
  accountId: (credentials) => credentials.pageId,
  capabilities: {
    text: { max: 2000, unit: "utf16", formatting: "plain" },
    attachments: {
      image: { maxBytes: 8 * MB },
      audio: { maxBytes: 25 * MB },
      voice: { maxBytes: 25 * MB },
      video: { maxBytes: 25 * MB },
      file: { maxBytes: 25 * MB },
    },
    maxAttachments: 20,
    // Past 24 hours only a person may answer, and only for seven days (tag HUMAN_AGENT, a permission of the app).
    window: { hours: 24, extendedHours: 168 },
    canStart: false,
    receipts: { delivered: true, read: true },
    replyTo: true,
    edit: false,
    unsend: false,
    reactions: true,
    typing: { inbound: false, outbound: true },
    buttons: 13,
    buttonTitle: 20,
    linkButtons: true,
    sendsPerSecond: 300,
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
