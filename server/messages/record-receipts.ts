import type { Scope } from "@/server/db/scope";
import type { ReceiptStatus } from "./next-status";
import { type DeliveryMove, moveDeliveries } from "./record-delivery";
import { scheduleDelivery } from "./schedule-delivery";

interface Report {
  channelId: string;
  status: ReceiptStatus;
  at: Date;
  reason?: string | null;
  code?: string | null;
}

/** A platform's word on messages that left: by its own ids, by all it has up to an instant for one person, or by our message id. */
export type Receipt =
  | (Report & { by: "external-id"; externalIds: string[] })
  | (Report & { by: "watermark"; identityId: string; watermark: Date })
  /** An echo that carries our id, or a peer that reports by it. `externalId` names what had none yet. */
  | (Report & { by: "message"; messageId: string; externalId?: string | null });

/**
 * Takes in receipts and echoes of a whole batch with one query a kind. Those that name nothing of ours change nothing;
 * `unmatched` gives their external ids back, because a receipt may be faster than the answer to our own send.
 */
export async function recordReceipts(scope: Scope, receipts: Receipt[]): Promise<{ unmatched: { channelId: string; externalId: string }[] }> {
  const byId = receipts.filter((r) => r.by === "external-id");
  const parts = await partsOf(scope, byId);
  const moves: Found[] = [];
  for (const [place, receipt] of receipts.entries()) {
    if (receipt.by !== "external-id") continue;
    const named = parts.filter((part) => part.channel_id === receipt.channelId && receipt.externalIds.includes(part.external_id));
    moves.push(...named.filter((part) => countsFor(part, receipt.status)).map((part) => ({ place, move: moveOf(receipt, part.delivery_id) })));
  }
  moves.push(...(await byWatermark(scope, receipts)), ...(await byMessage(scope, receipts)));
  await moveDeliveries(
    scope,
    moves.sort((a, b) => a.place - b.place).map(({ move }) => move),
  );
  const known = new Set(parts.map((part) => `${part.channel_id} ${part.external_id}`));
  const named = byId.flatMap(({ channelId, externalIds }) => externalIds.map((externalId) => ({ channelId, externalId })));
  return { unmatched: named.filter(({ channelId, externalId }) => !known.has(`${channelId} ${externalId}`)) };
}

/** `place` keeps the order in which the receipts came. */
interface Found {
  place: number;
  move: DeliveryMove;
}

interface PartRow {
  channel_id: string;
  external_id: string;
  delivery_id: string;
  status: string;
  has_open_part: boolean;
}

async function partsOf(scope: Scope, receipts: Extract<Receipt, { by: "external-id" }>[]): Promise<PartRow[]> {
  if (receipts.length === 0) return [];
  const { rows } = await scope.sql.query<PartRow>(
    `select p.channel_id, p.external_id, p.delivery_id, d.status,
            exists (select from delivery_parts o where o.tenant_id = d.tenant_id and o.delivery_id = d.id and o.sent_at is null) as has_open_part
       from delivery_parts p join deliveries d on d.tenant_id = p.tenant_id and d.id = p.delivery_id
      where p.tenant_id = $1 and p.channel_id = any($2::uuid[]) and p.external_id = any($3::text[])`,
    [scope.tenantId, [...new Set(receipts.map((r) => r.channelId))], receipts.flatMap((r) => r.externalIds)],
  );
  return rows;
}

/** The first of several parts may have arrived while a later one is still on its way, or lost: it does not speak for the whole. */
function countsFor(part: PartRow, status: ReceiptStatus): boolean {
  if (status === "failed") return true;
  if (part.status === "unknown") return !part.has_open_part;
  return part.status !== "sending" && part.status !== "queued";
}

/**
 * A watermark speaks of what had left by then. It is compared with the start of our call, because the platform stamps the message
 * before its answer reaches us. It proves nothing of a send whose outcome is unknown.
 */
async function byWatermark(scope: Scope, receipts: Receipt[]): Promise<Found[]> {
  const given = receipts.flatMap((receipt, place) => (receipt.by === "watermark" ? [{ place, ...receipt }] : []));
  if (given.length === 0) return [];
  const { rows } = await scope.sql.query<{ place: number; id: string }>(
    `select w.place, d.id
       from jsonb_to_recordset($2::jsonb) w(place int, "channelId" uuid, "identityId" uuid, watermark timestamptz)
       join deliveries d on d.tenant_id = $1 and d.channel_id = w."channelId" and d.identity_id = w."identityId"
        and d.status in ('sent', 'delivered') and d.attempted_at <= w.watermark`,
    [scope.tenantId, JSON.stringify(given)],
  );
  return rows.flatMap(({ place, id }) => {
    const receipt = receipts[place];
    return receipt ? [{ place, move: moveOf(receipt, id) }] : [];
  });
}

async function byMessage(scope: Scope, receipts: Receipt[]): Promise<Found[]> {
  const given = receipts.flatMap((receipt, place) => (receipt.by === "message" ? [{ place, ...receipt }] : []));
  if (given.length === 0) return [];
  const { rows } = await scope.sql.query<NamedDelivery>(
    `select m.place, d.id, d.status, d.conversation_id from jsonb_to_recordset($2::jsonb) m(place int, "messageId" uuid, "channelId" uuid)
       join deliveries d on d.tenant_id = $1 and d.message_id = m."messageId" and d.channel_id = m."channelId"`,
    [scope.tenantId, JSON.stringify(given)],
  );
  await nameParts(scope, given);
  const moves: Found[] = [];
  for (const row of rows) {
    const receipt = given.find(({ place }) => place === row.place);
    const move = receipt && (await moveByMessage(scope, receipt, row));
    if (move) moves.push({ place: row.place, move });
  }
  return moves;
}

interface NamedDelivery {
  place: number;
  id: string;
  status: string;
  conversation_id: string;
}

/**
 * An echo speaks of one part. While the message is being sent, the sender itself knows when the last one has left. Where the outcome
 * was unknown the sender takes it up again: it repeats no part that the echo named, and sends those that had not been tried.
 */
async function moveByMessage(scope: Scope, receipt: Extract<Receipt, { by: "message" }>, row: NamedDelivery): Promise<DeliveryMove | null> {
  const isEcho = receipt.status === "sent" && Boolean(receipt.externalId);
  if (isEcho && row.status === "sending") return null;
  if (!isEcho || row.status !== "unknown") return moveOf(receipt, row.id);
  await scheduleDelivery(scope, { id: row.id, conversationId: row.conversation_id, notBefore: scope.now });
  return { deliveryId: row.id, to: "queued", at: receipt.at, notBefore: scope.now };
}

/** An echo tells the id that the lost answer would have told: of the part that was on its way. */
async function nameParts(scope: Scope, given: { messageId: string; externalId?: string | null; at: Date }[]): Promise<void> {
  const named = given.filter((receipt) => receipt.externalId);
  if (named.length === 0) return;
  await scope.sql.query(
    `with named as (
       select d.id as delivery_id, d.message_id, e."externalId" as external_id, e.at
         from jsonb_to_recordset($2::jsonb) e("messageId" uuid, "externalId" text, at timestamptz)
         join deliveries d on d.tenant_id = $1 and d.message_id = e."messageId"
     ), part as (
       update delivery_parts p set external_id = n.external_id, sent_at = coalesce(p.sent_at, n.at)
         from named n
        where p.tenant_id = $1 and p.delivery_id = n.delivery_id and p.external_id is null
          and p.part = (select o.part from delivery_parts o where o.tenant_id = $1 and o.delivery_id = n.delivery_id and o.external_id is null
                         order by o.sent_at is not null, o.part limit 1)
          and not exists (select from delivery_parts o where o.tenant_id = $1 and o.delivery_id = n.delivery_id and o.external_id = n.external_id)
     )
     update messages m set external_id = n.external_id from named n where m.tenant_id = $1 and m.id = n.message_id and m.external_id is null`,
    [scope.tenantId, JSON.stringify(named)],
  );
}

function moveOf(receipt: Receipt, deliveryId: string): DeliveryMove {
  const isFailure = receipt.status === "failed";
  return { deliveryId, to: receipt.status, at: receipt.at, reason: isFailure ? receipt.reason : null, code: isFailure ? receipt.code : null };
}
