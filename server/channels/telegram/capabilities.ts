import type { Capabilities } from "@/server/channels/contract";

const MB = 1024 * 1024;

/** What a bot may send. Source: Bot API 10.1, "Sending files", sendMessage, deleteMessage. */
export const capabilities: Capabilities = {
  text: { max: 4096, unit: "utf16", formatting: "telegram" },
  attachments: {
    image: { maxBytes: 10 * MB },
    audio: { maxBytes: 50 * MB },
    // Shown as a voice note only in these (Bot API, sendVoice).
    voice: { maxBytes: 50 * MB, mimeTypes: ["audio/ogg", "audio/mpeg", "audio/mp4"] },
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
  // Bot FAQ, "How can I message all of my bot's subscribers at once?"
  sendsPerSecond: 30,
  mail: false,
  idempotentSend: false,
};
