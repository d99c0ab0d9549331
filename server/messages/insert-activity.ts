import type { Activity } from "@/lib/schemas/activity";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { messageAuthor } from "./message-author";

/** Writes a system line (who assigned, resolved, tagged) into the conversation's order. It is not activity of the customer: the list does not move. */
export async function insertActivity(scope: Scope, conversationId: string, activity: Activity): Promise<void> {
  const id = newId();
  const author = messageAuthor(scope.actor);
  await scope.sql.query(
    `with numbered as (
       update conversations set last_seq = last_seq + 1 where tenant_id = $1 and id = $2 returning last_seq)
     insert into messages (tenant_id, id, conversation_id, seq, kind, author_type, author_id, payload, stored_at)
     select $1, $3, $2, last_seq, 'activity', $4, $5, $6, $7 from numbered`,
    [scope.tenantId, conversationId, id, author.type, author.id, JSON.stringify(activity), scope.now],
  );
  recordEvent(scope, { type: "message.created", conversationId, messageId: id });
}
