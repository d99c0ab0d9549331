import { assertMay } from "@/server/access/roles";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { recordEvent } from "@/server/realtime/record-event";
import { accessChannel } from "./access-channel";
import { unsubscribeChannel } from "./unsubscribe-channel.job";

/** Lets the outside account go; conversations stay, and connecting it again binds the same channel. A second call changes nothing. */
export async function disconnectChannel(scope: Scope, channelId: string): Promise<void> {
  assertMay(scope.actor, "channels.manage");
  const channel = await accessChannel(scope, channelId);
  if (channel.disconnectedAt) return;
  await scope.sql.query(
    "update channels set status = 'disconnected', status_reason = 'by-agent', status_changed_at = $3, disconnected_at = $3 where tenant_id = $1 and id = $2",
    [scope.tenantId, channelId, scope.now],
  );
  await enqueue(scope, unsubscribeChannel, { channelId });
  recordEvent(scope, { type: "channel.updated", channelId });
}
