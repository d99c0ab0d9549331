import type { Scope } from "@/server/db/scope";
import { wake } from "@/server/db/wake";

/**
 * Receipts and edits that came before what they name wait for its platform id. Whoever stores such ids (the sender, after a
 * part was sent and its delivery's status written) calls this in the same transaction; the drain then takes them up again.
 */
export async function wakeAwaited(scope: Scope, channelId: string, externalIds: string[]): Promise<void> {
  if (externalIds.length === 0) return;
  const { rows } = await scope.sql.query<{ woken: number }>("select jobs.wake_awaited($1, $2) as woken", [channelId, externalIds]);
  if (rows[0]?.woken) wake("lanes");
}
