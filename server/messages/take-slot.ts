import type { Scope } from "@/server/db/scope";
import type { NeedsSlot } from "./claim-delivery";
import { moveDeliveries } from "./record-delivery";
import { scheduleDelivery } from "./schedule-delivery";

/** So much of a second's calls may leave at once; the rest is spread over it. */
const BURST_OF_SECOND = 0.2;

/**
 * Gives the channel's next call its place in the row and says how long until then, in milliseconds. All processes push the same instant on,
 * one after the other; by the database's clock, so that theirs need not agree. Nothing else belongs in its transaction: whoever
 * holds the row holds up all of the channel.
 */
export async function takeSlot(scope: Scope, { channelId, perSecond }: Pick<NeedsSlot, "channelId" | "perSecond">): Promise<number> {
  // Lost in a crash of the database are milliseconds of pacing: not worth waiting for the disk.
  await scope.sql.query("set local synchronous_commit = off");
  const burst = Math.max(1, Math.floor(perSecond * BURST_OF_SECOND)) - 1;
  const { rows } = await scope.sql.query<{ waitMs: number }>(
    `insert into send_budgets as b (tenant_id, channel_id, next_at) values ($1, $2, clock_timestamp() + $3::float8 * interval '1 second')
     on conflict (tenant_id, channel_id) do update set next_at = greatest(b.next_at, clock_timestamp()) + $3::float8 * interval '1 second'
     returning greatest(0, ceil(extract(epoch from b.next_at - clock_timestamp()) * 1000 - ($4::int + 1) * $3::float8 * 1000))::int as "waitMs"`,
    [scope.tenantId, channelId, 1 / perSecond, burst],
  );
  return rows[0]?.waitMs ?? 0;
}

/** Puts a message back until the time of its slot, and its conversation's others behind it; what has left of it stays sent. */
export async function waitForSlot(scope: Scope, { deliveryId, conversationId, waitMs }: { deliveryId: string; conversationId: string; waitMs: number }) {
  await moveDeliveries(scope, [{ deliveryId, to: "queued", at: scope.now }]);
  const { rows } = await scope.sql.query<{ at: Date }>(
    `update deliveries set slot_at = now() + $3 * interval '1 millisecond', not_before = now() + $3 * interval '1 millisecond'
      where tenant_id = $1 and id = $2 and status = 'queued' returning not_before as at`,
    [scope.tenantId, deliveryId, waitMs],
  );
  // It was taken back meanwhile.
  if (!rows[0]) return;
  await scheduleDelivery(scope, { id: deliveryId, conversationId, notBefore: rows[0].at });
}
