"use client";

import { AlertCircle, Clock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { memo } from "react";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/use-now";
import { cn } from "@/lib/cn";
import { shortTime } from "@/lib/dates";
import type { ConversationRow as Row } from "@/lib/schemas/conversation";
import { contactName } from "./contact-name";
import { RowTime } from "./row-time";
import { usePreview } from "./use-preview";

interface ConversationRowProps {
  row: Row;
  href: string;
  isSelected: boolean;
  /** Who has it matters in lists of several people's conversations. */
  hasAssignee: boolean;
  onOpen(id: string): void;
}

export const ROW_HEIGHT = 76;

/** Who, what about, since when; 76 px, whatever it holds. */
export const ConversationRow = memo(function ConversationRow({ row, href, isSelected, hasAssignee, onOpen }: ConversationRowProps) {
  const t = useTranslations("inbox");
  const preview = usePreview(row);
  const name = contactName(row.contact, t("visitor"));
  const isUnread = row.unread > 0;
  return (
    <a
      href={href}
      aria-current={isSelected ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        onOpen(row.id);
      }}
      className={cn(
        "relative flex h-full gap-3 border-line border-b py-2 pr-4 pl-4 -outline-offset-2 transition-colors focus-visible:z-10",
        isSelected ? "bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent" : "hover:bg-hover",
      )}
    >
      <span className="relative mt-px size-9 shrink-0">
        <Avatar id={row.contact.id} name={name} src={row.contact.avatarUrl} />
        <ChannelBadge
          kind={row.channel.kind}
          label={row.channel.name}
          className={cn("-right-1 -bottom-1 absolute box-content border-2", isSelected ? "border-selected" : "border-surface")}
        />
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span className={cn("min-w-0 flex-1 truncate text-sm", isUnread ? "font-semibold text-ink" : "text-ink-2")} title={name}>
            {name}
          </span>
          <RowTime row={row} />
        </span>
        <span className={cn("truncate text-sm", isUnread ? "text-ink" : "text-ink-2")}>{row.subject ?? preview}</span>
        <span className="flex h-5 min-w-0 items-center gap-2">
          <span className="min-w-0 flex-1 truncate text-ink-3 text-xs">{row.subject ? preview : row.channel.name}</span>
          <Marks row={row} hasAssignee={hasAssignee} />
        </span>
      </span>
    </a>
  );
});

/** States and numbers: they never shrink. */
function Marks({ row, hasAssignee }: { row: Row; hasAssignee: boolean }) {
  const t = useTranslations("inbox");
  const locale = useLocale();
  const now = useNow();
  return (
    <span className="flex h-5 shrink-0 items-center gap-1.5">
      {row.hasFailedDelivery ? (
        <Badge tone="danger">
          <AlertCircle aria-hidden />
          {t("sendFailed")}
        </Badge>
      ) : null}
      {row.status === "snoozed" && row.snoozedUntil ? (
        <Badge tone="grey">
          <Clock aria-hidden />
          {t("snoozedUntil", { time: shortTime(new Date(row.snoozedUntil), { locale, now }) })}
        </Badge>
      ) : null}
      {row.status === "pending" ? <Badge tone="grey">{t("statusPending")}</Badge> : null}
      {row.status === "resolved" ? <Badge tone="ok">{t("statusResolved")}</Badge> : null}
      {hasAssignee && row.assignee ? (
        <span title={t("assignedTo", { name: row.assignee.name })} className="flex">
          <Avatar id={row.assignee.id} name={row.assignee.name} size="xs" />
          <span className="sr-only">{t("assignedTo", { name: row.assignee.name })}</span>
        </span>
      ) : null}
      {row.unread > 0 ? (
        <span className="flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 font-semibold text-[10px] text-on-accent leading-none">
          <span aria-hidden>{row.unread > 99 ? "99+" : row.unread}</span>
          <span className="sr-only">{t("unread", { count: row.unread })}</span>
        </span>
      ) : null}
    </span>
  );
}
