import { jobsPool } from "@/server/db/client";

/*
 * A new database that meets a backlog knows nothing of its tables until autovacuum's first minute, and every index here begins
 * with tenant_id: without statistics they all look alike, and the foreign-key checks (whose plans a session keeps) were seen
 * to read all of a tenant's conversations for each message: 437 messages a second instead of thousands.
 */

const TABLES = ["contacts", "identities", "conversations", "messages", "events", "deliveries", "delivery_parts", "attachments"];
const JOBS_TABLES = ["jobs.inbound_items", "jobs.lanes", "jobs.awaited_targets"];
/** Items drained by this process at which the tables are looked at anew; from then on autovacuum keeps up. */
const MARKS = [200, 2_000, 20_000];

export interface StatisticsKeeper {
  /** Told of every batch; looks at the tables when a mark was passed. */
  noteDrained(items: number): Promise<void>;
}

/** For one worker's life. */
export function statisticsKeeper(): StatisticsKeeper {
  let drained = 0;
  let next = 0;
  return {
    async noteDrained(items) {
      drained += items;
      const mark = MARKS[next];
      if (mark === undefined || drained < mark) return;
      while ((MARKS[next] ?? Number.POSITIVE_INFINITY) <= drained) next += 1;
      await analyse();
    },
  };
}

/** ANALYZE wants the owner, which is who this pool signs in as. Whoever may not is warned by PostgreSQL and skipped. */
async function analyse(): Promise<void> {
  const client = await jobsPool().connect();
  let failure: Error | undefined;
  try {
    await client.query(`analyze ${JOBS_TABLES.join(", ")}`);
    await client.query("set role none");
    await client.query(`analyze ${TABLES.join(", ")}`);
    await client.query("set role parley_jobs");
  } catch (error) {
    // Destroyed with its role, whatever that is by now. The next mark tries again.
    failure = error as Error;
  } finally {
    client.release(failure);
  }
}
