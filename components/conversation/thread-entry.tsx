"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { MailMessage } from "@/components/mail/mail-message";
import { useNow } from "@/components/ui/use-now";
import { calendarDaysAgo, longDate } from "@/lib/dates";
import { ActivityLine } from "./activity-line";
import type { ThreadItem } from "./thread-items";
import { ThreadMessage } from "./thread-message";

/** One thing in a thread. */
export const ThreadEntry = memo(function ThreadEntry({ item, locale, contactName }: { item: ThreadItem; locale: string; contactName: string }) {
  if (item.type === "day") return <DayLine at={item.at} locale={locale} />;
  if (item.type === "unread") return <UnreadLine count={item.count} />;
  if (item.type === "activity") return <ActivityLine message={item.message} />;
  if (item.message.mail)
    return <MailMessage message={item.message} mail={item.message.mail} subject={item.subject} isLate={item.isLate} contactName={contactName} />;
  return <ThreadMessage message={item.message} isFirst={item.isFirst} isLate={item.isLate} contactName={contactName} />;
});

function DayLine({ at, locale }: { at: number; locale: string }) {
  const t = useTranslations("conversation");
  const now = useNow();
  const date = new Date(at);
  const days = calendarDaysAgo(date, { now });
  return <p className="pt-4 pb-1 text-center text-ink-3 text-xs">{days === 0 ? t("today") : days === 1 ? t("yesterday") : longDate(date, { locale, now })}</p>;
}

function UnreadLine({ count }: { count: number }) {
  const t = useTranslations("conversation");
  return (
    <p
      data-unread-line
      className="mt-3 flex items-center gap-3 font-medium text-2xs text-accent-ink before:h-px before:flex-1 before:bg-accent after:h-px after:flex-1 after:bg-accent"
    >
      {t("unreadLine", { count })}
    </p>
  );
}
