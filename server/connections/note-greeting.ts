import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { recordEvent } from "@/server/realtime/record-event";

/** The platform has greeted a channel's own address, correctly signed: whoever is connecting it sees that step done. */
export async function noteGreeting({ tenantId, id }: { tenantId: string; id: string }): Promise<void> {
  await inTenant(tenantId, SYSTEM, async (scope) => {
    const { rowCount } = await scope.sql.query(
      "update channels set webhook_seen_at = $3 where tenant_id = $1 and id = $2 and webhook_seen_at is null and disconnected_at is null",
      [tenantId, id, scope.now],
    );
    if (rowCount) recordEvent(scope, { type: "channel.updated", channelId: id });
  });
}
