"use client";

import { useLocale, useTranslations } from "next-intl";
import { useConnection } from "@/components/realtime/realtime-provider";
import { clock } from "@/lib/dates";

/** One quiet line while the screen may be behind. Composing goes on. */
export function ConnectionBar() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const { state, syncedAt } = useConnection();
  if (state === "live") return null;
  const time = clock(syncedAt, { locale });
  return (
    <p role="status" className="flex min-h-8 shrink-0 items-center justify-center border-line border-b bg-warn-soft px-4 py-1 text-center text-warn text-xs">
      {state === "offline" ? t("offlineBar", { time }) : t("reconnecting", { time })}
    </p>
  );
}
