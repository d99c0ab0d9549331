import { type Actor, SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { currentCursor, type FeedPage, listEvents } from "./list-events";

interface WaitInput {
  tenantId: string;
  actor: Actor;
  after: number | null;
  limit: number;
  /** How long an empty page may wait for a first event; 0 answers at once. */
  waitMs: number;
  signal: AbortSignal;
}

const POLL_MS = 150;

/** The feed's page, waiting for a first event if there is none: no transaction is open while it waits. */
export async function waitForEvents({ tenantId, actor, after, limit, waitMs, signal }: WaitInput): Promise<FeedPage> {
  const deadline = Date.now() + waitMs;
  let page = await inTenant(tenantId, actor, (scope) => listEvents(scope, { after, limit }));
  while (page.events.length === 0 && after !== null && Date.now() < deadline && !signal.aborted) {
    await cursorPast(tenantId, page.cursor, AbortSignal.any([signal, AbortSignal.timeout(Math.min(deadline - Date.now(), 5_000))]));
    page = await inTenant(tenantId, actor, (scope) => listEvents(scope, { after: page.cursor, limit }));
  }
  return page;
}

interface Watch {
  waiters: Set<(cursor: number) => boolean>;
}

const watches = new Map<string, Watch>();

/** Resolves when the tenant's cursor passes `cursor`, or at the signal. All waiters of a tenant in this process share one poll. */
function cursorPast(tenantId: string, cursor: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const watch = watches.get(tenantId) ?? startWatch(tenantId);
    const done = () => {
      signal.removeEventListener("abort", done);
      watch.waiters.delete(waiter);
      resolve();
    };
    const waiter = (now: number) => {
      if (now > cursor) done();
      return now > cursor;
    };
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", done);
    watch.waiters.add(waiter);
  });
}

function startWatch(tenantId: string): Watch {
  const watch: Watch = { waiters: new Set() };
  watches.set(tenantId, watch);
  const poll = async () => {
    if (watch.waiters.size === 0) {
      watches.delete(tenantId);
      return;
    }
    // The database may be away for a while; the waiters' own next query says so, and their time-outs hold.
    const now = await inTenant(tenantId, SYSTEM, currentCursor).catch(() => 0);
    for (const waiter of [...watch.waiters]) waiter(now);
    setTimeout(poll, POLL_MS);
  };
  setTimeout(poll, POLL_MS);
  return watch;
}
