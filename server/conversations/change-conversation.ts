import { AppError } from "@/lib/errors";
import type { ConversationRow } from "@/lib/schemas/conversation";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { accessConversation, type ConversationRecord } from "./access-conversation";
import { conversationRows, conversationView } from "./conversation-view";

/**
 * Locks a conversation for a change of its properties. With `expectedVersion` (If-Match) it throws conflict when somebody
 * was faster, and carries the object as it is now.
 */
export async function lockForChange(scope: Scope, id: string, expectedVersion?: number): Promise<ConversationRecord> {
  const conversation = await accessConversation(scope, id, { lock: true });
  if (expectedVersion === undefined || expectedVersion === conversation.version) return conversation;
  const current = await changedConversation(scope, id);
  throw new AppError("conflict", "conversation changed meanwhile", { reason: "version", data: { current: conversationView(current) } });
}

interface Change {
  fields: string[];
  /** Lets an agent who loses the conversation hear of it once more. */
  previousAssigneeId?: string | null;
  [fact: string]: unknown;
}

/** Tells the feed which properties changed. */
export function recordChange(scope: Scope, conversation: ConversationRecord, data: Change): void {
  recordEvent(scope, {
    type: "conversation.updated",
    conversationId: conversation.id,
    contactId: conversation.contactId,
    channelId: conversation.channelId,
    data,
  });
}

/** The conversation after the change, also when the actor has just put it out of their own sight. */
export async function changedConversation(scope: Scope, id: string): Promise<ConversationRow> {
  const [row] = await conversationRows(scope, [id], { evenIfInvisible: true });
  if (!row) throw new AppError("bug", "a locked conversation has no row");
  return row;
}
