import { setTimeout as sleep } from "node:timers/promises";
import { jobsPool } from "@/server/db/client";

/*
 * A new database that meets a backlog knows nothing of its tables until autovacuum's first minute, and every index here begins
 * with tenant_id: without statistics they all look alike, and the foreign-key checks (whose plans a session keeps) were seen
 * to read all of a tenant's conversations for each message: 437 messages a second instead of thousands.
 */

const TABLES = ["contacts", "identities", "conversations", "messages", "events", "deliveries", "delivery_parts", "attachments"];
const JOBS_TABLES = ["jobs.inbound_items", "jobs.lanes", "jobs.awaited_targets"];
const BUSY_TABLES = [...JOBS_TABLES, ...TABLES];
/** Items drained by this process at which it looks whether statistics are outgrown; from then on autovacuum keeps up. */
const MARKS = [200, 2_000, 20_000];
/** A table this many times as large as when it was last looked at is another table to the planner. */
const OUTGROWN = 4;
const BREATH_MS = 400;

export interface StatisticsKeeper {
  /** Told of every batch; when a mark was passed, looks at the tables that have outgrown their statistics. */
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
      await analyseOutgrown();
    },
  };
}

/**
 * Table by table, with a breath between: new statistics end every plan that is kept for the table, and all connections plan anew at
 * once. All tables together stopped everybody's messages for a second or two. For the same reason only where there is something to
 * learn: a worker that starts on a database that has lived finds nothing to do.
 */
async function analyseOutgrown(): Promise<void> {
  for (const table of await outgrownTables()) {
    await analyse(table);
    await sleep(BREATH_MS);
  }
}

/** Looks at every table that traffic fills, one after the other without a breath, as autovacuum may at any time. */
export async function analyseAll(): Promise<void> {
  for (const table of BUSY_TABLES) await analyse(table);
}

/** By the size on disk: the counts that PostgreSQL keeps are a second late, and of a young table that is all its life. */
async function outgrownTables(): Promise<string[]> {
  const { rows } = await jobsPool().query<{ name: string }>(
    `select t.name from unnest($1::text[]) with ordinality t(name, place) join pg_class c on c.oid = to_regclass(t.name),
            lateral (select pg_relation_size(c.oid) / current_setting('block_size')::int as pages) now
      where now.pages > 0 and (c.reltuples < 0 or now.pages >= $2 * greatest(c.relpages, 1)) order by t.place`,
    [BUSY_TABLES, OUTGROWN],
  );
  return rows.map((row) => row.name);
}

/** ANALYZE wants the owner: of the jobs' own tables that is the role this pool works as, of the others the one it signed in as. Whoever may not is warned by PostgreSQL and skipped. */
async function analyse(table: string): Promise<void> {
  const role = JOBS_TABLES.includes(table) ? "parley_jobs" : "none";
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
}
