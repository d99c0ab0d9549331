"use client";

import { Ban, Check, CheckCheck, CircleAlert, CircleHelp, Clock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/components/ui/use-now";
import { cn } from "@/lib/cn";
import { shortTime } from "@/lib/dates";
import type { MessageView } from "@/lib/schemas/message";

type Delivery = NonNullable<MessageView["delivery"]>;

const ICONS: Record<Delivery["status"], typeof Check> = {
  scheduled: Clock,
  queued: Clock,
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
  canceled: Ban,
  unknown: CircleHelp,
};

/** How far a message has come: an icon, and the same in words for who hovers or does not see it. */
export function MessageStatus({ delivery }: { delivery: Delivery }) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  const now = useNow();
  const Icon = ICONS[delivery.status];
  const words = t(`status.${delivery.status}`, { time: shortTime(new Date(delivery.notBefore), { locale, now }) });
  return (
    <span title={words} className={cn("inline-flex", delivery.status === "read" && "text-accent-ink", delivery.status === "failed" && "text-danger")}>
      <Icon className="size-3.5" aria-hidden />
      <span className="sr-only">{words}</span>
    </span>
  );
}
