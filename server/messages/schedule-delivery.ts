import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { deliverMessage } from "./deliver-message.job";
import { enqueueBacklog, WATCH_MS } from "./enqueue-backlog";

interface Scheduled {
  id: string;
  conversationId: string;
  notBefore: Date;
}

/** So many of a tenant's messages have a job each; what comes behind them waits in the tenant's backlog. */
const PROMPT_MESSAGES = 4;

/**
 * Wakes the sender of a conversation: now, or when a delivery's time has come. Call it in the transaction that wrote the delivery.
 * What is due now shares one job per conversation. A later instant has a job of its own: under the conversation's key it
 * would push back a reply that is due before it.
 *
 * A tenant that has many to send gets one job for all of them: ten thousand jobs in the queue would stand before everybody
 * else's, and a platform that hangs would hold every place in the worker.
 */
export async function scheduleDelivery(scope: Scope, delivery: Scheduled): Promise<void> {
  const isLater = delivery.notBefore > scope.now;
  if (await isBehindMany(scope, delivery.notBefore)) return enqueueBacklog(scope, isLater ? delivery.notBefore : null);
  await enqueue(
    scope,
    deliverMessage,
    { conversationId: delivery.conversationId },
    isLater ? { key: `${delivery.conversationId}:${delivery.id}`, runAt: delivery.notBefore } : { key: delivery.conversationId },
  );
}

/**
 * For who found a conversation in other hands: looks again when a dead sender's would be free. A job whose key is enqueued anew
 * while it runs is not run again by the library when its process dies, and who came for it has gone away.
 */
export async function watchConversation(scope: Scope, conversationId: string): Promise<void> {
  const runAt = new Date(scope.now.getTime() + WATCH_MS);
  await enqueue(scope, deliverMessage, { conversationId }, { key: `${conversationId}:watch`, runAt });
}

/** Whether more of the tenant's are to leave by then than have a job each. Index: deliveries_due. */
async function isBehindMany(scope: Scope, notBefore: Date): Promise<boolean> {
  const { rows } = await scope.sql.query<{ n: number }>(
    `select count(*)::int as n from (
       select from deliveries where tenant_id = $1 and status in ('scheduled', 'queued', 'sending') and not_before <= $2 limit ${PROMPT_MESSAGES + 1}) few`,
    [scope.tenantId, notBefore],
  );
  return (rows[0]?.n ?? 0) > PROMPT_MESSAGES;
}
