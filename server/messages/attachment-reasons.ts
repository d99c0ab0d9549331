import type { Locale } from "@/lib/locales";

/** Why an attachment's bytes are not here. */
export type AttachmentFailure = "no-address" | "gone" | "empty" | "too-large" | "refused" | "upload-gone" | "original-gone" | "platform" | "late";

const REASONS: Record<AttachmentFailure, Record<Locale, string>> = {
  "no-address": { en: "The message names no place from which the file could be fetched.", "zh-CN": "消息没有提供可获取该文件的地址。" },
  gone: { en: "The platform no longer gives the file.", "zh-CN": "平台已不再提供该文件。" },
  empty: { en: "The file is empty.", "zh-CN": "文件为空。" },
  "too-large": { en: "The file is too large.", "zh-CN": "文件过大。" },
  refused: { en: "The link leads to a place that is not opened from here.", "zh-CN": "出于安全考虑，无法打开该链接指向的位置。" },
  "upload-gone": { en: "The uploaded file was no longer there.", "zh-CN": "上传的文件已不存在。" },
  "original-gone": { en: "The original message, which holds the file, is no longer kept.", "zh-CN": "包含该文件的原始消息已不再保留。" },
  platform: { en: "The platform does not give the file.", "zh-CN": "平台不提供该文件。" },
  late: { en: "The platform did not give the file in time.", "zh-CN": "平台未能及时提供该文件。" },
};

/** The sentence an agent reads, in the tenant's language; `detail` (a status, a limit, the platform's words) stands behind it. */
export function attachmentReason(failure: AttachmentFailure, locale: Locale, detail?: string): string {
  const sentence = REASONS[failure][locale];
  return detail ? `${sentence} (${detail.slice(0, 300)})` : sentence;
}
