"use client";

import { useLocale } from "next-intl";
import { clock, fullTime, shortTime } from "@/lib/dates";
import { useNow } from "./use-now";

/** A moment as people say it, with the whole instant on hover. */
export function Time({ at, show = "short", className }: { at: string; show?: "short" | "clock"; className?: string }) {
  const locale = useLocale();
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={at} title={fullTime(date, { locale })} className={className} suppressHydrationWarning>
      {show === "clock" ? clock(date, { locale }) : shortTime(date, { locale, now })}
    </time>
  );
}
