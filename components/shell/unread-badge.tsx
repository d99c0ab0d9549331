"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { cn } from "@/lib/cn";

const MOST = 99;

/** How many of my conversations have something unread. Nothing when none. */
export function UnreadBadge({ className }: { className?: string }) {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.conversations.counts.queryOptions());
  const count = data?.mineUnread ?? 0;
  if (count === 0) return null;
  return (
    <span
      className={cn(
        "flex h-4 min-w-4 items-center justify-center rounded-full bg-danger-fill px-1 font-semibold text-[10px] text-on-accent leading-none",
        className,
      )}
    >
      <span aria-hidden>{count > MOST ? `${MOST}+` : count}</span>
      <span className="sr-only">{t("waitingCount", { count })}</span>
    </span>
  );
}
