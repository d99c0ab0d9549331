import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";

export interface LostChannel {
  tenantId: string;
  channelId: string;
}

/**
 * Disconnects an outside account wherever else it is connected. For who has proven in this very moment that it is theirs: by the
 * platform's consent page, or with credentials that the platform has just accepted. Gives who lost it: tell them after the commit.
 */
export async function releaseElsewhere(scope: Scope, kind: string, accountId: string): Promise<LostChannel[]> {
  const { rows } = await scope.sql.query<{ tenant_id: string; channel_id: string }>("select tenant_id, channel_id from lookup.take_over_account($1, $2, $3)", [
    kind,
    accountId,
    scope.tenantId,
  ]);
  return rows.map((row) => ({ tenantId: row.tenant_id, channelId: row.channel_id }));
}

/** Their feed says that the channel is gone. Best effort by design: the channel's row has said so since the commit. */
export async function tellPreviousOwners(lost: LostChannel[]): Promise<void> {
  for (const { tenantId, channelId } of lost) {
    await inTenant(tenantId, SYSTEM, async (scope) => recordEvent(scope, { type: "channel.updated", channelId }));
  }
}
