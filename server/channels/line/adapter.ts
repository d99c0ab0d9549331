import type { ChannelAdapter } from "@/server/channels/contract";
import { acts } from "./acts";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type LineCredentials } from "./payload";
import { profiles } from "./profile";

const MB = 1024 * 1024;
const SOUND = { maxBytes: 200 * MB, mimeTypes: ["audio/mp4", "audio/x-m4a", "audio/mpeg"] };

/** A LINE Official Account. Limits: Messaging API reference, "Message objects" and "Rate limits", read 2026-11-21. */
export const line: ChannelAdapter<LineCredentials> = {
  kind: "line",
  title: "LINE",
  webhook: "channel",
  icon: {
    ground: "oklch(.52 .14 148)",
    glyph: '<path d="M12 4c5 0 9 3.1 9 7 0 3.600-4.600 6.400-9 9v-2.300c-5-.2-9-3.100-9-6.700 0-3.900 4-7 9-7Z"/><path d="M8 9v4M12 9v4M16 9v4"/>',
  },
  about: { en: "Messages to your LINE Official Account.", "zh-CN": "发给 LINE 官方账号的消息。" },
  apiUrl: "https://api.line.me",
  credentials: credentialsSchema,
  accountId: ({ channelId }) => channelId,
  capabilities: {
    text: { max: 5_000, unit: "utf16", formatting: "plain" },
    attachments: {
      image: { maxBytes: 10 * MB, mimeTypes: ["image/jpeg", "image/png"] },
      video: { maxBytes: 200 * MB, mimeTypes: ["video/mp4"] },
      audio: SOUND,
      voice: SOUND,
      // Given as a link: LINE has no message for files.
      file: { maxBytes: 200 * MB },
    },
    maxAttachments: 10,
    // A friend may be written to at any time. The reply token only makes an answer free of charge.
    window: null,
    canStart: false,
    receipts: { delivered: false, read: false },
    replyTo: true,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: false, outbound: true },
    buttons: 13,
    buttonTitle: 20,
    linkButtons: true,
    sendsPerSecond: 2_000,
    mail: false,
    idempotentSend: true,
    showsAuthor: true,
  },
  inbound,
  outbound,
  connect,
  acts,
  media,
  profiles,
  health,
};
