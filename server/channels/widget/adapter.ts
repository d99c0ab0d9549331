import * as z from "zod";
import { MAX_TEXT } from "@/lib/schemas/message";
import type { BuiltInMethod, ChannelAdapter } from "../contract";
import { inbound } from "./inbound";
import { outbound } from "./outbound";

/** Same as our own uploads API takes from a visitor: 20 MB. */
const MAX_BYTES = 20 * 1024 * 1024;

const credentials = z.object({ identitySecret: z.string().min(1) });

const SNIPPET = '`<script async src="{host}/widget.js" data-channel="{channelId}"></script>`';

const builtIn: BuiltInMethod = {
  name: "built-in",
  how: "built-in",
  title: { en: "Add a widget", "zh-CN": "添加网站聊天" },
  steps: [{ en: `Put this line on every page, at the end of its body ${SNIPPET}`, "zh-CN": `把这一行放到每个页面，页面内容（body）的末尾 ${SNIPPET}` }],
};

/** The web widget: our own panel on the business's site. Nothing leaves the house, so sending is always possible and always free. */
export const widget: ChannelAdapter<z.output<typeof credentials>> = {
  kind: "widget",
  title: "Web widget",
  titleIn: { "zh-CN": "网站聊天" },
  webhook: "none",
  icon: {
    ground: "oklch(.515 .19 272)",
    glyph: '<circle cx="12" cy="12" r="10"/><path d="M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20"/><path d="M2 12h20"/>',
  },
  about: { en: "A chat on your website.", "zh-CN": "网站上的聊天窗口。" },
  apiUrl: "",
  credentials,
  accountId: () => null,
  capabilities: {
    text: { max: MAX_TEXT, unit: "utf16", formatting: "markdown" },
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
    buttons: 13,
    linkButtons: true,
    mail: false,
    idempotentSend: true,
  },
  inbound,
  outbound,
  connect: { methods: [builtIn] },
};
