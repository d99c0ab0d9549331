import type pg from "pg";
import { AppError } from "@/lib/errors";
import { jobsPool } from "@/server/db/client";
import { isDatabaseAway, isRepeatable } from "@/server/db/db-errors";
import { WAKE_CHANNELS } from "@/server/db/wake";
import { log } from "@/server/log";
import { instruments } from "@/server/metrics/instruments";
import type { Claim } from "./claim-lanes";
import { DrainError, drainNext, drainOf, drainThese } from "./drain-lanes";
import { type StatisticsKeeper, statisticsKeeper } from "./refresh-statistics";
import { setAside } from "./set-aside";
import { BATCHES_PER_TENANT, Turns } from "./turns";

/** NOTIFY is only a hint; a lost one costs this. */
const POLL_MS = 500;
const AWAY_PAUSE_MS = 500;
/** Two workers met on the same key; each time one of them got through. */
const MAX_REPEATS = 5;
/**
 * Two batches of a tenant at a time (one computes while the other waits for the disk), and as many loops again as two more tenants
 * can hold: on a machine without time a batch takes a second, and one loop left over would be everybody's queue.
 */
const LOOPS = 3 * BATCHES_PER_TENANT;
/** Under a flood the bell rings all the time, and the free loop would do nothing but look. */
const LOOK_PAUSE_MS = 20;

/** Drains the lanes until the signal; what is running is finished first. Never throws: failures set lanes aside, an absent database is waited for. */
export async function runLanes(signal: AbortSignal): Promise<void> {
  const shared = { bell: new Bell(), statistics: statisticsKeeper(), turns: new Turns() };
  await Promise.all([listen(shared.bell, signal), ...Array.from({ length: LOOPS }, () => drainLoop(shared, signal))]);
}

interface Shared {
  bell: Bell;
  statistics: StatisticsKeeper;
  turns: Turns;
}

async function drainLoop({ bell, statistics, turns }: Shared, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const rung = bell.next();
    try {
      const drained = await drainNext(turns);
      if (drained) {
        turns.note(drained.tenantId, drained.items, Date.now());
        turns.slots.free(drained.tenantId);
        instruments().items.inc(drained.items);
        await statistics.noteDrained(drained.items);
      } else {
        if (turns.slots.holders().length > 0) await pause(LOOK_PAUSE_MS, signal);
        await firstOf([rung, pause(turns.longestRestMs(Date.now()) ?? POLL_MS, signal)]);
      }
    } catch (error) {
      // The slot is kept while the batch is sorted out: a flood of what cannot be taken may not hold every loop either.
      if (error instanceof DrainError) await recover(error, signal).finally(() => turns.slots.free(error.claim.tenantId));
      else await waitOut(error, signal);
    }
  }
}

/** No lane could be claimed: the database is away, which /health says, or something that somebody must read about. */
async function waitOut(error: unknown, signal: AbortSignal): Promise<void> {
  if (!isAway(error)) log().error({ err: error }, "lanes could not be claimed");
  await pause(AWAY_PAUSE_MS, signal);
}

const DRAIN_PATIENCE_MS = 20_000;
const NEVER = new AbortController().signal;

/**
 * Drains a tenant until nothing of it is due, also what is in other workers' hands: for tools and tests. Lanes that are set
 * aside are not due. Gives the number of items taken here; gives up waiting for others after 20 s.
 */
export async function drainAll(tenantId: string): Promise<number> {
  const until = Date.now() + DRAIN_PATIENCE_MS;
  let taken = 0;
  while (Date.now() < until) {
    try {
      const drained = await drainOf(tenantId);
      taken += drained?.items ?? 0;
      if (drained) continue;
      if (!(await isAnythingDue(tenantId))) return taken;
      await pause(20, NEVER);
    } catch (error) {
      if (!(error instanceof DrainError)) throw error;
      await recover(error, NEVER);
    }
  }
  return taken;
}

async function isAnythingDue(tenantId: string): Promise<boolean> {
  const { rows } = await jobsPool().query("select from jobs.lanes where tenant_id = $1 and run_at <= clock_timestamp() limit 1", [tenantId]);
  return rows.length > 0;
}

/** A batch failed. Meetings of two workers are repeated and not counted; else lane by lane, so that only the failing one pauses. */
async function recover({ claim, cause }: DrainError, signal: AbortSignal): Promise<void> {
  if (isAway(cause)) return pause(AWAY_PAUSE_MS, signal);
  if (isRepeatable(cause) && (await attempt(claim)) === null) return;
  for (const lane of claim.lanes) {
    const failure = await takeAlone({ ...claim, lanes: [lane] });
    if (failure === null) continue;
    if (isAway(failure)) return pause(AWAY_PAUSE_MS, signal);
    await setAside(claim.tenantId, lane, failure).catch(() => pause(AWAY_PAUSE_MS, signal));
  }
}

/** The whole lane, else item by item up to the one that fails: what comes before it is kept. Gives its error, or null. */
async function takeAlone(claim: Claim): Promise<unknown> {
  if ((await attempt(claim)) === null) return null;
  for (;;) {
    const outcome = await attempt(claim, 1);
    if (outcome === null || outcome === "taken") {
      if (outcome === null) return null;
      continue;
    }
    return outcome.error;
  }
}

/** null: the lane is empty or in other hands. With a limit, "taken": go on. */
async function attempt(claim: Claim, depth?: number): Promise<null | "taken" | { error: unknown }> {
  for (let repeats = 0; ; repeats++) {
    try {
      const drained = await drainThese(claim, depth);
      return depth && drained && drained.items > 0 ? "taken" : null;
    } catch (error) {
      const cause = error instanceof DrainError ? error.cause : error;
      if (isRepeatable(cause) && repeats < MAX_REPEATS) continue;
      return { error: cause };
    }
  }
}

function isAway(error: unknown): boolean {
  return isDatabaseAway(error) || (error instanceof AppError && error.code === "unavailable");
}

/** Rings for everybody who waits at the moment it rings. */
class Bell {
  private ring = () => {};
  private rung = this.fresh();

  private fresh(): Promise<void> {
    return new Promise((resolve) => {
      this.ring = resolve;
    });
  }

  next(): Promise<void> {
    return this.rung;
  }

  strike(): void {
    this.ring();
    this.rung = this.fresh();
  }
}

/** Holds one direct connection for LISTEN; opened again when it is lost. */
async function listen(bell: Bell, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(bell, signal).catch(() => {});
    bell.strike();
    await pause(AWAY_PAUSE_MS, signal);
  }
}

async function listenOnce(bell: Bell, signal: AbortSignal): Promise<void> {
  const client: pg.PoolClient = await jobsPool().connect();
  try {
    const lost = new Promise<void>((resolve) => client.once("error", () => resolve()).once("end", () => resolve()));
    client.on("notification", () => bell.strike());
    await client.query(`listen ${WAKE_CHANNELS.lanes}`);
    bell.strike();
    await firstOf([lost, aborted(signal)]);
  } finally {
    client.release(true);
  }
}

function firstOf(promises: Promise<void>[]): Promise<void> {
  return Promise.race(promises);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, signal.aborted ? 0 : ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
