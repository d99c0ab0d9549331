import type { BuiltInMethod, ChannelAdapter } from "@/server/channels/contract";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { type ApiCredentials, credentialsSchema } from "./payload";

/** What /uploads takes: 25 MB. */
const MAX_BYTES = 25 * 1024 * 1024;
const limit = { maxBytes: MAX_BYTES };

const INBOUND_URL = "`{host}/api/v1/channels/{channelId}/inbound`";

const builtIn: BuiltInMethod = {
  name: "built-in",
  how: "built-in",
  title: { en: "Add a custom channel", "zh-CN": "添加自定义渠道" },
  steps: [{ en: `Send messages to ${INBOUND_URL}`, "zh-CN": `把消息发送到 ${INBOUND_URL}` }],
};

/** The custom channel: any system that speaks our REST API. */
export const api: ChannelAdapter<ApiCredentials> = {
  kind: "api",
  title: "Custom channel (API)",
  titleIn: { "zh-CN": "自定义渠道（API）" },
  webhook: "none",
  icon: {
    ground: "oklch(.45 .02 265)",
    glyph:
      '<path d="M8 3H7a2 2 0 0 0-2 2v5a2 2 0 0 1-2 2 2 2 0 0 1 2 2v5a2 2 0 0 0 2 2h1"/><path d="M16 21h1a2 2 0 0 0 2-2v-5a2 2 0 0 1 2-2 2 2 0 0 1-2-2V5a2 2 0 0 0-2-2h-1"/>',
  },
  about: { en: "Your own app or system, through the REST API.", "zh-CN": "通过 REST API 接入自己的应用或系统。" },
  apiUrl: "",
  credentials: credentialsSchema,
  accountId: () => null,
  capabilities: {
    text: { max: 65_536, unit: "utf16", formatting: "markdown" },
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
    // The other side reads them in the message itself.
    buttons: 13,
    linkButtons: true,
    mail: false,
    idempotentSend: true,
  },
  inbound,
  outbound,
  connect: { methods: [builtIn] },
  media,
};
