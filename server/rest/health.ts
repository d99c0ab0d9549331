import { version } from "@/package.json";
import { asAppError } from "@/server/db/as-app-error";
import { appPool } from "@/server/db/client";
import { pingDatabase, tryWriting } from "@/server/db/is-database-away";
import { checkRealtime } from "@/server/realtime/pusher";

interface Check {
  ok: boolean;
  detail: string;
  data?: Record<string, unknown>;
}

type Checks = Record<string, Check>;

const REMEMBER_MS = 2_000;
/** Older than this and people wait: the drain and the jobs normally take milliseconds. */
const LATE_SECONDS = 30;

let last: { at: number; answer: Promise<{ status: number; body: unknown }> } | undefined;

/**
 * GET /health: 200 while database and web work; a dead worker, a full queue or an unreachable push server stand in `checks`.
 * 503 while the database is away or takes no writes. Asked by anybody, so it looks at most once in two seconds and names no tenant.
 */
export async function health(): Promise<Response> {
  if (!last || Date.now() - last.at > REMEMBER_MS) last = { at: Date.now(), answer: look() };
  const { status, body } = await last.answer;
  return answer(status, body);
}

let isStopping = false;

/** From now on this process is not ready: it takes no more connections, and those it has hear it from /ready. */
export function announceStop(): void {
  isStopping = true;
}

/** GET /ready: whether this process can take requests, for load balancers. */
export async function ready(): Promise<Response> {
  if (isStopping) return answer(503, { status: "stopping" });
  const database = await checkDatabase();
  return database.ok ? answer(200, { status: "ready" }) : answer(503, { status: "unavailable" });
}

function answer(status: number, body: unknown): Response {
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  if (status === 503) headers.set("retry-after", "2");
  return new Response(JSON.stringify(body), { status, headers });
}

async function look(): Promise<{ status: number; body: unknown }> {
  const [database, realtime] = await Promise.all([checkDatabase(), checked(checkRealtime)]);
  const checks: Checks = { database, realtime };
  if (database.ok) {
    const [writing, intake, worker] = await Promise.all([checkWriting(), checked(checkIntake), checked(checkJobs)]);
    Object.assign(checks, { writing, intake, worker });
  }
  const isUsable = database.ok && checks.writing?.ok === true;
  const isAllWell = Object.values(checks).every((check) => check.ok);
  const status = isUsable ? (isAllWell ? "ok" : "degraded") : "unavailable";
  return { status: isUsable ? 200 : 503, body: { status, version, checks } };
}

async function checked(check: () => Promise<Check>): Promise<Check> {
  return check().catch((error: unknown) => ({ ok: false, detail: asAppError(error).publicMessage }));
}

async function checkDatabase(): Promise<Check> {
  const before = performance.now();
  return checked(async () => {
    await pingDatabase();
    return { ok: true, detail: `answers in ${Math.round(performance.now() - before)} ms` };
  });
}

/** Reading goes on when a disk is full, and every message is refused all the same: nobody should have to guess why. */
function checkWriting(): Promise<Check> {
  return tryWriting().then(
    () => ({ ok: true, detail: "takes writes" }),
    (error: unknown) => ({ ok: false, detail: `takes no writes: ${(error as Error).message}` }),
  );
}

async function checkIntake(): Promise<Check> {
  const { rows } = await appPool().query<{ due_lanes: number; oldest_seconds: number; dead_items: number }>("select * from jobs.intake_lag()");
  const { rows: strays } = await appPool().query<{ kind: string; state: string; events: number }>("select * from jobs.count_strays()");
  const { due_lanes: dueLanes = 0, oldest_seconds: oldestSeconds = 0, dead_items: deadItems = 0 } = rows[0] ?? {};
  const isLate = oldestSeconds > LATE_SECONDS;
  return {
    ok: !isLate,
    detail: isLate ? `the oldest lane waits for ${Math.round(oldestSeconds)} s` : `${dueLanes} lanes wait`,
    data: { dueLanes, oldestSeconds, deadItems, strays },
  };
}

async function checkJobs(): Promise<Check> {
  const { rows } = await appPool().query<{ live_workers: number; due_jobs: number; oldest_seconds: number }>("select * from jobs.queue_lag()");
  const { live_workers: liveWorkers = 0, due_jobs: dueJobs = 0, oldest_seconds: oldestSeconds = 0 } = rows[0] ?? {};
  const isLate = oldestSeconds > LATE_SECONDS;
  const detail =
    liveWorkers === 0 ? "no worker was heard of for 15 s" : isLate ? `the oldest job waits for ${Math.round(oldestSeconds)} s` : `${dueJobs} jobs wait`;
  return { ok: liveWorkers > 0 && !isLate, detail, data: { liveWorkers, dueJobs, oldestSeconds } };
}
