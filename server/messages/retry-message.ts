import { AppError } from "@/lib/errors";
import type { MessageView } from "@/lib/schemas/message";
import type { Scope } from "@/server/db/scope";
import { accessDelivery } from "./access-delivery";
import { moveDeliveries } from "./record-delivery";
import { scheduleDelivery } from "./schedule-delivery";

/**
 * Sends a message again that failed, or whose outcome nobody knows and a person has looked at. Parts that have left are not repeated.
 * Throws not-found, and conflict `not-retryable` while it is on its way or has arrived.
 */
export async function retryMessage(scope: Scope, messageId: string): Promise<MessageView> {
  const { delivery, view } = await accessDelivery(scope, messageId);
  const moved = await moveDeliveries(scope, [{ deliveryId: delivery.id, to: "queued", at: scope.now, notBefore: scope.now }]);
  if (moved.length === 0)
    throw new AppError("conflict", "delivery cannot be retried", { reason: "not-retryable", publicMessage: "Only a message that failed can be sent again." });
  await scheduleDelivery(scope, { id: delivery.id, conversationId: delivery.conversationId, notBefore: scope.now });
  return view();
}
