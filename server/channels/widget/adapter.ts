import * as z from "zod";
import type { ChannelAdapter } from "../contract";
import { inbound } from "./inbound";
import { outbound } from "./outbound";

/** Same as our own uploads API takes from a visitor: 20 MB. */
const MAX_BYTES = 20 * 1024 * 1024;

const credentials = z.object({ identitySecret: z.string().min(1) });

/** The web widget: our own panel on the business's site. Nothing leaves the house, so sending is always possible and always free. */
export const widget: ChannelAdapter<z.output<typeof credentials>> = {
  kind: "widget",
  title: "Web widget",
  webhook: "none",
  connects: "built-in",
  apiUrl: "",
  credentials,
  accountId: () => null,
  capabilities: {
    text: { max: 10_000, unit: "utf16", formatting: "plain" },
    attachments: { image: { maxBytes: MAX_BYTES }, audio: { maxBytes: MAX_BYTES }, video: { maxBytes: MAX_BYTES }, file: { maxBytes: MAX_BYTES } },
    maxAttachments: 10,
    window: null,
    canStart: false,
    receipts: { delivered: true, read: true },
    replyTo: false,
    edit: false,
    unsend: false,
    reactions: false,
    typing: { inbound: true, outbound: true },
    buttons: 0,
    mail: false,
    idempotentSend: true,
  },
  inbound,
  outbound,
};
