import { appPool } from "./client";

/** What a worker may be sleeping for. Channel names of LISTEN/NOTIFY. */
export const WAKE_CHANNELS = { events: "parley_events", lanes: "parley_lanes" } as const;

const QUIET_MS = 5;
const shared = globalThis as typeof globalThis & { parleyWakes?: Map<string, NodeJS.Timeout> };
shared.parleyWakes ??= new Map();
const pending = shared.parleyWakes;

/**
 * Tells the workers that there is something to do, after the commit and outside any transaction: a NOTIFY inside one would
 * serialise every commit of the database. Calls within 5 ms share one notification. A lost one costs at most the poll interval.
 */
export function wake(what: keyof typeof WAKE_CHANNELS): void {
  if (pending.has(what)) return;
  pending.set(
    what,
    setTimeout(() => {
      pending.delete(what);
      appPool()
        .query("select pg_notify($1, '')", [WAKE_CHANNELS[what]])
        .catch(() => {});
    }, QUIET_MS),
  );
}
