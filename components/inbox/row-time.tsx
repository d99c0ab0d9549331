"use client";

import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/components/ui/use-now";
import { fullTime, roughDuration } from "@/lib/dates";
import type { ConversationRow } from "@/lib/schemas/conversation";

const UNITS = { minutes: "waitingMinutes", hours: "waitingHours", days: "waitingDays" } as const;

/** How long the customer has waited, or since when nothing has happened, in one unit. */
export function RowTime({ row }: { row: ConversationRow }) {
  const t = useTranslations("inbox");
  const locale = useLocale();
  const now = useNow();
  const at = row.waitingSince ?? row.lastActivityAt;
  const { unit, count } = roughDuration(now.getTime() - Date.parse(at));
  const time = fullTime(new Date(at), { locale });
  return (
    <time dateTime={at} title={row.waitingSince ? t("waitingSince", { time }) : t("lastActivity", { time })} className="shrink-0 text-ink-3 text-xs">
      {unit === "minutes" && count === 0 ? t("waitingNow") : t(UNITS[unit], { count })}
    </time>
  );
}
