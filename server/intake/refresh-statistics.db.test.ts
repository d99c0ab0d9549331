import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { newId } from "@/server/db/ids";
import { makeTenant } from "@/server/testing/factories";
import { statisticsKeeper } from "./refresh-statistics";

let owner: pg.Client;

beforeAll(async () => {
  owner = new pg.Client({ connectionString: inject("superUrl") });
  await owner.connect();
  const { tenantId } = await makeTenant();
  await owner.query("insert into contacts (tenant_id, id, name) select $1, gen_random_uuid(), repeat('x', 100) from generate_series(1, 1000)", [tenantId]);
  await owner.query(
    "insert into identities (tenant_id, id, contact_id, kind, scope, value) select tenant_id, id, id, 'widget', $2, id from contacts where tenant_id = $1",
    [tenantId, newId()],
  );
});
afterAll(async () => {
  await owner.query("analyze contacts, identities");
  await owner.end();
});

/** As an ANALYZE would have found them when they were so large. */
async function pretend(table: string, pages: number): Promise<void> {
  await owner.query("select pg_restore_relation_stats('schemaname', 'public', 'relname', $1::text, 'relpages', $2::int, 'reltuples', $2::real)", [
    table,
    pages,
  ]);
}

async function pagesOf(table: string): Promise<number> {
  const { rows } = await owner.query<{ relpages: number }>("select relpages from pg_class where oid = $1::regclass", [table]);
  return rows[0]?.relpages ?? -1;
}

beforeEach(async () => {
  await pretend("contacts", 1);
  await pretend("identities", 1_000_000);
});

test("a table that has outgrown its statistics is looked at, one that has not is left alone", async () => {
  await statisticsKeeper().noteDrained(200);
  expect(await pagesOf("contacts")).toBeGreaterThan(4);
  expect(await pagesOf("identities")).toBe(1_000_000);
});

test("a table of which nothing is known yet is looked at", async () => {
  await owner.query("select pg_clear_relation_stats('public', 'identities')");
  await statisticsKeeper().noteDrained(200);
  expect(await pagesOf("identities")).toBeGreaterThan(4);
});

test("between its marks a worker looks at nothing", async () => {
  const keeper = statisticsKeeper();
  await keeper.noteDrained(199);
  expect(await pagesOf("contacts")).toBe(1);
  await keeper.noteDrained(1);
  expect(await pagesOf("contacts")).toBeGreaterThan(4);
});
