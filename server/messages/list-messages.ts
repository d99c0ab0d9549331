import type * as z from "zod";
import type { listMessagesInput, MessageView } from "@/lib/schemas/message";
import { visibleConversations } from "@/server/access/visibility";
import { accessConversation } from "@/server/conversations/access-conversation";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { messageViews } from "./message-view";

export interface MessagePage {
  /** In rising order of seq. */
  items: MessageView[];
  /** Whether the conversation goes on in the direction that was asked for. */
  hasMore: boolean;
}

/**
 * A page of a conversation by sequence: the newest, the one before a seq, or the one after a seq; always in rising order.
 * Index: the unique (tenant_id, conversation_id, seq), read forwards or backwards. Throws not-found.
 */
export async function listMessages(scope: Scope, input: z.output<typeof listMessagesInput>): Promise<MessagePage> {
  const { id } = await accessConversation(scope, input.conversationId);
  const isForward = input.after !== undefined;
  const values: unknown[] = [id];
  const conditions = ["m.conversation_id = $2"];
  if (input.after !== undefined) conditions.push(`m.seq > $${values.push(input.after) + 1}`);
  if (input.before !== undefined) conditions.push(`m.seq < $${values.push(input.before) + 1}`);
  const limit = `limit $${values.push(input.limit + 1) + 1}`;
  const order = `m.seq ${isForward ? "asc" : "desc"}`;
  const found = await messageViews(scope, { where: conditions.join(" and "), order, limit, values });
  const items = found.slice(0, input.limit);
  return { items: isForward ? items : items.reverse(), hasMore: found.length > input.limit };
}

/** Messages by id, by conversation and seq; what does not exist or may not be seen is left out. Index: primary key. */
export async function messagesByIds(scope: Scope, ids: readonly string[]): Promise<MessageView[]> {
  const values: unknown[] = [scope.tenantId, ids.filter(isId)];
  const visible = visibleConversations(scope.actor, "c", values);
  return messageViews(scope, {
    where: `m.id = any($2::uuid[]) and exists (select from conversations c where c.tenant_id = m.tenant_id and c.id = m.conversation_id and ${visible})`,
    order: "m.conversation_id, m.seq",
    values: values.slice(1),
  });
}
