import type { Locale } from "@/lib/locales";
import { findAdapter } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { deliveryReason, type FailureKind } from "./delivery-reasons";
import { type Claim, loadClaim } from "./load-claim";
import { moveDeliveries } from "./record-delivery";
import { releaseWindow } from "./take-window";

/** settled: one was decided without a call, look for the next. needs-slot: its channel takes only so many a second; nothing is recorded yet. */
export type Claimed = { kind: "nothing-due" } | { kind: "settled" } | { kind: "send"; claim: Claim } | NeedsSlot;

export interface NeedsSlot {
  kind: "needs-slot";
  deliveryId: string;
  channelId: string;
  perSecond: number;
}

interface DueRow {
  id: string;
  channel_id: string;
  status: "scheduled" | "queued" | "sending";
  is_due: boolean;
  channel_kind: string;
  is_disconnected: boolean;
  parts_done: number;
  has_open_part: boolean;
  /** Its open part was counted against a window. */
  has_open_window: boolean;
  has_lost_attachment: boolean;
  has_slot: boolean;
  locale: Locale;
}

/**
 * Takes the oldest message of a conversation that has not left, if it is due, and records the attempt; the caller holds the
 * conversation's lock and calls the platform after the commit. One that waits for its next attempt holds up those behind it, so
 * that the customer reads them in order; a scheduled one does not before its time. `slotOf`: the delivery that the caller has just
 * been given a slot for.
 */
export async function claimDelivery(scope: Scope, conversationId: string, slotOf?: string): Promise<Claimed> {
  const due = await findDue(scope, conversationId);
  if (!due?.is_due) return { kind: "nothing-due" };
  // We hold the lock, so whoever was sending died in the middle of a call, whose outcome nobody knows.
  const wasInterrupted = due.status === "sending" && due.has_open_part;
  if (wasInterrupted && !isRepeatable(due)) return settle(scope, due, { to: "unknown", why: "interrupted" });
  if (due.is_disconnected) return settle(scope, due, { to: "failed", why: "disconnected" });
  if (due.has_lost_attachment) return settle(scope, due, { to: "failed", why: "attachment" });
  const perSecond = findAdapter(due.channel_kind)?.capabilities.sendsPerSecond;
  if (perSecond && !due.has_slot && slotOf !== due.id) {
    // Nothing but the row's lock has been written: not worth waiting for the disk.
    await scope.sql.query("set local synchronous_commit = off");
    return { kind: "needs-slot", deliveryId: due.id, channelId: due.channel_id, perSecond };
  }
  await recordAttempt(scope, due);
  return { kind: "send", claim: await loadClaim(scope, { id: due.id, kind: due.channel_kind, partsDone: due.parts_done, locale: due.locale }) };
}

/**
 * A window that the channel could do without is a token that makes the call a free one (LINE's reply), good once and without a key
 * of its own: sent again, it would be refused and go the other way, a second time.
 */
function isRepeatable(due: DueRow): boolean {
  const capabilities = findAdapter(due.channel_kind)?.capabilities;
  return capabilities?.idempotentSend === true && (!due.has_open_window || capabilities.window?.counted === true);
}

async function settle(scope: Scope, due: DueRow, { to, why }: { to: "failed" | "unknown"; why: FailureKind }): Promise<Claimed> {
  await moveDeliveries(scope, [{ deliveryId: due.id, to, at: scope.now, reason: deliveryReason(why, due.locale) }]);
  await releaseWindow(scope, due.id, to === "failed" ? "give-back" : "keep-spent");
  return { kind: "settled" };
}

// The tenant stands as `(select $1::uuid)` below for the reason told in message-view.ts: a new tenant's deliveries are found by conversation.

/** Whether the sender has anything to do here right now. */
export async function isDeliveryDue(scope: Scope, conversationId: string): Promise<boolean> {
  const { rows } = await scope.sql.query<{ is_due: boolean }>(
    `select ${isDue("d")} as is_due from deliveries d join messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
      where d.tenant_id = (select $1::uuid) and d.conversation_id = $2 and ${isUnsent("d")} order by m.seq limit 1`,
    [scope.tenantId, conversationId],
  );
  return rows[0]?.is_due ?? false;
}

// By the database's clock, which also starts the jobs: a machine whose own clock is a second off would find its timer fired in vain.
/** SQL condition: a delivery that has yet to leave, under this alias. */
export const isUnsent = (d: string) => `(${d}.status in ('queued', 'sending') or ${d}.status = 'scheduled' and ${d}.not_before <= now())`;
/** SQL condition: an unsent one that may leave now, if it is its conversation's oldest. */
export const isDue = (d: string) => `(${d}.status <> 'queued' or ${d}.attempts = 0 and ${d}.slot_at is null or ${d}.not_before <= now())`;

// An echo names the part that it proves, also one whose sender died before it heard the answer.
const HAS_LEFT = "(p.sent_at is not null or p.external_id is not null)";

async function findDue(scope: Scope, conversationId: string): Promise<DueRow | undefined> {
  const { rows } = await scope.sql.query<DueRow>(
    `select d.id, d.channel_id, d.status, d.slot_at is not null as has_slot, ${isDue("d")} as is_due, c.kind as channel_kind, c.disconnected_at is not null as is_disconnected, t.locale,
            (select count(*) from delivery_parts p where p.tenant_id = d.tenant_id and p.delivery_id = d.id and ${HAS_LEFT} and p.part < $3) as parts_done,
            exists (select from delivery_parts p where p.tenant_id = d.tenant_id and p.delivery_id = d.id and not ${HAS_LEFT}) as has_open_part,
            exists (select from delivery_parts p where p.tenant_id = d.tenant_id and p.delivery_id = d.id and p.window_scene is not null and not ${HAS_LEFT}) as has_open_window,
            exists (select from attachments a where a.tenant_id = d.tenant_id and a.message_id = d.message_id and a.state <> 'stored') as has_lost_attachment
       from deliveries d
       join messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
       join channels c on c.tenant_id = d.tenant_id and c.id = d.channel_id
       join tenants t on t.id = d.tenant_id
      where d.tenant_id = (select $1::uuid) and d.conversation_id = $2 and ${isUnsent("d")}
      order by m.seq limit 1 for update of d`,
    [scope.tenantId, conversationId, EXTRA_ID_STEP],
  );
  return rows[0];
}

/** Further ids that a platform gives for one part stand in rows of their own, this far behind it. */
export const EXTRA_ID_STEP = 1_000;

async function recordAttempt(scope: Scope, due: DueRow): Promise<void> {
  await scope.sql.query(
    `with attempt as (
       update deliveries set status = 'sending', attempts = attempts + 1, attempted_at = $3, slot_at = null where tenant_id = $1 and id = $2 returning channel_id
     )
     insert into delivery_parts (tenant_id, delivery_id, part, channel_id, started_at) select $1, $2, $4, channel_id, $3 from attempt
     on conflict (tenant_id, delivery_id, part) do update set started_at = excluded.started_at`,
    [scope.tenantId, due.id, scope.now, due.parts_done],
  );
}
