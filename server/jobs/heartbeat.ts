import { jobsPool } from "@/server/db/client";
import { log } from "@/server/log";

const BEAT_MS = 2_000;
const DEAD_AFTER_SECONDS = 8;
/** Beats in a row before others are judged: after a database outage everybody looks dead until they had the time to say otherwise. */
const BEATS_BEFORE_JUDGING = 3;

export interface Heartbeat {
  /** From now on this runner's jobs belong to somebody who is alive. Resolves when it is written. */
  add(runnerId: string): Promise<void>;
  /** It ended and holds no job any more. */
  remove(runnerId: string): Promise<void>;
  /** Says no more of it: if it still held jobs, they are freed like a dead one's. */
  abandon(runnerId: string): void;
  stop(): void;
}

/**
 * Says every 2 s that this process's runners live, and frees the jobs of those that were not heard of for 8 s (kill -9, a lost
 * machine): graphile-worker alone would keep them locked for four hours.
 */
export function startHeartbeat(): Heartbeat {
  const ids = new Set<string>();
  let beats = 0;
  let isBeating = false;
  const beat = async () => {
    // A slow database must not pile up beats.
    if (isBeating || ids.size === 0) return;
    isBeating = true;
    try {
      await say([...ids]);
      beats += 1;
      if (beats >= BEATS_BEFORE_JUDGING) await freeDead();
    } catch (error) {
      beats = 0;
      log().warn({ err: error }, "heartbeat failed");
    } finally {
      isBeating = false;
    }
  };
  const timer = setInterval(() => void beat(), BEAT_MS);
  return {
    add: async (id) => {
      await say([id]);
      ids.add(id);
    },
    remove: async (id) => {
      ids.delete(id);
      await jobsPool().query("delete from jobs.workers where id = $1", [id]);
    },
    abandon: (id) => void ids.delete(id),
    stop: () => clearInterval(timer),
  };
}

async function say(ids: string[]): Promise<void> {
  await jobsPool().query("insert into jobs.workers (id) select unnest($1::text[]) on conflict (id) do update set seen_at = now()", [ids]);
}

/** In one transaction: a row that is gone while its jobs are still locked would leave them so. */
async function freeDead(): Promise<void> {
  const client = await jobsPool().connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const { rows } = await client.query<{ id: string }>(
      `delete from jobs.workers where id in (
         select id from jobs.workers where seen_at < now() - $1 * interval '1 second' for update skip locked) returning id`,
      [DEAD_AFTER_SECONDS],
    );
    const dead = rows.map((row) => row.id);
    if (dead.length > 0) {
      await client.query("select graphile_worker.force_unlock_workers($1)", [dead]);
      log().warn({ dead }, "freed the jobs of dead workers");
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch((e: Error) => {
      broken = e;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
