import type { ChannelAdapter } from "@/server/channels/contract";
import { acts } from "./acts";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type InstagramCredentials } from "./payload";
import { profiles } from "./profile";
import { refresh } from "./refresh";

const MB = 1024 * 1024;

/**
 * An Instagram professional account's messages. Limits: developers.facebook.com/docs/instagram-platform ("Send messages", rate limits), as
 * of 2026-09. A text is measured in bytes: 333 Chinese characters.
 */
export const instagram: ChannelAdapter<InstagramCredentials> = {
  kind: "instagram",
  title: "Instagram",
  webhook: "app",
  icon: {
    ground: "linear-gradient(45deg, oklch(.68 .17 55), oklch(.56 .24 5) 50%, oklch(.5 .24 310))",
    glyph: '<rect x="3" y="3" width="18" height="18" rx="5"/><circle cx="12" cy="12" r="4"/><path d="M17 7h.01"/>',
  },
  about: { en: "Direct messages and story replies to your account.", "zh-CN": "发给您账号的私信和快拍回复。" },
  apiUrl: "https://graph.instagram.com",
  platforms: { messenger: "https://graph.facebook.com" },
  platformOf: ({ pageId }) => (pageId ? "messenger" : null),
  credentials: credentialsSchema,
  accountId: ({ accountId }) => accountId,
  capabilities: {
    text: { max: 1000, unit: "bytes", formatting: "plain" },
    attachments: {
      image: { maxBytes: 8 * MB, mimeTypes: ["image/png", "image/jpeg", "image/gif"] },
      audio: { maxBytes: 25 * MB, mimeTypes: ["audio/aac", "audio/mp4", "audio/x-m4a", "audio/wav", "audio/x-wav"] },
      voice: { maxBytes: 25 * MB, mimeTypes: ["audio/mp4", "audio/aac", "audio/x-m4a", "audio/wav", "audio/x-wav"] },
      video: { maxBytes: 25 * MB, mimeTypes: ["video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"] },
      file: { maxBytes: 25 * MB, mimeTypes: ["application/pdf"] },
    },
    maxAttachments: 10,
    // Past 24 hours only a person may answer, and only for seven days (tag HUMAN_AGENT, a permission of the app). There are no templates.
    window: { hours: 24, extendedHours: 168 },
    canStart: false,
    receipts: { delivered: false, read: true },
    replyTo: true,
    edit: false,
    unsend: false,
    reactions: true,
    typing: { inbound: false, outbound: true },
    buttons: 13,
    buttonTitle: 20,
    linkButtons: true,
    // Of text; older pages say 100, newer ones 300.
    sendsPerSecond: 100,
    mail: false,
    idempotentSend: false,
  },
  inbound,
  outbound,
  connect,
  refresh,
  acts,
  media,
  profiles,
  health,
};
