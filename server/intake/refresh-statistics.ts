import { setTimeout as sleep } from "node:timers/promises";
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
const BREATH_MS = 400;

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

/**
 * Table by table, with a breath between: new statistics end every plan that is kept for the table, and all connections plan anew at
 * once. All tables together stopped everybody's messages for a second or two.
 */
async function analyse(): Promise<void> {
  for (const table of JOBS_TABLES) await analyseTable(table, "parley_jobs");
  for (const table of TABLES) await analyseTable(table, "none");
}

/** ANALYZE wants the owner: of the jobs' own tables that is the role this pool works as, of the others the one it signed in as. Whoever may not is warned by PostgreSQL and skipped. */
async function analyseTable(table: string, role: "parley_jobs" | "none"): Promise<void> {
  const client = await jobsPool().connect();
  let failure: Error | undefined;
  try {
    await client.query(`set role ${role}`);
    await client.query(`analyze ${table}`);
    await client.query("set role parley_jobs");
  } catch (error) {
    // Destroyed with its role, whatever that is by now. The next mark tries again.
    failure = error as Error;
  } finally {
    client.release(failure);
  }
  await sleep(BREATH_MS);
}
