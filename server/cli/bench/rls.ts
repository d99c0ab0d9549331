import pg from "pg";
import { required } from "@/lib/env";
import { type BenchResult, benchResult, percentile, round } from "./bench-result";
import { makeBigTenant } from "./big-tenant";
import { captureHotQueries, type HotQuery, inCaptured } from "./hot-queries";
import { withOwnDatabase } from "./own-database";

const CONVERSATIONS = 200_000;
const WARM_UP = 5;
const TIMES = 40;
const GOAL = 1.15;

/**
 * The statements of the hot paths, as the use cases sent them, by the application's role under row-level security over the
 * same by a role that it does not hold for, in turns on the same rows: the sum of the medians. Planning included, as the
 * screens' queries are planned each time.
 */
export function run(): Promise<BenchResult> {
  return withOwnDatabase(async (owner) => {
    const tenant = await makeBigTenant(owner, CONVERSATIONS);
    await makeBigTenant(owner, CONVERSATIONS / 4);
    await owner.query("vacuum (analyze)");
    await owner.query("reset session_replication_role");
    const queries = await captureHotQueries(tenant);
    const app = new pg.Client({ connectionString: required("DATABASE_URL") });
    await app.connect();
    try {
      const measured = [];
      for (const query of queries) measured.push(await compare({ app, owner, tenantId: tenant.tenantId }, query));
      return report(measured);
    } finally {
      await app.end();
    }
  });
}

interface Roles {
  app: pg.Client;
  owner: pg.Client;
  tenantId: string;
}

interface Measured {
  name: string;
  withMs: number;
  withoutMs: number;
}

async function compare({ app, owner, tenantId }: Roles, query: HotQuery): Promise<Measured> {
  const withMs: number[] = [];
  const withoutMs: number[] = [];
  await inCaptured(app, tenantId, () =>
    inCaptured(owner, tenantId, async () => {
      for (let n = 0; n < WARM_UP + TIMES; n++) {
        // Each goes first every other time: the second finds the pages in the cache.
        const ofOwner = n % 2 === 0 ? await timed(owner, query) : null;
        const ofApp = await timed(app, query);
        const without = ofOwner ?? (await timed(owner, query));
        if (n < WARM_UP) continue;
        withMs.push(ofApp);
        withoutMs.push(without);
      }
    }),
  );
  return { name: query.name, withMs: median(withMs), withoutMs: median(withoutMs) };
}

/** Locks that the statement takes are given back at once, or the other role would wait for them. */
async function timed(client: pg.Client, { text, values }: HotQuery): Promise<number> {
  await client.query("savepoint one");
  const startedMs = performance.now();
  await client.query(text, values);
  const ms = performance.now() - startedMs;
  await client.query("rollback to savepoint one");
  return ms;
}

function report(measured: Measured[]): BenchResult {
  const sum = (pick: (one: Measured) => number) => measured.reduce((total, one) => total + pick(one), 0);
  const ratio = sum((one) => one.withMs) / sum((one) => one.withoutMs);
  const [worst] = [...measured].sort((a, b) => b.withMs / b.withoutMs - a.withMs / a.withoutMs);
  return benchResult({
    name: "rls",
    ratio,
    goal: GOAL,
    ok: ratio <= GOAL,
    figures: {
      statements: measured.length,
      withMs: round(sum((one) => one.withMs)),
      withoutMs: round(sum((one) => one.withoutMs)),
      worst: worst?.name ?? "",
      worstWithMs: round(worst?.withMs ?? 0),
      worstWithoutMs: round(worst?.withoutMs ?? 0),
    },
  });
}

function median(sample: number[]): number {
  return percentile(
    [...sample].sort((a, b) => a - b),
    0.5,
  );
}
