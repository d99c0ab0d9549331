"use client";

import { useTranslations } from "next-intl";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useNow } from "@/components/ui/use-now";
import { cn } from "@/lib/cn";
import { roughDuration } from "@/lib/dates";
import type { ReplyState } from "./reply-state";
import type { Conversation } from "./types";

const UNITS = { minutes: "windowMinutes", hours: "windowHours", days: "windowDays" } as const;
/** From here on the countdown is a warning. */
const SOON_MS = 2 * 3_600_000;
const HOUR_MS = 3_600_000;
const FEW = 2;

/** How long a free answer is still possible on this channel, and how many; nothing where there is no limit. */
export function WindowNotice({ conversation, state }: { conversation: Conversation; state: ReplyState }) {
  const t = useTranslations("conversation");
  const now = useNow();
  const duration = useDuration();
  if (state.kind !== "open" || !state.until) return null;
  const leftMs = state.until.getTime() - now.getTime();
  const isScarce = leftMs < SOON_MS || (state.left !== null && state.left <= FEW);
  const time = duration(leftMs);
  return (
    <span className={cn("ml-auto flex min-w-0 items-center gap-1.5 pr-1 text-xs", isScarce ? "font-medium text-warn" : "text-ink-3")}>
      <ChannelBadge kind={conversation.channel.kind} />
      <span className="truncate">{state.left === null ? t("windowCloses", { duration: time }) : t("windowLeft", { count: state.left, duration: time })}</span>
    </span>
  );
}

/** Near its end a window is told to the minute. */
function useDuration(): (ms: number) => string {
  const t = useTranslations("conversation");
  return (ms) => {
    const { unit, count } = roughDuration(ms);
    if (unit === "hours" && count < 10) return t("windowHoursMinutes", { hours: count, minutes: Math.floor((ms % HOUR_MS) / 60_000) });
    return unit === "minutes" && count === 0 ? t("windowUnderMinute") : t(UNITS[unit], { count });
  };
}

interface SendsNoticeProps {
  state: ReplyState;
  /** How many messages the draft becomes. */
  needed: number;
  channel: string;
}

/** Where answers are counted: that the draft takes more than are left, or that few are and one message should say it all. */
export function SendsNotice({ state, needed, channel }: SendsNoticeProps) {
  const t = useTranslations("conversation");
  if (state.kind !== "open" || state.left === null) return null;
  if (needed > state.left)
    return (
      <p role="alert" className="mx-3 mb-2 text-danger text-xs">
        {t("sendsTooFew", { needed, left: state.left, channel })}
      </p>
    );
  return needed > 0 && state.left <= FEW ? <p className="mx-3 mb-2 text-warn text-xs">{t("sendsFew", { left: state.left })}</p> : null;
}
