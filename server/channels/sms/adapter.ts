import type { ChannelAdapter } from "@/server/channels/contract";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type SmsCredentials } from "./payload";

const MB = 1024 * 1024;
const OTHER = { maxBytes: MB / 2 };

/** Text messages by Twilio. Limits: Programmable Messaging, "Messages resource" and "Accepted content types for media", read 2026-11-21. */
export const sms: ChannelAdapter<SmsCredentials> = {
  kind: "sms",
  title: "SMS",
  titleIn: { "zh-CN": "短信" },
  webhook: "channel",
  icon: { ground: "oklch(.53 .17 20)", glyph: '<rect x="7" y="2" width="10" height="20" rx="2"/><path d="M11 18h2M10 7h4M10 10h4"/>' },
  about: { en: "Text messages to a number at Twilio.", "zh-CN": "发到 Twilio 号码的短信。" },
  apiUrl: "https://api.twilio.com",
  credentials: credentialsSchema,
  accountId: ({ from }) => from,
  capabilities: {
    text: { max: 1_600, unit: "utf16", formatting: "plain", segments: true },
    attachments: {
      image: { maxBytes: 5 * MB, mimeTypes: ["image/jpeg", "image/png", "image/gif"] },
      audio: OTHER,
      voice: OTHER,
      video: OTHER,
      file: OTHER,
    },
    maxAttachments: 10,
    window: null,
    canStart: true,
    receipts: { delivered: true, read: false },
    replyTo: false,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: false, outbound: false },
    buttons: 0,
    mail: false,
    idempotentSend: false,
  },
  inbound,
  outbound,
  connect,
  media,
  health,
};
