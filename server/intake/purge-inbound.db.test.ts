import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { jobsPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { makeTenant } from "@/server/testing/factories";
import { purgeTaken } from "./purge-inbound";

/** An id as it was given so many days ago. */
function oldId(days: number): string {
  const ms = (Date.now() - days * 86_400_000).toString(16).padStart(12, "0");
  const random = randomBytes(10).toString("hex");
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

async function store(ageDays: number, itemStates: string[], state = "accepted"): Promise<string> {
  const { tenantId } = await makeTenant();
  const id = oldId(ageDays);
  await jobsPool().query("insert into jobs.inbound_events (id, kind, tenant_id, source, body, state) values ($1, 'test', $2, 'webhook', 'x', $3)", [
    ...[id, tenantId, state],
  ]);
  for (const [position, itemState] of itemStates.entries()) {
    await jobsPool().query(
      `insert into jobs.inbound_items (tenant_id, channel_id, thread_key, dedup_key, event_id, position, item, state, received_at)
       values ($1, $2, 't', $3, $4, $5, '{}', $6, now())`,
      [tenantId, newId(), newId(), id, position, itemState],
    );
  }
  return id;
}

const present = async (table: string, column: string, ids: string[]) => {
  const { rows } = await jobsPool().query<{ id: string }>(`select distinct ${column} as id from ${table} where ${column} = any($1)`, [ids]);
  return rows.map((row) => row.id).sort();
};

test("raw bodies go with their items when their time is over; what waits or died stays, and so does what is younger", async () => {
  const gone = [await store(91, ["done", "done"]), await store(91, []), await store(200, ["done"], "rejected")];
  const kept = [await store(89, ["done"]), await store(91, ["done", "dead"]), await store(91, ["waiting"]), await store(91, [], "unroutable")];
  const all = [...gone, ...kept];
  expect(await purgeTaken(new Date(), 0)).toBe(0);
  expect(await present("jobs.inbound_events", "id", all)).toEqual([...all].sort());
  expect(await purgeTaken(new Date(), 90)).toBeGreaterThanOrEqual(gone.length);
  expect(await present("jobs.inbound_events", "id", all)).toEqual([...kept].sort());
  expect(await present("jobs.inbound_items", "event_id", all)).toEqual(kept.slice(0, 3).sort());
});
