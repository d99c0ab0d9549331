import type { ChannelAdapter } from "@/server/channels/contract";
import { acts } from "./acts";
import { capabilities } from "./capabilities";
import { connect } from "./connect";
import { health } from "./health";
import { inbound } from "./inbound";
import { media } from "./media";
import { outbound } from "./outbound";
import { credentialsSchema, type TelegramCredentials } from "./payload";
import { profiles } from "./profile";

/** A Telegram bot. */
export const telegram: ChannelAdapter<TelegramCredentials> = {
  kind: "telegram",
  title: "Telegram",
  webhook: "channel",
  icon: { ground: "oklch(.53 .12 240)", glyph: '<path d="m22 2-7 20-4-9-9-4Z"/><path d="M22 2 11 13"/>' },
  about: { en: "Messages to your Telegram bot.", "zh-CN": "发给 Telegram 机器人的消息。" },
  apiUrl: "https://api.telegram.org",
  credentials: credentialsSchema,
  accountId: ({ botToken }) => botToken.split(":")[0] ?? botToken,
  capabilities,
  inbound,
  outbound,
  connect,
  acts,
  media,
  profiles,
  health,
};
