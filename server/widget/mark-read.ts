import * as z from "zod";
import { isId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import type { Visitor } from "./find-visitor";
import { VISITOR } from "./start-session";
import { storeEntries } from "./store-entries";
import { visibleConversations } from "./visible-conversations";

export const readInput = z.object({ messageIds: z.array(z.string().max(100)).max(200) });

/** The open panel showed these messages. What is not the visitor's to read, or read already, is passed over. */
export async function markRead(visitor: Visitor, { messageIds }: z.output<typeof readInput>): Promise<{ read: number }> {
  const { tenantId, id: channelId } = visitor.channel;
  const unread = await inTenant(tenantId, VISITOR, async (scope) => {
    const conversations = await visibleConversations(scope, visitor);
    const { rows } = await scope.sql.query<{ message_id: string }>(
      `select message_id from deliveries where tenant_id = $1 and message_id = any($2::uuid[]) and conversation_id = any($3::uuid[])
          and channel_id = $4 and status in ('sent', 'delivered')`,
      [tenantId, messageIds.filter(isId), conversations.map((conversation) => conversation.id), channelId],
    );
    return rows.map((row) => row.message_id);
  });
  const at = new Date().toISOString();
  await storeEntries(
    visitor.channel,
    { thread: visitor.thread, value: visitor.thread, isVerified: false },
    unread.map((messageId) => ({ type: "read" as const, messageId, at })),
  );
  return { read: unread.length };
}
