import { notFound } from "@/lib/errors";
import type { MessageView } from "@/lib/schemas/message";
import { accessConversation } from "@/server/conversations/access-conversation";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { accessMessage } from "./access-message";

interface Access {
  delivery: { id: string; conversationId: string; channelId: string };
  /** The message as it is now, for the answer. */
  view(): Promise<MessageView>;
}

/** From a message's id to its delivery, through the conversation's visibility. Throws not-found, also for what is never sent. */
export async function accessDelivery(scope: Scope, messageId: string): Promise<Access> {
  if (!isId(messageId)) throw notFound("message");
  const { rows } = await scope.sql.query<Access["delivery"]>(
    `select id, conversation_id as "conversationId", channel_id as "channelId" from deliveries where tenant_id = $1 and message_id = $2`,
    [scope.tenantId, messageId],
  );
  if (!rows[0]) throw notFound("message");
  await accessConversation(scope, rows[0].conversationId, { lock: true });
  return { delivery: rows[0], view: () => accessMessage(scope, messageId) };
}
