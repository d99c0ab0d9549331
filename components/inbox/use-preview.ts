"use client";

import { useTranslations } from "next-intl";
import { useDesk } from "@/components/shell/desk-context";
import type { ConversationRow } from "@/lib/schemas/conversation";

/** The last message in one line, with its author where it is not the customer. */
export function usePreview({ preview }: ConversationRow): string {
  const t = useTranslations("inbox");
  const { seat } = useDesk();
  if (preview.kind === null) return t("noMessages");
  const text = preview.text || t("previewAttachment");
  if (preview.kind === "inbound" || !preview.author) return text;
  const isMine = preview.author === seat.agentName;
  if (preview.kind === "note") return isMine ? t("previewYourNote", { text }) : t("previewNote", { author: preview.author, text });
  return isMine ? t("previewYours", { text }) : t("previewBy", { author: preview.author, text });
}
