"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { Time } from "@/components/ui/time";
import type { ConversationRow } from "@/lib/schemas/conversation";

const STATUS_LABELS = { open: "statusOpen", pending: "statusPending", snoozed: "statusSnoozed", resolved: "statusResolved" } as const;

/** What this person wrote before, on every channel. */
export function EarlierConversations({ conversations, empty }: { conversations: ConversationRow[]; empty: string }) {
  const inbox = useTranslations("inbox");
  const { path } = useDesk();
  if (conversations.length === 0) return <p className="text-ink-3 text-sm">{empty}</p>;
  return (
    <ul className="-mx-2 flex flex-col">
      {conversations.map((conversation) => (
        <li key={conversation.id}>
          <Link href={path(`/inbox/${conversation.id}?status=any`)} className="flex gap-2 rounded-control px-2 py-1.5 hover:bg-hover">
            <ChannelBadge kind={conversation.channel.kind} label={conversation.channel.name} className="mt-0.5" />
            <span className="min-w-0">
              <span className="block truncate text-ink text-sm">{conversation.subject ?? conversation.preview.text ?? `#${conversation.number}`}</span>
              <span className="block truncate text-ink-3 text-xs">
                {inbox(STATUS_LABELS[conversation.status])} · <Time at={conversation.lastActivityAt} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
