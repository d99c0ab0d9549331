import pg from "pg";
import { env, required } from "@/lib/env";
import { watchSilence } from "./watch-silence";

// bigint columns (sequence, cursor, counts) fit a double far beyond any tenant's life: 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

interface Pools {
  app?: pg.Pool;
  jobs?: pg.Pool;
}

// Next's bundle and our own server's bundle each load this file; they must share one pool per process.
const shared = globalThis as typeof globalThis & { parleyPools?: Pools };
shared.parleyPools ??= {};
const pools = shared.parleyPools;

function makePool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ keepAlive: true, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 60_000, ...config });
  // Without a listener a restarted server would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** The application's pool: the role that owns nothing and bypasses nothing. */
export function appPool(): pg.Pool {
  pools.app ??= makeAppPool(required("DATABASE_URL"));
  return pools.app;
}

function makeAppPool(connectionString: string): pg.Pool {
  const timeouts = { statement_timeout: 15_000, idle_in_transaction_session_timeout: 15_000 };
  const pool = makePool({ connectionString, max: env().DATABASE_POOL, ...timeouts });
  watchSilence(pool, connectionString);
  return pool;
}

/** The worker's pool: direct connections that act as parley_jobs (lanes and jobs; the same tenant policies hold for it). */
export function jobsPool(): pg.Pool {
  pools.jobs ??= makePool({
    connectionString: required("DATABASE_MIGRATION_URL"),
    // Per worker process: the publisher, the drain and three job runners listen, a few sessions hold locks, the rest works.
    max: 48,
    // The drain's loads and writes go out together instead of waiting for each other's answers.
    pipeline: true,
    // A worker whose network died must give its lanes back within seconds.
    idle_in_transaction_session_timeout: 10_000,
    options: "-c role=parley_jobs -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2",
  });
  return pools.jobs;
}

/** Connections of each pool that this process has opened, and how many callers wait for one. */
export function poolFigures(): { pool: "app" | "jobs"; total: number; idle: number; waiting: number }[] {
  const open = (["app", "jobs"] as const).flatMap((pool) => (pools[pool] ? [{ pool, of: pools[pool] }] : []));
  return open.map(({ pool, of }) => ({ pool, total: of.totalCount, idle: of.idleCount, waiting: of.waitingCount }));
}

/** Ends the pools; for command-line tools and tests. */
export async function closePools(): Promise<void> {
  const open = [pools.app, pools.jobs];
  pools.app = undefined;
  pools.jobs = undefined;
  await Promise.all(open.map((pool) => pool?.end()));
}
