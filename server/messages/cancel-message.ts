import { AppError } from "@/lib/errors";
import type { MessageView } from "@/lib/schemas/message";
import type { Scope } from "@/server/db/scope";
import { accessDelivery } from "./access-delivery";
import { moveDeliveries } from "./record-delivery";
import { releaseWindow } from "./take-window";

/**
 * Takes a message back that has not left: undo send, or a scheduled send. Unless another answer stands after it, the customer
 * waits again, since their last message. Throws not-found, and conflict `already-sent`.
 */
export async function cancelMessage(scope: Scope, messageId: string): Promise<MessageView> {
  const { delivery, view } = await accessDelivery(scope, messageId);
  const moved = await moveDeliveries(scope, [{ deliveryId: delivery.id, to: "canceled", at: scope.now }]);
  if (moved.length === 0)
    throw new AppError("conflict", "delivery cannot be canceled", { reason: "already-sent", publicMessage: "This message has already left." });
  await releaseWindow(scope, delivery.id, "give-back");
  await scope.sql.query(
    `update conversations c set waiting_since = c.last_inbound_at
      where c.tenant_id = $1 and c.id = $2 and c.waiting_since is null and c.status <> 'resolved'
        and not exists (
          select from messages m join deliveries d on d.tenant_id = m.tenant_id and d.message_id = m.id and d.status <> 'canceled'
           where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.kind = 'outbound'
             and m.seq > (select max(i.seq) from messages i where i.tenant_id = c.tenant_id and i.conversation_id = c.id and i.kind = 'inbound'))`,
    [scope.tenantId, delivery.conversationId],
  );
  return view();
}
