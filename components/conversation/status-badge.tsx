"use client";

import { Clock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/use-now";
import { shortTime } from "@/lib/dates";
import type { Conversation } from "./types";

/** A state other than open, in words. */
export function StatusBadge({ conversation }: { conversation: Conversation }) {
  const t = useTranslations("inbox");
  const locale = useLocale();
  const now = useNow();
  const { status, snoozedUntil } = conversation;
  if (status === "pending") return <Badge tone="grey">{t("statusPending")}</Badge>;
  if (status === "resolved") return <Badge tone="ok">{t("statusResolved")}</Badge>;
  if (status !== "snoozed" || !snoozedUntil) return null;
  return (
    <Badge tone="grey">
      <Clock aria-hidden />
      {t("snoozedUntil", { time: shortTime(new Date(snoozedUntil), { locale, now }) })}
    </Badge>
  );
}
