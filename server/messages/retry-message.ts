import { AppError } from "@/lib/errors";
import type { MessageView } from "@/lib/schemas/message";
import type { Scope } from "@/server/db/scope";
import { accessDelivery } from "./access-delivery";
import type { DeliveryStatus } from "./next-status";
import { moveDeliveries } from "./record-delivery";
import { scheduleDelivery } from "./schedule-delivery";

/**
 * Sends a message again that failed. One whose outcome nobody knows may have arrived: it is repeated only when a person says so
 * (`confirm`). Parts that have left are not repeated. Throws not-found; conflict `outcome-unknown` without that word, and
 * `not-retryable` while it is on its way or has arrived.
 */
export async function retryMessage(scope: Scope, { messageId, confirm }: { messageId: string; confirm: boolean }): Promise<MessageView> {
  const { delivery, view } = await accessDelivery(scope, messageId);
  if (!confirm && (await isOutcomeUnknown(scope, delivery.id)))
    throw new AppError("conflict", "the outcome of the send is unknown", {
      reason: "outcome-unknown",
      publicMessage: "This message may have arrived. Send it again only if it may arrive twice.",
    });
  const moved = await moveDeliveries(scope, [{ deliveryId: delivery.id, to: "queued", at: scope.now, notBefore: scope.now }]);
  if (moved.length === 0)
    throw new AppError("conflict", "delivery cannot be retried", { reason: "not-retryable", publicMessage: "Only a message that failed can be sent again." });
  await scheduleDelivery(scope, { id: delivery.id, conversationId: delivery.conversationId, notBefore: scope.now });
  return view();
}

/** Held until the commit: the sender may be giving up at this very moment. */
async function isOutcomeUnknown(scope: Scope, deliveryId: string): Promise<boolean> {
  const { rows } = await scope.sql.query<{ status: DeliveryStatus }>("select status from deliveries where tenant_id = $1 and id = $2 for update", [
    scope.tenantId,
    deliveryId,
  ]);
  return rows[0]?.status === "unknown";
}
