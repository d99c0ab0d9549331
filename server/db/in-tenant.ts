import type pg from "pg";
import { env } from "@/lib/env";
import { bug } from "@/lib/errors";
import { type Actor, SYSTEM } from "@/server/access/actor";
import { closePrisma, openPrisma } from "./bound-prisma";
import { appPool, jobsPool } from "./client";
import { asUnavailable } from "./db-errors";
import { flushEvents } from "./flush-events";
import { isId } from "./ids";
import { prepared } from "./prepared";
import type { Scope, Sql } from "./scope";
import { TenantGate } from "./tenant-gate";
import { wake } from "./wake";

interface DoorOptions {
  /** The clock of this transaction; tests set it. */
  now?: Date;
  /** For the worker's hot paths: a direct connection, on which every statement is planned once and then kept. SQL only, no Prisma. */
  keepsPlans?: boolean;
}

/** Of the application's pool; as patient as the pool itself is. */
const gate = new TenantGate({ perTenant: () => Math.ceil(env().DATABASE_POOL * 0.6), patienceMs: 5_000 });

/**
 * The only door to a tenant's data: opens the transaction, sets the tenant for row-level security, hands out pg and
 * Prisma on the same transaction, numbers and writes the gathered events last, commits.
 * Everything rolls back when `fn` throws. Throws `unavailable` while the database is away, and limit `tenant-busy` when this
 * tenant has all the transactions that one may have. Not to be opened within another: it might wait for itself.
 */
export async function inTenant<T>(tenantId: string, actor: Actor, fn: (scope: Scope) => Promise<T>, options: DoorOptions = {}): Promise<T> {
  // set_config goes out together with BEGIN and takes no parameter there, so the id must be one.
  if (!isId(tenantId)) throw bug(`not a tenant id: ${String(tenantId).slice(0, 40)}`);
  const leave = await gate.enter(tenantId);
  try {
    return await withClient(options.keepsPlans ? jobsPool() : appPool(), async (client) => {
      await client.query(`begin; select set_config('app.tenant_id', '${tenantId}', true)`);
      const sql = options.keepsPlans ? prepared(client) : client;
      return runScope(client, { tenantId, actor, now: options.now ?? new Date(), sql }, fn);
    });
  } finally {
    leave();
  }
}

/**
 * The door's sibling for the drain: claims lanes (any tenant's) and works on them as that tenant in one transaction, as parley_jobs.
 * `claim` says whose lanes it got, or null for none; then nothing is done and null comes back.
 */
export async function inLanes<C extends { tenantId: string }, T>(
  claim: (sql: Sql) => Promise<C | null>,
  work: (scope: Scope, claimed: C) => Promise<T>,
): Promise<T | null> {
  return withClient(jobsPool(), async (client) => {
    await client.query("begin");
    const sql = prepared(client);
    const claimed = await claim(sql);
    if (!claimed) {
      await client.query("rollback");
      return null;
    }
    if (!isId(claimed.tenantId)) throw bug("a lane without a tenant");
    await sql.query("select set_config('app.tenant_id', $1, true)", [claimed.tenantId]);
    return runScope(client, { tenantId: claimed.tenantId, actor: SYSTEM, now: new Date(), sql }, (scope) => work(scope, claimed));
  });
}

/** A transaction in no tenant: users, sessions and the narrow look-up functions. Tenant tables show no rows here. */
export async function outsideTenants<T>(fn: (sql: Sql) => Promise<T>): Promise<T> {
  return withClient(appPool(), async (client) => {
    await client.query("begin");
    const result = await fn(client);
    await client.query("commit");
    return result;
  });
}

async function withClient<T>(pool: pg.Pool, fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw asUnavailable(error);
  }
  let broken: Error | undefined;
  try {
    return await fn(client);
  } catch (error) {
    await client.query("rollback").catch((e: Error) => {
      broken = e;
    });
    throw asUnavailable(error);
  } finally {
    client.release(broken);
  }
}

async function runScope<T>(
  client: pg.PoolClient,
  base: Pick<Scope, "tenantId" | "actor" | "now"> & { sql?: Sql },
  fn: (scope: Scope) => Promise<T>,
): Promise<T> {
  const scope: Scope = {
    ...base,
    sql: base.sql ?? client,
    events: [],
    // Made on first use: hot paths that speak SQL alone never pay for Prisma.
    get db() {
      return openPrisma(client);
    },
  };
  try {
    const result = await fn(scope);
    closePrisma(client);
    // Last before the commit: whoever holds the tenant's counter row blocks every other writer of the tenant.
    await flushAndCommit(client, scope);
    if (scope.events.length > 0) wake("events");
    return result;
  } finally {
    closePrisma(client);
  }
}

/**
 * Sent together on the worker's connections, which take several statements at once: between the two a busy process may need
 * long, and until the commit the tenant's other writers wait. When the first fails, the second only rolls back.
 */
async function flushAndCommit(client: pg.PoolClient, scope: Scope): Promise<void> {
  const isPipelined = scope.sql !== client;
  if (!isPipelined) await flushEvents(scope);
  const sent = isPipelined ? [flushEvents(scope), client.query("commit")] : [client.query("commit")];
  for (const outcome of await Promise.allSettled(sent)) if (outcome.status === "rejected") throw outcome.reason;
}
