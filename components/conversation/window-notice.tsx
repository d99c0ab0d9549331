"use client";

import { useTranslations } from "next-intl";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useNow } from "@/components/ui/use-now";
import { cn } from "@/lib/cn";
import { roughDuration } from "@/lib/dates";
import type { Conversation } from "./types";

const UNITS = { minutes: "windowMinutes", hours: "windowHours", days: "windowDays" } as const;
/** From here on the countdown is a warning. */
const SOON_MS = 2 * 3_600_000;

/** How long a free answer is still possible on this channel; nothing where there is no limit. */
export function WindowNotice({ conversation, isNote }: { conversation: Conversation; isNote: boolean }) {
  const t = useTranslations("conversation");
  const now = useNow();
  const { windowClosesAt, channel } = conversation;
  const left = windowClosesAt ? Date.parse(windowClosesAt) - now.getTime() : null;
  if (isNote || left === null || left <= 0) return null;
  const { unit, count } = roughDuration(left);
  return (
    <span className={cn("ml-auto flex min-w-0 items-center gap-1.5 pr-1 text-xs", left < SOON_MS ? "font-medium text-warn" : "text-ink-3")}>
      <ChannelBadge kind={channel.kind} />
      <span className="truncate">{t("windowCloses", { duration: t(UNITS[unit], { count }) })}</span>
    </span>
  );
}
