import type { Sql } from "@/server/db/scope";
import type { StoredItem } from "./prepare-items";
import type { Turns } from "./turns";
import type { Lane, LaneItem } from "./world";

export interface Claim {
  tenantId: string;
  lanes: Lane[];
}

/** A lane as it stood when its items were read. */
export interface HeldLane extends Lane {
  rev: number;
}

/** Lanes in one transaction: fewer cost throughput (one by one a tenth), more gain nothing. */
const LANES_PER_BATCH = 50;
/** Items in one transaction, about 50 ms of work: who has a million waiting is not to be long in anybody's way. */
const ITEMS_PER_BATCH = 250;
const MAX_ITEMS_PER_LANE = 50;

const NO_TENANT = "00000000-0000-0000-0000-000000000000";
const LAST_TENANT = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/**
 * Leases up to 50 due lanes of one tenant, for the transaction. The lease is an advisory lock and not a row lock: a row lock
 * would make every webhook of that thread wait until this batch has committed. Tenants take turns, one batch each, and one
 * that rests or has all the slots it may have is passed over. The claim holds a slot, which its taker frees.
 * Null: nothing is due, or all of it is in other hands.
 */
export async function claimLanes(sql: Sql, turns: Turns): Promise<Claim | null> {
  for await (const tenantId of dueTenants(sql, turns.last)) {
    if (turns.rests(tenantId, Date.now()) || !turns.slots.take(tenantId)) continue;
    turns.last = tenantId;
    let claim: Claim | null = null;
    try {
      claim = await claimOf(sql, tenantId);
    } finally {
      if (!claim) turns.slots.free(tenantId);
    }
    if (claim) return claim;
  }
  return null;
}

/** Few lanes may be taken deep, many only so far: a batch stays about as long whoever it is for. */
export function itemsPerLane(lanes: number): number {
  return Math.min(MAX_ITEMS_PER_LANE, Math.ceil(ITEMS_PER_BATCH / lanes));
}

/** The same for one tenant. */
export async function claimOf(sql: Sql, tenantId: string): Promise<Claim | null> {
  const { rows: lanes } = await sql.query<Lane>(
    `with due as materialized (
       select channel_id, thread_key from jobs.lanes where tenant_id = $1 and run_at <= clock_timestamp() order by run_at limit 2000
     )
     select channel_id as "channelId", thread_key as "threadKey" from due
      where pg_try_advisory_xact_lock(hashtextextended(channel_id::text || thread_key, 0)) limit $2`,
    [tenantId, LANES_PER_BATCH],
  );
  return lanes.length > 0 ? { tenantId, lanes } : null;
}

/** Every tenant with a due lane, once around the circle. */
async function* dueTenants(sql: Sql, after: string): AsyncGenerator<string> {
  for (const [start, end] of [
    [after, LAST_TENANT],
    [NO_TENANT, after],
  ]) {
    for (let from = start; ; ) {
      const { rows } = await sql.query<{ tenant_id: string }>(
        "select tenant_id from jobs.lanes where run_at <= clock_timestamp() and tenant_id > $1 and tenant_id <= $2 order by tenant_id limit 1",
        [from, end],
      );
      if (!rows[0]) break;
      from = rows[0].tenant_id;
      yield from;
    }
  }
}

/** Leases exactly these lanes of a tenant; those in other hands are left out. */
export async function claimThese(sql: Sql, { tenantId, lanes }: Claim): Promise<Claim | null> {
  const { rows } = await sql.query<Lane>(
    `select "channelId", "threadKey" from json_to_recordset($1::json) l("channelId" uuid, "threadKey" text)
      where pg_try_advisory_xact_lock(hashtextextended("channelId"::text || "threadKey", 0))`,
    [JSON.stringify(lanes)],
  );
  return rows.length > 0 ? { tenantId, lanes: rows } : null;
}

interface ItemRow {
  id: number | null;
  channelId: string;
  laneKey: string;
  rev: number;
  dedupKey: string;
  eventId: string;
  position: number;
  item: StoredItem;
  receivedAt: Date;
}

/**
 * The leased lanes as they are now, with their oldest waiting items. Read after the lease, in a statement of its own: another
 * worker may have emptied a lane, or set it aside, between our look and our lease.
 */
export async function readLanes(sql: Sql, { tenantId, lanes }: Claim, depth: number): Promise<{ held: HeldLane[]; items: LaneItem[] }> {
  const { rows } = await sql.query<ItemRow>(
    `select l.channel_id as "channelId", l.thread_key as "laneKey", l.rev,
            i.id, i.dedup_key as "dedupKey", i.event_id as "eventId", i.position, i.item, i.received_at as "receivedAt"
       from json_to_recordset($2::json) c("channelId" uuid, "threadKey" text)
       join jobs.lanes l on l.tenant_id = $1 and l.channel_id = c."channelId" and l.thread_key = c."threadKey" and l.run_at <= clock_timestamp()
       left join lateral (
         select * from jobs.inbound_items i
          where i.tenant_id = $1 and i.channel_id = l.channel_id and i.thread_key = l.thread_key and i.state = 'waiting'
          order by i.id limit $3) i on true
      order by i.id`,
    [tenantId, JSON.stringify(lanes), depth],
  );
  const held = new Map<string, HeldLane>();
  const items: LaneItem[] = [];
  for (const { rev, item, ...row } of rows) {
    held.set(`${row.channelId}\n${row.laneKey}`, { channelId: row.channelId, threadKey: row.laneKey, rev });
    if (row.id !== null) items.push({ ...row, ...item, id: row.id });
  }
  return { held: [...held.values()], items };
}
