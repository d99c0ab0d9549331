import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";

export type ChannelStatus = "connecting" | "live" | "degraded" | "action-needed" | "disconnected";

/** Writes a channel's health with a reason a person understands; nothing happens, and nobody is told, when it is so already or the channel is disconnected. */
export async function setChannelStatus(
  scope: Scope,
  channelId: string,
  { status, reason }: { status: ChannelStatus; reason: string | null },
): Promise<boolean> {
  const { rowCount } = await scope.sql.query(
    `update channels set status = $3, status_reason = $4, status_changed_at = $5
      where tenant_id = $1 and id = $2 and disconnected_at is null and (status, coalesce(status_reason, '')) is distinct from ($3, coalesce($4, ''))`,
    [scope.tenantId, channelId, status, reason, scope.now],
  );
  if (!rowCount) return false;
  recordEvent(scope, { type: "channel.updated", channelId });
  return true;
}
