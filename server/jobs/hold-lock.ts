import type pg from "pg";
import { jobsPool } from "@/server/db/client";

// One session for all locks of the process: its end (kill -9, a lost network) frees them all at once, with nothing to expire.
const shared = globalThis as typeof globalThis & { parleyLocks?: { session?: Promise<pg.PoolClient>; names: Set<string>; lost: AbortController } };
shared.parleyLocks ??= { names: new Set(), lost: new AbortController() };
const locks = shared.parleyLocks;

/**
 * Takes a lock that outlives transactions, for as long as the caller works with the outside world. Null when somebody has it, in
 * whatever process. Give it back by calling the result.
 */
export async function tryHoldLock(name: string): Promise<(() => Promise<void>) | null> {
  // A session may take its own lock twice, so inside the process the set decides, also across a session that broke.
  if (locks.names.has(name)) return null;
  locks.names.add(name);
  try {
    const client = await session();
    const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock(hashtextextended($1, 0)) as taken", [name]);
    if (rows[0]?.taken) return () => release(client, name);
  } catch (error) {
    locks.names.delete(name);
    throw error;
  }
  locks.names.delete(name);
  return null;
}

/** Aborted when the session breaks that holds the locks taken until now: another process may take them, so who works for hours stops. */
export const locksLost = (): AbortSignal => locks.lost.signal;

async function release(client: pg.PoolClient, name: string): Promise<void> {
  // A session that is gone has freed it already.
  await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [name]).catch(() => {});
  locks.names.delete(name);
}

function session(): Promise<pg.PoolClient> {
  locks.session ??= open();
  return locks.session;
}

async function open(): Promise<pg.PoolClient> {
  try {
    const client = await jobsPool().connect();
    client.once("error", () => {
      locks.session = undefined;
      client.release(true);
      locks.lost.abort();
      locks.lost = new AbortController();
    });
    return client;
  } catch (error) {
    locks.session = undefined;
    throw error;
  }
}

/** Gives all locks of the process back and its session with them. */
export async function closeLocks(): Promise<void> {
  const open = locks.session;
  locks.session = undefined;
  (await open?.catch(() => null))?.release(true);
}
