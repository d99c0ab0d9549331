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

async function deleteInBatches(sql: string, before: Date): Promise<number> {
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
