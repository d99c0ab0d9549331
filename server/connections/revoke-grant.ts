import { appPool } from "@/server/db/client";
import { asUnavailable } from "@/server/db/db-errors";
import { type LostChannel, tellPreviousOwners } from "./take-over";

/**
 * Somebody took back, at the platform, what they had granted us: every channel that was connected by it is disconnected, in whatever
 * tenant, and told in its feed. History stays. On the platform's own word alone: the caller has verified it with our app's secret.
 */
export async function revokeGrant(kind: string, grantedBy: string): Promise<LostChannel[]> {
  const { rows } = await appPool()
    .query<{ tenant_id: string; channel_id: string }>("select tenant_id, channel_id from lookup.revoke_grant($1, $2)", [kind, grantedBy])
    .catch((error: unknown) => {
      throw asUnavailable(error);
    });
  const lost = rows.map((row) => ({ tenantId: row.tenant_id, channelId: row.channel_id }));
  await tellPreviousOwners(lost);
  return lost;
}
