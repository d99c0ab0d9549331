import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { bug } from "@/lib/errors";
import { PrismaClient } from "./generated/client";

/**
 * What Prisma takes for a pool is our one pg client, inside our transaction. When Prisma wants a
 * transaction of its own (nested writes, $transaction) it gets a savepoint on the same client.
 *
 * `open` guards against Prisma's laziness: a promise returned un-awaited from the door would run
 * its query after the commit, outside any tenant. It throws instead.
 */
class BoundPool extends pg.Pool {
  open = false;
  private depth = 0;

  constructor(private readonly client: pg.PoolClient) {
    super({ max: 1 });
  }

  private run(...args: unknown[]): unknown {
    if (!this.open) throw bug("query after the door has closed");
    return (this.client.query as (...a: unknown[]) => unknown).apply(this.client, args);
  }

  // pg.Pool overloads query and connect a dozen times; Prisma uses one form of each.
  override query = ((...args: unknown[]) => this.run(...args)) as pg.Pool["query"];

  override connect = (async () => {
    if (!this.open) throw bug("transaction after the door has closed");
    const name = `prisma_${++this.depth}`;
    const savepoints: Record<string, string> = {
      BEGIN: `savepoint ${name}`,
      COMMIT: `release savepoint ${name}`,
      ROLLBACK: `rollback to savepoint ${name}`,
    };
    const translate = (query: unknown): unknown => {
      if (typeof query !== "object" || query === null || !("text" in query)) return query;
      const replaced = savepoints[String(query.text)];
      return replaced ? { ...query, text: replaced } : query;
    };
    return {
      query: (query: unknown, ...rest: unknown[]) => this.run(translate(query), ...rest),
      on: () => undefined,
      removeListener: () => undefined,
      release: () => {
        this.depth -= 1;
      },
    };
  }) as unknown as pg.Pool["connect"];
}

interface BoundPrisma {
  pool: { open: boolean };
  db: PrismaClient;
}

// 2 ms and about 1.5 MB each to make, so one per pooled connection, for the connection's life.
const clients = new WeakMap<pg.PoolClient, BoundPrisma>();

/** The PrismaClient that lives on this connection, opened for the transaction that is running on it. */
export function openPrisma(client: pg.PoolClient): PrismaClient {
  let bound = clients.get(client);
  if (!bound) {
    const pool = new BoundPool(client);
    bound = { pool, db: new PrismaClient({ adapter: new PrismaPg(pool), log: [] }) };
    clients.set(client, bound);
  }
  bound.pool.open = true;
  return bound.db;
}

/** Shuts it until the next transaction: what Prisma sends from now on is an error. */
export function closePrisma(client: pg.PoolClient): void {
  const bound = clients.get(client);
  if (bound) bound.pool.open = false;
}
