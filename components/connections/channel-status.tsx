"use client";

import { CircleAlert, CircleCheck, CircleDashed, CircleOff, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";

const LOOKS = {
  connecting: { tone: "grey", icon: CircleDashed },
  live: { tone: "ok", icon: CircleCheck },
  degraded: { tone: "warn", icon: TriangleAlert },
  "action-needed": { tone: "danger", icon: CircleAlert },
  disconnected: { tone: "grey", icon: CircleOff },
} as const;

type Status = keyof typeof LOOKS;

/** A channel's health in a word with an icon. */
export function ChannelStatus({ status }: { status: string }) {
  const t = useTranslations("channels");
  const known: Status = status in LOOKS ? (status as Status) : "degraded";
  const { tone, icon: Icon } = LOOKS[known];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(`status.${known}`)}
    </Badge>
  );
}

const KNOWN_REASONS = ["by-agent", "taken-over", "grant-revoked"] as const;
type Reason = (typeof KNOWN_REASONS)[number];

/** Why it is so, in the person's language where the reason is ours, in the platform's words where it is not. */
export function useStatusReason(reason: string | null): string | null {
  const t = useTranslations("channels");
  const format = useFormatter();
  if (!reason) return null;
  const endsOn = /^expires (\d{4}-\d\d-\d\d)$/.exec(reason)?.[1];
  if (endsOn) return t("reason.expires", { day: format.dateTime(new Date(`${endsOn}T12:00:00Z`), { dateStyle: "long" }) });
  return (KNOWN_REASONS as readonly string[]).includes(reason) ? t(`reason.${reason as Reason}`) : reason;
}
