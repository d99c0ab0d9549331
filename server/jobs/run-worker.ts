import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Logger, parseCronItems, type Runner, run, type WorkerEvents } from "graphile-worker";
import { jobsPool } from "@/server/db/client";
import { log } from "@/server/log";
import { scrub } from "@/server/log-error";
import type { JobDefinition } from "./define-job";
import { type Heartbeat, startHeartbeat } from "./heartbeat";
import { closeLocks } from "./hold-lock";
import { BACKLOG_JOBS, PATIENT_JOBS, PROMPT_JOBS } from "./registry";
import { toTask } from "./run-job";
import { SCHEDULE } from "./schedule";
import { TenantShare } from "./tenant-share";

/** A job's NOTIFY starts it at once; a timer is at most this late. */
const POLL_MS = 500;
/** Below the 9 s after which the launcher kills. A job that is not done by then is freed and goes on elsewhere. */
const STOP_MS = 8_000;

interface RunnerPlan {
  jobs: JobDefinition[];
  concurrency: number;
  /** How many of a tenant's run at a time in this process; unset: as many as there are places. */
  perTenant?: number;
  hasSchedule: boolean;
}

/** Mostly waiting for other machines, so there are many to a core. */
const PLANS: RunnerPlan[] = [
  { jobs: PROMPT_JOBS, concurrency: 12, hasSchedule: true },
  { jobs: PATIENT_JOBS, concurrency: 6, perTenant: 3, hasSchedule: false },
  { jobs: BACKLOG_JOBS, concurrency: 4, hasSchedule: false },
];

/**
 * Runs every job of the registry until the signal; then waits for those in progress, at most 8 s.
 * Survives the database going away. Many processes may run it at once.
 */
export async function runJobs(signal: AbortSignal, plans: RunnerPlan[] = PLANS): Promise<void> {
  const heartbeat = startHeartbeat();
  await Promise.all(plans.map((plan) => keepRunning(plan, heartbeat, signal)));
  heartbeat.stop();
  await closeLocks();
}

async function keepRunning(plan: RunnerPlan, heartbeat: Heartbeat, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await runOnce(plan, heartbeat, signal);
    } catch (error) {
      log().error({ err: error }, "job runner ended, starts again");
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
  }
}

async function runOnce(plan: RunnerPlan, heartbeat: Heartbeat, signal: AbortSignal): Promise<void> {
  let runnerId = "";
  const events: WorkerEvents = new EventEmitter();
  events.once("pool:create", ({ workerPool }) => {
    runnerId = workerPool.id;
  });
  const share = plan.perTenant ? new TenantShare(plan.perTenant) : null;
  const runner = await run({
    pgPool: jobsPool(),
    taskList: Object.fromEntries(plan.jobs.map((job) => [job.name, toTask(job, share)])),
    concurrency: plan.concurrency,
    pollInterval: POLL_MS,
    parsedCronItems: plan.hasSchedule ? cronItems() : [],
    noHandleSignals: true,
    events,
    logger: quietLogger(),
    preset: {
      plugins: [aliveBeforeWork((id) => heartbeat.add(id))],
      // Unbatched, 0.18.0 does not await these two: a database that goes away ends the process by an unhandled rejection. Batched (of
      // one tick), it ends the runner, and keepRunning starts another.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  });
  try {
    await untilStopped(runner, signal);
    await heartbeat.remove(runnerId);
  } catch (error) {
    heartbeat.abandon(runnerId);
    throw error;
  }
}

/** Before a worker takes its first job there must be a row that says it lives: a job of a worker nobody knows would never be freed. */
function aliveBeforeWork(add: (runnerId: string) => Promise<void>): GraphileConfig.Plugin {
  const known = new Map<string, Promise<void>>();
  return {
    name: "ParleyHeartbeat",
    version: "1.0.0",
    worker: {
      hooks: {
        async startWorker(_context, { worker }) {
          const { id } = worker.workerPool;
          if (!known.has(id)) known.set(id, add(id));
          await known.get(id);
        },
      },
    },
  };
}

/** Throws when the runner fails, or when its jobs are not done in time. */
async function untilStopped(runner: Runner, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([aborted, runner.promise]);
  if (!signal.aborted) throw new Error("the runner stopped by itself");
  const stopped = await Promise.race([runner.stop().then(() => true), sleep(STOP_MS, false, { ref: false })]);
  if (!stopped) throw new Error("jobs were still running when the time to stop was over");
}

function cronItems() {
  return parseCronItems(
    SCHEDULE.map(({ at, job }) => ({ task: "recur", match: at, identifier: job.name, payload: { tenantId: null, payload: { job: job.name } } })),
  );
}

/** Failures of jobs are logged where they run, with their tenant; what the library has to say beyond that is for whoever debugs it. */
function quietLogger(): Logger {
  return new Logger(() => (level, message) => log().debug({ from: "graphile-worker", level }, scrub(message)));
}
