import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { deliverBacklog } from "./deliver-backlog.job";

/** Longer than it takes until a dead worker's jobs are freed. */
export const WATCH_MS = 15_000;
/** Of one key all writers would wait for each other's commits, for the job's row is theirs until then. */
const KEYS = 8;

/** Wakes the sender of the tenant's backlog, now or at an instant. A few such jobs at most wait for now, and one for each second to come. */
export async function enqueueBacklog(scope: Scope, at: Date | null): Promise<void> {
  if (!at) return enqueue(scope, deliverBacklog, {}, { key: `now ${Math.floor(Math.random() * KEYS)}` });
  // At the second's end, so that all that is due within it is due by then.
  const runAt = new Date(Math.ceil(at.getTime() / 1_000) * 1_000);
  await enqueue(scope, deliverBacklog, {}, { key: runAt.toISOString(), runAt });
}

/** For who found the backlog in other hands: looks again when a dead sender's would be free; see watchConversation. */
export async function watchBacklog(scope: Scope): Promise<void> {
  await enqueue(scope, deliverBacklog, {}, { key: "watch", runAt: new Date(scope.now.getTime() + WATCH_MS) });
}
