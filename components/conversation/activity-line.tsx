"use client";

import { ArrowRightLeft, Bell, BellOff, CircleCheck, CircleDot, Clock, Flag, Link2, Pause, Tag, UserRound } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useDesk } from "@/components/shell/desk-context";
import { Time } from "@/components/ui/time";
import { useNow } from "@/components/ui/use-now";
import { shortTime } from "@/lib/dates";
import type { Activity } from "@/lib/schemas/activity";
import type { MessageView } from "@/lib/schemas/message";

/** A system line: who did what, in one small line between the messages. */
export function ActivityLine({ message }: { message: MessageView }) {
  const words = useWords(message);
  const Icon = iconOf(message.payload as Activity | null);
  return (
    <p className="mx-auto mt-3 flex max-w-full items-start justify-center gap-1.5 px-4 text-center text-ink-3 text-xs">
      <Icon className="mt-0.5 size-3 shrink-0" aria-hidden />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {words} · <Time at={message.storedAt} show="clock" />
      </span>
    </p>
  );
}

const NOTICES: Partial<Record<string, typeof Tag>> = { referral: Link2, "opt-in": Bell, "marketing-off": BellOff, "marketing-on": Bell };

function iconOf(activity: Activity | null): typeof Tag {
  if (activity?.type === "assigned" || activity?.type === "team-changed") return UserRound;
  if (activity?.type === "tags-changed") return Tag;
  if (activity?.type === "priority-changed") return Flag;
  if (activity?.type === "notice") return NOTICES[activity.notice] ?? ArrowRightLeft;
  if (activity?.type !== "status-changed") return CircleDot;
  return { resolved: CircleCheck, snoozed: Clock, pending: Pause }[activity.status] ?? CircleDot;
}

const LIST_STYLE = { type: "conjunction", style: "short" } as const;

function useWords(message: MessageView): string {
  const t = useTranslations("conversation");
  const locale = useLocale();
  const now = useNow();
  const actor = useActor(message);
  // The payload is written by our own server alone; an unknown type is one that a newer server writes.
  const activity = message.payload as Activity | null;
  const list = (tags: string[]) => new Intl.ListFormat(locale, LIST_STYLE).format(tags.map((tag) => `“${tag}”`));
  switch (activity?.type) {
    case "assigned":
      if (!activity.assignee) return t("activity.unassigned", { actor });
      if (activity.assignee.id === message.author.id) return t("activity.assignedSelf", { actor });
      return t("activity.assigned", { actor, assignee: activity.assignee.name });
    case "team-changed":
      return activity.team ? t("activity.teamAssigned", { actor, team: activity.team.name }) : t("activity.teamRemoved", { actor });
    case "status-changed":
      if (activity.status === "snoozed")
        return t("activity.snoozed", { actor, time: activity.snoozedUntil ? shortTime(new Date(activity.snoozedUntil), { locale, now }) : "" });
      if (activity.status === "resolved") return t("activity.resolved", { actor });
      if (activity.status === "pending") return t("activity.pending", { actor });
      return message.author.type === "system" ? t("activity.openedByItself") : t("activity.opened", { actor });
    case "priority-changed":
      return t("activity.priority", { actor, priority: t(`priorities.${activity.priority as "none"}`) });
    case "tags-changed":
      if (activity.removed.length === 0) return t("activity.tagsAdded", { actor, tags: list(activity.added) });
      if (activity.added.length === 0) return t("activity.tagsRemoved", { actor, tags: list(activity.removed) });
      return t("activity.tagsChanged", { actor, added: list(activity.added), removed: list(activity.removed) });
    case "notice":
      return activity.detail ? t(`activity.notice.${activity.notice}.named`, { detail: activity.detail }) : t(`activity.notice.${activity.notice}.bare`);
    default:
      return t("activity.other", { actor });
  }
}

function useActor({ author }: MessageView): string {
  const t = useTranslations("conversation");
  const { seat } = useDesk();
  if (author.type === "system") return t("activity.system");
  if (author.type === "contact") return t("activity.contact");
  if (author.id === seat.agentId) return t("activity.you");
  return author.name ?? (author.type === "bot" ? t("bot") : t("someone"));
}
