import type { ChannelAdapter } from "@/server/channels/contract";
import { acts } from "./acts";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { addressOf } from "./parties";
import { credentialsSchema, type WhatsappCredentials } from "./payload";
import { templates } from "./templates";

const KB = 1024;
const MB = 1024 * KB;

/** A number on the WhatsApp Business Platform (Cloud API). Limits: developers.facebook.com/docs/whatsapp/cloud-api/reference, as of 2026-03. */
export const whatsapp: ChannelAdapter<WhatsappCredentials> = {
  kind: "whatsapp",
  title: "WhatsApp",
  webhook: "app",
  icon: {
    ground: "#128c4b",
    glyph:
      '<path d="M4.5 19.5l1.2-4.1a7.6 7.6 0 1 1 3 2.9z"/><path d="M9 9.2c.3 2.8 2.3 4.9 5.2 5.4l1.2-1.5-1.9-1.2-1 .6c-.8-.4-1.4-1.1-1.7-1.9l.7-.9-.9-2z"/>',
  },
  about: {
    en: "Answer customers on WhatsApp, and write first with approved templates.",
    "zh-CN": "在 WhatsApp 上回复客户，并可用已审核的模板主动联系客户。",
  },
  apiUrl: "https://graph.facebook.com",
  credentials: credentialsSchema,
  accountId: (credentials) => credentials.phoneNumberId,
  parentAccountId: (credentials) => credentials.wabaId,
  addressOf,
  capabilities: {
    text: { max: 4096, unit: "utf16", formatting: "whatsapp" },
    attachments: {
      image: { maxBytes: 5 * MB, mimeTypes: ["image/jpeg", "image/png"] },
      video: { maxBytes: 16 * MB, mimeTypes: ["video/mp4", "video/3gpp"] },
      audio: { maxBytes: 16 * MB, mimeTypes: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"] },
      voice: { maxBytes: 16 * MB, mimeTypes: ["audio/ogg"] },
      file: { maxBytes: 100 * MB },
      sticker: { maxBytes: 500 * KB, mimeTypes: ["image/webp"] },
    },
    maxAttachments: 20,
    window: { hours: 24, extendedHours: null },
    templates: true,
    canStart: true,
    receipts: { delivered: true, read: true },
    replyTo: true,
    edit: false,
    unsend: false,
    reactions: true,
    typing: { inbound: false, outbound: true },
    // Three buttons, beyond that a list.
    buttons: 10,
    buttonTitle: 20,
    linkButtons: true,
    // A number in the phone app too takes 20, one that was upgraded 1,000.
    sendsPerSecond: 80,
    mail: false,
    idempotentSend: false,
  },
  inbound,
  outbound,
  connect,
  acts,
  templates,
  media,
  health,
};
