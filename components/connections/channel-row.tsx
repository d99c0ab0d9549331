"use client";

import Link from "next/link";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { ChannelStatus, useStatusReason } from "./channel-status";
import type { ChannelView } from "./types";

interface ChannelRowProps {
  channel: ChannelView;
  /** The kind's name. */
  title: string;
}

/** A connected channel: which, how it is, and why; its kind where nothing is to be said, so that all rows are of one height. */
export function ChannelRow({ channel, title }: ChannelRowProps) {
  const { path } = useDesk();
  const reason = useStatusReason(channel.statusReason);
  return (
    <li>
      <Link href={path(`/settings/channels/${channel.id}`)} className="flex items-center gap-3 px-4 py-3 transition-colors hover:bg-hover">
        <ChannelBadge kind={channel.kind} size="md" label={reason ? title : undefined} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-ink text-sm" title={channel.name}>
            {channel.name}
          </span>
          <span className="block truncate text-ink-3 text-xs" title={reason ?? undefined}>
            {reason ?? title}
          </span>
        </span>
        <ChannelStatus status={channel.status} />
      </Link>
    </li>
  );
}
