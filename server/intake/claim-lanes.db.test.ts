import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jobsPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { claimLanes } from "./claim-lanes";
import { BATCHES_PER_TENANT, Turns } from "./turns";

let client: pg.PoolClient;
let noisy: string;
let quiet: string;

// Lanes of one transaction that is rolled back: no worker of another test sees them.
beforeEach(async () => {
  client = await jobsPool().connect();
  await client.query("begin");
  [noisy, quiet] = [newId(), newId()];
  await addLanes(noisy, 500, "1 hour");
  await addLanes(quiet, 2, "1 second");
});
afterEach(async () => {
  await client.query("rollback");
  client.release();
});

function addLanes(tenantId: string, count: number, age: string) {
  return client.query(
    "insert into jobs.lanes (tenant_id, channel_id, thread_key, run_at) select $1, $1, 't' || n, clock_timestamp() - $3::interval from generate_series(1, $2::int) n",
    [tenantId, count, age],
  );
}

/** Who of the two is served, so many times or until nobody is left. Batches end at once, or not at all. */
async function serve(turns: Turns, times: number, { end }: { end: boolean }): Promise<string[]> {
  const served: string[] = [];
  while (served.length < times) {
    const claim = await claimLanes(client, turns);
    if (!claim) break;
    if (end) turns.slots.free(claim.tenantId);
    if ([noisy, quiet].includes(claim.tenantId)) served.push(claim.tenantId === noisy ? "noisy" : "quiet");
  }
  return served;
}

test("tenants take turns, however much longer one of them has waited", async () => {
  const turns = new Turns();
  const served = await serve(turns, 6, { end: true });
  expect(served.filter((who) => who === "quiet")).toHaveLength(3);
  expect(served.join()).not.toContain("noisy,noisy");
});

test("a tenant with all its batches in work is passed over, and the others are not", async () => {
  const turns = new Turns();
  for (let n = 0; n < BATCHES_PER_TENANT; n++) turns.slots.take(noisy);
  expect(await serve(turns, 3, { end: true })).toEqual(["quiet", "quiet", "quiet"]);
});

test("what is due but in other hands holds no slot", async () => {
  const turns = new Turns();
  const other = await jobsPool().connect();
  try {
    await other.query("begin");
    await other.query("select pg_advisory_xact_lock(hashtextextended($1::text || 't' || n, 0)) from generate_series(1, 2) n", [quiet]);
    for (let n = 0; n < BATCHES_PER_TENANT; n++) turns.slots.take(noisy);
    expect(await serve(turns, 1, { end: false })).toEqual([]);
    expect(turns.slots.holders()).not.toContain(quiet);
  } finally {
    await other.query("rollback");
    other.release();
  }
});
