import type { ConversationPriority, ConversationRow, ConversationStatus } from "@/lib/schemas/conversation";
import type { Scope } from "@/server/db/scope";
import { assign } from "./assign";
import { changedConversation, lockForChange } from "./change-conversation";
import { setPriority } from "./set-priority";
import { setStatus } from "./set-status";
import { setTags } from "./set-tags";

interface UpdateConversationInput {
  id: string;
  expectedVersion?: number;
  status?: ConversationStatus;
  snoozedUntil?: string | null;
  priority?: ConversationPriority;
  assigneeId?: string | null;
  teamId?: string | null;
  tags?: string[];
}

/**
 * Changes several properties at once, each by its own use case, all or none. An instant alone snoozes. Throws not-found, invalid,
 * and conflict with the current object when `expectedVersion` is not its version any more.
 */
export async function updateConversation(scope: Scope, { id, expectedVersion, ...input }: UpdateConversationInput): Promise<ConversationRow> {
  await lockForChange(scope, id, expectedVersion);
  const status = input.status ?? (input.snoozedUntil ? "snoozed" : undefined);
  if (status) await setStatus(scope, { id, status, snoozedUntil: input.snoozedUntil });
  if (input.priority) await setPriority(scope, { id, priority: input.priority });
  if (input.tags) await setTags(scope, { id, tags: input.tags });
  // Last: who gives a conversation away may not see it any more, and every step asks.
  if (input.assigneeId !== undefined || input.teamId !== undefined) await assign(scope, { id, assigneeId: input.assigneeId, teamId: input.teamId });
  return changedConversation(scope, id);
}
