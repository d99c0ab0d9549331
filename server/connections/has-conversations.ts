import type { Scope } from "@/server/db/scope";
import { accessChannel } from "./access-channel";

/** Whether anybody has ever written on this channel: the last step of connecting it. Throws not-found. */
export async function hasConversations(scope: Scope, channelId: string): Promise<boolean> {
  const channel = await accessChannel(scope, channelId);
  const { rowCount } = await scope.sql.query("select from conversations where tenant_id = $1 and channel_id = $2 limit 1", [scope.tenantId, channel.id]);
  return rowCount === 1;
}
