import { jobsPool } from "@/server/db/client";

/** surface: unroutable and unparseable bodies at an app-wide URL are kept 7 days. */
const STRAY_DAYS = 7;
/** The longest a platform redelivers (WhatsApp: 7 days): what still waits for its message then waits for nothing. */
const AWAITED_DAYS = 8;
const BATCH = 5_000;

/** Deletes bodies that belong to no tenant after 7 days, and notes of messages that never came. Gives the number of bodies. */
export async function purgeStrays(now: Date): Promise<number> {
  await deleteInBatches(
    "delete from jobs.awaited_targets where ctid in (select ctid from jobs.awaited_targets where noted_at < $1 limit $2)",
    daysBefore(now, AWAITED_DAYS),
  );
  return deleteInBatches(
    `delete from jobs.inbound_events where id in (
       select id from jobs.inbound_events where state in ('unparseable', 'unroutable') and tenant_id is null and received_at < $1 limit $2)`,
    daysBefore(now, STRAY_DAYS),
  );
}

/**
 * Deletes raw bodies of tenants, with their items, `days` after they came; 0 keeps them for ever. What still waits or died is
 * kept: it can be replayed. Gives the number of bodies.
 */
export async function purgeTaken(now: Date, days: number): Promise<number> {
  if (days === 0) return 0;
  return deleteInBatches(
    // By the primary key, whose ids rise with time: no index by date has to be kept on the way in.
    `with old as (
       select e.id from jobs.inbound_events e
        where e.id < $1 and e.state in ('accepted', 'rejected')
          and not exists (select from jobs.inbound_items i where i.event_id = e.id and i.state <> 'done')
        order by e.id limit $2
     ), items as (delete from jobs.inbound_items i using old where i.event_id = old.id)
     delete from jobs.inbound_events e using old where e.id = old.id`,
    firstIdOf(daysBefore(now, days)),
  );
}

/** The smallest UUIDv7 of an instant. */
function firstIdOf(at: Date): string {
  const ms = at.getTime().toString(16).padStart(12, "0");
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`;
}

async function deleteInBatches(sql: string, before: Date | string): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await jobsPool().query(sql, [before, BATCH]);
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return deleted;
  }
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}
