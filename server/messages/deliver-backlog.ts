import type { Scope } from "@/server/db/scope";
import type { JobContext } from "@/server/jobs/define-job";
import { tryHoldLock } from "@/server/jobs/hold-lock";
import { isDue, isUnsent } from "./claim-delivery";
import { deliverDue } from "./deliver-message";
import { enqueueBacklog, watchBacklog } from "./enqueue-backlog";

type Door = Pick<JobContext, "tenantId" | "inTenant">;

/** Conversations of one tenant that are sent to at the same time: its share, whether it has a hundred waiting or a million. */
const AT_ONCE = 6;
const PAGE = 60;
/** Then it is the next tenant's turn; what is left goes to the end of the queue. */
const TURN_MS = 5_000;

/**
 * Sends what is due in the tenant's conversations, the longest waiting first, for as long as its turn lasts; in each
 * conversation by the rules of deliverDue. One at a time a tenant, in whatever process; another one looks again later.
 * Throws the first error that was not a conversation's own, when all the others have been seen to.
 */
export async function workOffBacklog(door: Door, turnMs: number = TURN_MS): Promise<void> {
  const turn: Turn = { endsAt: Date.now() + turnMs, skip: new Set(), errors: [] };
  do {
    const release = await tryHoldLock(`deliver backlog ${door.tenantId}`);
    if (!release) return door.inTenant(watchBacklog);
    try {
      while (await sendPage(door, turn));
    } finally {
      await release();
    }
    if (Date.now() >= turn.endsAt) return door.inTenant((scope) => enqueueBacklog(scope, null));
    // Looked at again after the lock is free: whoever came meanwhile found it taken and left.
  } while ((await door.inTenant((scope) => dueConversations(scope, turn.skip))).length > 0);
  if (turn.errors.length > 0) throw turn.errors[0];
}

interface Turn {
  endsAt: number;
  /** In other hands, whose holder looks again before it ends; or failed, and left for the job's next run. */
  skip: Set<string>;
  errors: unknown[];
}

/** False when nothing is due, or when the turn is over. */
async function sendPage(door: Door, turn: Turn): Promise<boolean> {
  const due = await door.inTenant((scope) => dueConversations(scope, turn.skip));
  const one = async () => {
    for (let id = due.pop(); id && Date.now() < turn.endsAt; id = due.pop()) {
      const wasOurs = await deliverDue(door, id).catch((error: unknown) => {
        turn.errors.push(error);
        return false;
      });
      if (!wasOurs) turn.skip.add(id);
    }
  };
  due.reverse();
  const isAny = due.length > 0;
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return isAny && Date.now() < turn.endsAt;
}

/**
 * Conversations whose oldest unsent message is due, the longest waiting first. One that waits for its next attempt holds up
 * those behind it, as in claimDelivery. Index: deliveries_due, then deliveries_unsent.
 */
async function dueConversations(scope: Scope, skip: Set<string>): Promise<string[]> {
  const { rows } = await scope.sql.query<{ conversation_id: string }>(
    `select d.conversation_id from deliveries d
      where d.tenant_id = $1 and d.status in ('scheduled', 'queued', 'sending') and d.not_before <= now() and ${isDue("d")} and d.conversation_id <> all($2::uuid[])
        and d.id = (select h.id from deliveries h join messages m on m.tenant_id = h.tenant_id and m.id = h.message_id
                     where h.tenant_id = d.tenant_id and h.conversation_id = d.conversation_id and ${isUnsent("h")} order by m.seq limit 1)
      order by d.not_before limit $3`,
    [scope.tenantId, [...skip], PAGE],
  );
  return rows.map((row) => row.conversation_id);
}
