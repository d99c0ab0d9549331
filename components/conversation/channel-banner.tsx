"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useDesk } from "@/components/shell/desk-context";
import { cn } from "@/lib/cn";
import type { Conversation } from "./types";

type Trouble = { text: string; tone: "warn" | "danger"; isFixable: boolean } | null;

/** What is wrong with the channel, before the agent types; the rest works on. */
export function ChannelBanner({ conversation }: { conversation: Conversation }) {
  const t = useTranslations("conversation");
  const { may, path } = useDesk();
  const trouble = useTrouble(conversation);
  if (!trouble) return null;
  return (
    <div
      role="status"
      className={cn(
        "flex min-h-9 shrink-0 items-center gap-2 border-line border-b px-5 py-1.5 text-xs max-md:px-4",
        trouble.tone === "danger" ? "bg-danger-soft text-danger" : "bg-warn-soft text-warn",
      )}
    >
      <TriangleAlert className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0 flex-1">{trouble.text}</span>
      {trouble.isFixable && may("channels.manage") ? (
        <Link href={path(`/settings/channels/${conversation.channelId}`)} className="shrink-0 font-medium underline underline-offset-2">
          {t("channelSettings")}
        </Link>
      ) : null}
    </div>
  );
}

function useTrouble({ channel, replyChannel, isBlocked }: Conversation): Trouble {
  const t = useTranslations("conversation");
  const names = { channel: channel.name, reason: (replyChannel.statusReason ?? "").replace(/[.。]$/, "") };
  if (!replyChannel.isConnected) return { text: t("disconnected", names), tone: "danger", isFixable: true };
  if (isBlocked) return { text: t("blocked", names), tone: "warn", isFixable: false };
  if (replyChannel.status === "action-needed" || replyChannel.status === "disconnected")
    return { text: t("actionNeeded", names), tone: "danger", isFixable: true };
  if (replyChannel.status === "degraded") return { text: t("degraded", names), tone: "warn", isFixable: true };
  return null;
}
