import { bug } from "@/lib/errors";
import { jobsPool } from "@/server/db/client";
import { SCHEDULE } from "./schedule";

/**
 * Enqueues one line of the schedule: once, or once for every tenant, spread over a minute.
 * The key makes a tick harmless while the one before it has not started.
 */
export async function enqueueRecurring(name: string): Promise<void> {
  const line = SCHEDULE.find(({ job }) => job.name === name);
  if (!line) throw bug(`${name} is not in the schedule`);
  const tenants = line.per === "tenant" ? "select id from lookup.tenant_ids()" : "select null::uuid as id";
  await jobsPool().query(
    `select graphile_worker.add_jobs(array_agg(
        row($1::text, json_build_object('tenantId', t.id, 'payload', '{}'::json), null, now() + random() * $3::int * interval '1 second', $2::smallint,
            concat('recurring:', $1::text, ':', t.id), 0, null)::graphile_worker.job_spec))
       from (${tenants}) t having count(*) > 0`,
    [line.job.name, line.job.maxAttempts, line.per === "tenant" ? 60 : 0],
  );
}
