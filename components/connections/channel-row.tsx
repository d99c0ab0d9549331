"use client";

import Link from "next/link";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { ChannelStatus, useStatusReason } from "./channel-status";
import type { ChannelView } from "./types";

/** A connected channel: which, how it is, and why. */
export function ChannelRow({ channel }: { channel: ChannelView }) {
  const { path } = useDesk();
  const reason = useStatusReason(channel.statusReason);
  return (
    <li>
      <Link href={path(`/settings/channels/${channel.id}`)} className="flex items-center gap-3 px-4 py-3 transition-colors hover:bg-hover">
        <ChannelBadge kind={channel.kind} size="md" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-ink text-sm">{channel.name}</span>
          {reason ? <span className="block truncate text-ink-3 text-xs">{reason}</span> : null}
        </span>
        <ChannelStatus status={channel.status} />
      </Link>
    </li>
  );
}
