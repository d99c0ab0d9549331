import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { type DeliveryStatus, nextStatus } from "./next-status";

/** What is known now of one delivery. */
export interface DeliveryMove {
  deliveryId: string;
  to: DeliveryStatus;
  /** When it happened, by whoever says so. */
  at: Date;
  reason?: string | null;
  code?: string | null;
  /** With `queued`: not tried again before. */
  notBefore?: Date;
}

interface DeliveryRow {
  id: string;
  status: DeliveryStatus;
  message_id: string;
  conversation_id: string;
  channel_id: string;
  not_before: Date;
  attempts: number;
  reason: string | null;
  code: string | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  read_at: Date | null;
  failed_at: Date | null;
}

/**
 * The only place where a delivery's status changes, for our own sends, receipts, retries and cancellations alike: along the arrows
 * of next-status.ts, silently nothing where there is none. Rows are locked in one order, so two writers cannot deadlock.
 * Each that changed is told as `delivery.updated`. Gives their ids.
 */
export async function moveDeliveries(scope: Scope, moves: DeliveryMove[]): Promise<string[]> {
  if (moves.length === 0) return [];
  const { rows } = await scope.sql.query<DeliveryRow>(
    `select id, status, message_id, conversation_id, channel_id, not_before, attempts, reason, code, sent_at, delivered_at, read_at, failed_at
       from deliveries where tenant_id = $1 and id = any($2::uuid[]) order by id for update`,
    [scope.tenantId, moves.map((move) => move.deliveryId)],
  );
  const changed = rows.flatMap((row) => {
    const after = moves.filter((move) => move.deliveryId === row.id).reduce(applyMove, row);
    return after === row ? [] : [after];
  });
  if (changed.length > 0) await writeDeliveries(scope, changed);
  for (const row of changed) {
    const facts = { conversationId: row.conversation_id, messageId: row.message_id, channelId: row.channel_id };
    recordEvent(scope, { type: "delivery.updated", ...facts, data: { status: row.status } });
  }
  return changed.map((row) => row.id);
}

/** The row after one report; the very same row when the report changes nothing. Pure. */
export function applyMove(row: DeliveryRow, { to, at, reason = null, code = null, notBefore }: DeliveryMove): DeliveryRow {
  const status = nextStatus(row.status, to);
  if (status === row.status) return row;
  const after: DeliveryRow = { ...row, status, reason, code, not_before: notBefore ?? row.not_before, failed_at: status === "failed" ? at : null };
  // A person's retry begins anew; our own goes on counting.
  if (status === "queued" && row.status !== "sending") after.attempts = 0;
  if (["sent", "delivered", "read"].includes(status)) after.sent_at ??= at;
  // Read implies delivered: platforms skip the step.
  if (status === "delivered" || status === "read") after.delivered_at ??= at;
  if (status === "read") after.read_at = at;
  return after;
}

async function writeDeliveries(scope: Scope, rows: DeliveryRow[]): Promise<void> {
  await scope.sql.query(
    `update deliveries d set status = r.status, reason = r.reason, code = r.code, not_before = r.not_before, attempts = r.attempts,
            sent_at = r.sent_at, delivered_at = r.delivered_at, read_at = r.read_at, failed_at = r.failed_at
       from jsonb_to_recordset($2::jsonb) r(id uuid, status text, reason text, code text, not_before timestamptz, attempts int,
            sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz)
      where d.tenant_id = $1 and d.id = r.id`,
    [scope.tenantId, JSON.stringify(rows)],
  );
}
