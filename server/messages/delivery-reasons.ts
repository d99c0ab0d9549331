import type { Locale } from "@/lib/locales";
import type { SendErrorKind } from "@/server/channels/contract";

/** Why a message did not leave, or may not have. */
export type FailureKind = SendErrorKind | "refused" | "disconnected" | "attachment" | "interrupted";

const REASONS: Record<FailureKind, Record<Locale, string>> = {
  window: {
    en: "The time in which this channel lets us answer is over, or all answers are given. The customer has to write first.",
    "zh-CN": "此渠道的回复时限已过或回复条数已用完，需等客户再次来信。",
  },
  blocked: { en: "The customer blocked this channel or left it.", "zh-CN": "客户已屏蔽或退出此渠道。" },
  unreachable: { en: "The customer could not be reached here.", "zh-CN": "无法通过此渠道联系到该客户。" },
  throttled: { en: "The platform takes no more messages from this channel right now.", "zh-CN": "平台暂时不再接收此渠道的消息。" },
  auth: { en: "The platform no longer accepts this channel's access. Connect the channel again.", "zh-CN": "平台不再接受此渠道的授权，请重新连接。" },
  content: { en: "The platform refused the content.", "zh-CN": "平台拒绝了消息内容。" },
  unknown: { en: "The platform did not answer: it may have arrived or not.", "zh-CN": "平台没有应答，消息可能已送达，也可能没有。" },
  refused: { en: "The platform could not be reached.", "zh-CN": "无法连接到平台。" },
  disconnected: { en: "The channel is disconnected.", "zh-CN": "渠道已断开连接。" },
  attachment: { en: "An attachment is not available any more.", "zh-CN": "附件已不可用。" },
  interrupted: { en: "Sending was interrupted: it may have arrived or not.", "zh-CN": "发送中断，消息可能已送达，也可能没有。" },
};

/** The sentence an agent reads, in the tenant's language, with the platform's own words behind it where they say more. */
export function deliveryReason(kind: FailureKind, locale: Locale, platformWords?: string): string {
  const sentence = REASONS[kind][locale];
  return platformWords ? `${sentence} (${platformWords.slice(0, 300)})` : sentence;
}
