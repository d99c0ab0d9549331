import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { jobsPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { purgeStrays } from "@/server/intake/purge-inbound";
import { makeTenant } from "@/server/testing/factories";
import { enqueueRecurring } from "./enqueue-recurring";
import { BACKLOG_JOBS, PATIENT_JOBS, PROMPT_JOBS } from "./registry";
import { SCHEDULE } from "./schedule";

const ALL = [...PROMPT_JOBS, ...BACKLOG_JOBS, ...PATIENT_JOBS];

describe("the registry", () => {
  test("names every job that is declared, once", async () => {
    const files = readdirSync("server", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".job.ts"));
    const declared: string[] = [];
    for (const file of files) {
      const exported: Record<string, { name: string }> = await import(`@/server/${file.replace(/\.ts$/, "")}`);
      declared.push(...Object.values(exported).map((job) => job.name));
    }
    expect(ALL.map((job) => job.name).sort()).toEqual(declared.sort());
  });

  test("runs whatever recurs", () => {
    expect(ALL).toEqual(expect.arrayContaining(SCHEDULE.map((line) => line.job)));
  });
});

describe("enqueueRecurring", () => {
  const jobsNamed = async (name: string) => {
    const { rows } = await jobsPool().query<{ payload: { tenantId: string | null }; key: string }>(
      `select j.payload, j.key from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1`,
      [name],
    );
    return rows;
  };

  test("enqueues a tenant's job once for each tenant, however often it ticks before that has run", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    await enqueueRecurring("expire-uploads");
    await enqueueRecurring("expire-uploads");
    const tenants = (await jobsNamed("expire-uploads")).map((job) => job.payload.tenantId);
    for (const { tenantId } of [a, b]) expect(tenants.filter((id) => id === tenantId)).toHaveLength(1);
  });

  test("enqueues a platform's job once, in no tenant", async () => {
    await enqueueRecurring("purge-inbound");
    await enqueueRecurring("purge-inbound");
    expect((await jobsNamed("purge-inbound")).map((job) => job.payload.tenantId)).toEqual([null]);
  });
});

describe("purgeStrays", () => {
  test("deletes bodies that belong to nobody after 7 days, and nothing else", async () => {
    const { tenantId } = await makeTenant();
    const store = async (state: string, ageDays: number, tenant: string | null) => {
      const id = newId();
      await jobsPool().query(
        `insert into jobs.inbound_events (id, kind, tenant_id, source, body, state, received_at)
         values ($1, 'test', $2, 'webhook', 'x', $3, now() - $4 * interval '1 day')`,
        [id, tenant, state, ageDays],
      );
      return id;
    };
    const gone = [await store("unroutable", 8, null), await store("unparseable", 7.1, null)];
    const kept = [await store("unroutable", 6.9, null), await store("accepted", 30, null), await store("unparseable", 30, tenantId)];
    await purgeStrays(new Date());
    const { rows } = await jobsPool().query<{ id: string }>("select id from jobs.inbound_events where id = any($1)", [[...gone, ...kept]]);
    expect(rows.map((row) => row.id).sort()).toEqual(kept.sort());
  });
});
