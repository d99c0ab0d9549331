import type * as z from "zod";
import type { ConversationRow, setPriorityInput } from "@/lib/schemas/conversation";
import type { Scope } from "@/server/db/scope";
import { insertActivity } from "@/server/messages/insert-activity";
import { changedConversation, lockForChange, recordChange } from "./change-conversation";

/** Sets how urgent a conversation is; the same again changes nothing. */
export async function setPriority(scope: Scope, input: z.output<typeof setPriorityInput>): Promise<ConversationRow> {
  const conversation = await lockForChange(scope, input.id, input.expectedVersion);
  if (conversation.priority === input.priority) return changedConversation(scope, conversation.id);
  await scope.sql.query("update conversations set priority = $3, version = version + 1 where tenant_id = $1 and id = $2", [
    scope.tenantId,
    conversation.id,
    input.priority,
  ]);
  recordChange(scope, conversation, { fields: ["priority"] });
  await insertActivity(scope, conversation.id, { type: "priority-changed", priority: input.priority, previous: conversation.priority });
  return changedConversation(scope, conversation.id);
}
