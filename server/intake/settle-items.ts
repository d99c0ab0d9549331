import type { Scope } from "@/server/db/scope";
import type { HeldLane } from "./claim-lanes";
import type { Settled } from "./fold";
import { together } from "./together";

/** Marks items done, in the batch's transaction. */
export async function settleItems(scope: Scope, settled: Settled[]): Promise<void> {
  const early = settled.filter((item) => item.awaits.length > 0);
  const overtaken = early.length === 0 ? new Set<number>() : await noteAwaited(scope, early);
  const done = settled.filter((item) => !overtaken.has(item.id));
  const withReason = done.filter((item) => item.reason !== null);
  await together([
    done.length === 0
      ? null
      : scope.sql.query("update jobs.inbound_items set state = 'done', settled_at = $2 where id = any($1::bigint[])", [done.map((i) => i.id), scope.now]),
    withReason.length === 0
      ? null
      : scope.sql.query("update jobs.inbound_items t set reason = r.reason from json_to_recordset($1::json) r(id bigint, reason text) where t.id = r.id", [
          JSON.stringify(withReason.map(({ id, reason }) => ({ id, reason }))),
        ]),
  ]);
}

/**
 * Notes which platform ids items wait for. Whoever stores an id takes the same lock, so after it is ours the id is either
 * here (then the item is left waiting and taken again at once: its id is returned) or its keeper will see our note.
 */
async function noteAwaited(scope: Scope, early: Settled[]): Promise<Set<number>> {
  const rows = early.flatMap(({ id, channelId, awaits }) => awaits.map((externalId) => ({ id, channelId, externalId })));
  for (const channelId of [...new Set(rows.map((row) => row.channelId))].sort()) {
    const externalIds = rows.filter((row) => row.channelId === channelId).map((row) => row.externalId);
    await scope.sql.query("select jobs.lock_targets($1, $2)", [channelId, externalIds]);
  }
  const { rows: here } = await scope.sql.query<{ id: number }>(
    `with given as (select * from json_to_recordset($2::json) g(id bigint, "channelId" uuid, "externalId" text)),
     here as (
       select g.id from given g
         join delivery_parts p on p.tenant_id = $1 and p.channel_id = g."channelId" and p.external_id = g."externalId"
         join deliveries d on d.tenant_id = $1 and d.id = p.delivery_id and d.status <> 'sending'
       union select g.id from given g
         join messages m on m.tenant_id = $1 and m.channel_id = g."channelId" and m.external_id = g."externalId"
         join deliveries d on d.tenant_id = $1 and d.message_id = m.id and d.status not in ('scheduled', 'queued', 'sending')),
     noted as (
       insert into jobs.awaited_targets (tenant_id, channel_id, external_id, item_id)
       select $1, g."channelId", g."externalId", g.id from given g where g.id not in (select id from here) on conflict do nothing)
     select id from here`,
    [scope.tenantId, JSON.stringify(rows)],
  );
  return new Set(here.map((row) => row.id));
}

/**
 * A lane is deleted when nothing came since it was read (`rev`) and nothing was left. SKIP LOCKED: a lane that a webhook is
 * writing to at this moment stays, and no two of us can wait for each other. One that stays is due again at once, behind the others.
 */
export async function giveBack(scope: Scope, held: HeldLane[]): Promise<void> {
  const lanes = JSON.stringify(held);
  await together([
    scope.sql.query(
      `with emptied as materialized (
         select l.tenant_id, l.channel_id, l.thread_key
           from json_to_recordset($2::json) h("channelId" uuid, "threadKey" text, rev bigint)
           join jobs.lanes l on l.tenant_id = $1 and l.channel_id = h."channelId" and l.thread_key = h."threadKey" and l.rev = h.rev
          where not exists (select from jobs.inbound_items i
                             where i.tenant_id = $1 and i.channel_id = l.channel_id and i.thread_key = l.thread_key and i.state = 'waiting')
          order by l.channel_id, l.thread_key for update of l skip locked
       )
       delete from jobs.lanes l using emptied e where l.tenant_id = e.tenant_id and l.channel_id = e.channel_id and l.thread_key = e.thread_key`,
      [scope.tenantId, lanes],
    ),
    scope.sql.query(
      `with stays as materialized (
         select l.tenant_id, l.channel_id, l.thread_key
           from json_to_recordset($2::json) h("channelId" uuid, "threadKey" text)
           join jobs.lanes l on l.tenant_id = $1 and l.channel_id = h."channelId" and l.thread_key = h."threadKey"
          order by l.channel_id, l.thread_key for update of l skip locked
       )
       update jobs.lanes l set run_at = clock_timestamp(), attempts = 0, reason = null
         from stays s where l.tenant_id = s.tenant_id and l.channel_id = s.channel_id and l.thread_key = s.thread_key`,
      [scope.tenantId, lanes],
    ),
  ]);
}
