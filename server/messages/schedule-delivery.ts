import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { deliverMessage } from "./deliver-message.job";

/**
 * Wakes the sender of a conversation: now, or when a delivery's time has come. Call it in the transaction that wrote the delivery.
 * What is due now shares one job per conversation. A later instant has a job of its own: under the conversation's key it
 * would push back a reply that is due before it.
 */
export async function scheduleDelivery(scope: Scope, delivery: { id: string; conversationId: string; notBefore: Date }): Promise<void> {
  const isLater = delivery.notBefore > scope.now;
  await enqueue(
    scope,
    deliverMessage,
    { conversationId: delivery.conversationId },
    isLater ? { key: `${delivery.conversationId}:${delivery.id}`, runAt: delivery.notBefore } : { key: delivery.conversationId },
  );
}
