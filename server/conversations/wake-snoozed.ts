import { AppError } from "@/lib/errors";
import type { Scope } from "@/server/db/scope";
import { accessConversation } from "./access-conversation";
import { changeStatus } from "./set-status";

/**
 * Opens a conversation whose snooze has run out. The row decides, not the timer: one that was opened, resolved or snoozed
 * for longer meanwhile is left alone, so a stale or doubled timer is harmless.
 */
export async function wakeSnoozed(scope: Scope, conversationId: string): Promise<void> {
  const conversation = await accessConversation(scope, conversationId, { lock: true }).catch((error) => {
    if (error instanceof AppError && error.code === "not-found") return null;
    throw error;
  });
  if (conversation?.status !== "snoozed") return;
  if (!conversation.snoozedUntil || conversation.snoozedUntil > scope.now) return;
  await changeStatus(scope, conversation, { status: "open", until: null });
}
