import type { AttachmentKind, ChannelAdapter } from "@/server/channels/contract";
import { connect } from "./connect";
import { GMAIL } from "./gmail/api";
import { inbound } from "./inbound";
import { media } from "./media";
import { GRAPH } from "./microsoft/api";
import { MAX_ATTACHMENT_BYTES, outbound } from "./outbound";
import { accountOf, credentialsSchema, type EmailCredentials } from "./payload";
import { gateway, health, poll } from "./rooms";

/** Whatever has bytes is a file to a mail. */
const FILES = ["image", "audio", "voice", "video", "file", "sticker"] as const satisfies readonly AttachmentKind[];

/** A mailbox: by its servers, by its provider's API, or by a service that brings its mails. */
export const email: ChannelAdapter<EmailCredentials> = {
  kind: "email",
  title: "E-mail",
  titleIn: { "zh-CN": "电子邮件" },
  webhook: "either",
  // What services bring (SendGrid up to 30 MB, Mailgun 25), and the envelope around it.
  maxBodyBytes: 40 * 1024 * 1024,
  icon: { ground: "oklch(.46 .02 265)", glyph: '<rect width="20" height="16" x="2" y="4" rx="2"/><path d="m22 7-8.97 5.7a1.94 1.94 0 0 1-2.06 0L2 7"/>' },
  about: {
    en: "Mails to your address: Gmail, Microsoft 365, or any mailbox by IMAP and SMTP.",
    "zh-CN": "发到您邮箱的邮件：Gmail、Microsoft 365，或任何支持 IMAP 与 SMTP 的邮箱。",
  },
  apiUrl: "",
  platforms: { gmail: GMAIL, microsoft: GRAPH },
  platformOf: ({ via }) => (via === "gmail" || via === "microsoft" ? via : null),
  credentials: credentialsSchema,
  accountId: accountOf,
  capabilities: {
    text: { max: 200_000, unit: "utf16", formatting: "html" },
    attachments: Object.fromEntries(FILES.map((kind) => [kind, { maxBytes: MAX_ATTACHMENT_BYTES }])),
    maxAttachments: 20,
    window: null,
    canStart: true,
    // Where a server or a person says so: reports are asked of nobody.
    receipts: { delivered: true, read: true },
    replyTo: true,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: false, outbound: false },
    buttons: 0,
    mail: true,
    idempotentSend: false,
  },
  inbound,
  outbound,
  connect,
  media,
  poll,
  gateway,
  health,
};
