import { AppError } from "@/lib/errors";
import type { ConversationRecord } from "@/server/conversations/access-conversation";
import type { Scope } from "@/server/db/scope";
import { messageAuthor } from "./message-author";
import { messageViews } from "./message-view";

const SHOWN = 20;

/**
 * Whether nothing came that the writer has not seen: no message of the customer, no answer or note of a colleague after `seenSeq`.
 * System lines do not count. The conversation must be locked. Throws conflict `stale` with the messages, so the screen can
 * show them and keep the draft.
 */
export async function assertNotStale(scope: Scope, conversation: ConversationRecord, seenSeq: number): Promise<void> {
  if (conversation.lastSeq <= seenSeq) return;
  const me = messageAuthor(scope.actor);
  const newer = await messageViews(scope, {
    where: `m.conversation_id = $2 and m.seq > $3 and m.kind <> 'activity' and not (m.author_type = $4 and m.author_id is not distinct from $5::uuid)`,
    order: "m.seq",
    limit: `limit ${SHOWN}`,
    values: [conversation.id, seenSeq, me.type, me.id],
  });
  if (newer.length === 0) return;
  throw new AppError("conflict", "something newer stands in the conversation", {
    reason: "stale",
    publicMessage: "Something new arrived while you were writing. Look first, then send.",
    data: { lastSeq: conversation.lastSeq, messages: newer },
  });
}
