import type { ChannelAdapter } from "@/server/channels/contract";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { type ApiCredentials, credentialsSchema } from "./payload";

/** What /uploads takes: 25 MB. */
const MAX_BYTES = 25 * 1024 * 1024;
const limit = { maxBytes: MAX_BYTES };

/** The custom channel: any system that speaks our REST API. */
export const api: ChannelAdapter<ApiCredentials> = {
  kind: "api",
  title: "Custom channel (API)",
  webhook: "none",
  connects: "built-in",
  apiUrl: "",
  credentials: credentialsSchema,
  accountId: () => null,
  capabilities: {
    text: { max: 65_536, unit: "utf16", formatting: "plain" },
    attachments: { image: limit, audio: limit, voice: limit, video: limit, file: limit },
    maxAttachments: 10,
    window: null,
    canStart: true,
    receipts: { delivered: true, read: true },
    replyTo: true,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: false, outbound: false },
    buttons: 0,
    mail: false,
    idempotentSend: true,
  },
  inbound,
  outbound,
  media,
};
