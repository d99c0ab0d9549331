import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { jobsPool } from "@/server/db/client";
import { makeTenant } from "@/server/testing/factories";
import { defineJob, type JobContext } from "./define-job";
import { enqueue } from "./enqueue";
import { runJobs } from "./run-worker";

const payload = z.strictObject({ note: z.string() });
const running: { stop: AbortController; done: Promise<void> }[] = [];

afterEach(async () => {
  for (const { stop } of running) stop.abort();
  await Promise.all(running.splice(0).map(({ done }) => done));
});

/** A job of its own for each test: the database is shared. */
function testJob(name: string, run: (payload: { note: string }, context: JobContext) => Promise<void>, maxAttempts = 5) {
  return defineJob({ name: `test-${name}`, payload, maxAttempts, run });
}

function start(...jobs: ReturnType<typeof testJob>[]): AbortController {
  const stop = new AbortController();
  running.push({ stop, done: runJobs(stop.signal, [{ jobs, concurrency: 4, perTenant: 3, hasSchedule: false }]) });
  return stop;
}

const rowsOf = async (name: string) => {
  const { rows } = await jobsPool().query<{ attempts: number; max_attempts: number; last_error: string | null; run_at: Date; locked_by: string | null }>(
    "select attempts, max_attempts, last_error, run_at, locked_by from graphile_worker.jobs where task_identifier = $1",
    [`test-${name}`],
  );
  return rows;
};

describe("runJobs", () => {
  test("runs a job in its tenant at once, and the job is gone", async () => {
    const tenant = await makeTenant();
    const seen: string[] = [];
    const job = testJob("plain", async ({ note }, context) => {
      const tenants = await context.inTenant((s) => s.sql.query<{ id: string }>("select id from tenants"));
      seen.push(note, context.tenantId, ...tenants.rows.map((row) => row.id));
    });
    start(job);
    await vi.waitFor(async () => expect((await jobsPool().query("select from jobs.workers")).rowCount).toBeGreaterThan(0));
    const enqueuedAt = Date.now();
    await tenant.door((s) => enqueue(s, job, { note: "hello" }));
    await vi.waitFor(() => expect(seen).toEqual(["hello", tenant.tenantId, tenant.tenantId]), { timeout: 5_000, interval: 10 });
    expect(Date.now() - enqueuedAt).toBeLessThan(2_000);
    await vi.waitFor(async () => expect(await rowsOf("plain")).toEqual([]));
  });

  test("a tenant with more jobs than its share leaves a place to the others, and loses none", async () => {
    const [noisy, quiet] = [await makeTenant(), await makeTenant()];
    const seen: string[] = [];
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const job = testJob("share", async ({ note }) => {
      seen.push(note);
      if (note !== "quiet") await held;
    });
    await noisy.door(async (s) => {
      for (let n = 0; n < 8; n++) await enqueue(s, job, { note: "noisy" }, { key: String(n) });
    });
    await quiet.door((s) => enqueue(s, job, { note: "quiet" }));
    start(job);
    await vi.waitFor(() => expect(seen).toContain("quiet"), { timeout: 5_000, interval: 10 });
    expect(seen.filter((note) => note === "noisy")).toHaveLength(3);
    finish();
    await vi.waitFor(() => expect(seen.filter((note) => note === "noisy")).toHaveLength(8), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await rowsOf("share")).toEqual([]));
  });

  test("a job of a transaction that was taken back never runs", async () => {
    const tenant = await makeTenant();
    const seen: string[] = [];
    const job = testJob("undone", async ({ note }) => void seen.push(note));
    start(job);
    const undone = tenant.door(async (s) => {
      await enqueue(s, job, { note: "undone" });
      throw new Error("taken back");
    });
    await expect(undone).rejects.toThrow("taken back");
    await tenant.door((s) => enqueue(s, job, { note: "kept" }));
    await vi.waitFor(() => expect(seen).toEqual(["kept"]), { timeout: 5_000 });
  });

  test("a payload that does not fit is dead at once", async () => {
    const job = testJob("misfit", async () => {});
    await jobsPool().query("select graphile_worker.add_job('test-misfit', $1)", [JSON.stringify({ tenantId: null, payload: { note: 1 } })]);
    await jobsPool().query("select graphile_worker.add_job('test-misfit', $1)", [JSON.stringify(["not an envelope"])]);
    start(job);
    await vi.waitFor(
      async () => {
        const rows = await rowsOf("misfit");
        expect(rows.map((row) => [row.attempts, row.max_attempts, row.last_error])).toEqual(Array(2).fill([1, 1, "the payload does not fit the job"]));
      },
      { timeout: 5_000 },
    );
  });

  test("a failure is tried again later, each time knowing which attempt it is, and not all at the same instant", async () => {
    const tenant = await makeTenant();
    const seen: [number, boolean][] = [];
    const job = testJob(
      "failing",
      async (_payload, context) => {
        seen.push([context.attempt, context.isLastAttempt]);
        throw new Error("not today");
      },
      2,
    );
    start(job);
    await tenant.door(async (s) => {
      for (let i = 0; i < 5; i++) await enqueue(s, job, { note: String(i) });
    });
    await vi.waitFor(() => expect(seen).toHaveLength(5), { timeout: 5_000 });
    await vi.waitFor(async () => expect((await rowsOf("failing")).every((row) => row.last_error === "not today" && !row.locked_by)).toBe(true));
    const waits = (await rowsOf("failing")).map((row) => row.run_at.getTime() - Date.now());
    expect(Math.min(...waits)).toBeGreaterThan(1_000);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(20);
    await jobsPool().query(
      "select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where task_identifier = 'test-failing'), run_at := now())",
    );
    await vi.waitFor(() => expect(seen).toHaveLength(10), { timeout: 5_000 });
    expect(seen.slice(5)).toEqual(Array(5).fill([1, true]));
  });

  test("a platform job that reaches for a tenant fails instead of seeing all", async () => {
    const job = testJob("tenantless", async (_payload, context) => void context.tenantId);
    await jobsPool().query("select graphile_worker.add_job('test-tenantless', $1)", [JSON.stringify({ tenantId: null, payload: { note: "x" } })]);
    start(job);
    await vi.waitFor(async () => expect((await rowsOf("tenantless"))[0]?.last_error).toMatch(/reached for a tenant/), { timeout: 5_000 });
  });

  test("stopping waits for the job that runs, and says that the worker is gone", async () => {
    const tenant = await makeTenant();
    const seen: string[] = [];
    const job = testJob("slow", async () => {
      seen.push("began");
      await sleep(400);
      seen.push("ended");
    });
    const before = new Set((await jobsPool().query<{ id: string }>("select id from jobs.workers")).rows.map((row) => row.id));
    const stop = start(job);
    await tenant.door((s) => enqueue(s, job, { note: "x" }));
    await vi.waitFor(() => expect(seen).toEqual(["began"]), { timeout: 5_000 });
    stop.abort();
    await running.at(-1)?.done;
    expect(seen).toEqual(["began", "ended"]);
    expect(await rowsOf("slow")).toEqual([]);
    const after = (await jobsPool().query<{ id: string }>("select id from jobs.workers")).rows.map((row) => row.id);
    expect(after.filter((id) => !before.has(id))).toEqual([]);
  });
});

describe("a worker that is killed with -9", () => {
  let child: ChildProcess | undefined;
  afterEach(() => void child?.kill("SIGKILL"));

  test("leaves its job to another within 30 s", async () => {
    const tenant = await makeTenant();
    const seen: number[] = [];
    const job = testJob("orphan", async (_payload, context) => void seen.push(context.attempt));
    await tenant.door((s) => enqueue(s, job, { note: "hold me" }));

    child = spawn(process.execPath, ["--import", "tsx", path.resolve("server/testing/hold-job.ts"), "test-orphan"], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child?.stdout?.once("data", resolve));
    expect((await rowsOf("orphan"))[0]?.locked_by).toBeTruthy();
    child.kill("SIGKILL");
    const killedAt = Date.now();

    start(job);
    await vi.waitFor(() => expect(seen).toEqual([1]), { timeout: 30_000, interval: 100 });
    expect(Date.now() - killedAt).toBeLessThan(30_000);
  }, 60_000);
});
