import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { scheduleDelivery } from "./schedule-delivery";

interface NewDelivery {
  messageId: string;
  conversationId: string;
  channelId: string;
  identityId: string;
  /** Later than now: scheduled, and may be taken back until then. */
  notBefore: Date;
}

/** Records that a message is to be sent and wakes the conversation's sender, now or at its time. */
export async function queueDelivery(scope: Scope, delivery: NewDelivery): Promise<void> {
  const isScheduled = delivery.notBefore > scope.now;
  const id = newId();
  await scope.sql.query(
    `insert into deliveries (tenant_id, id, message_id, conversation_id, channel_id, identity_id, status, not_before, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[scope.tenantId, id, delivery.messageId, delivery.conversationId, delivery.channelId, delivery.identityId],
      ...[isScheduled ? "scheduled" : "queued", delivery.notBefore, scope.now],
    ],
  );
  await scheduleDelivery(scope, { id, conversationId: delivery.conversationId, notBefore: delivery.notBefore });
}
