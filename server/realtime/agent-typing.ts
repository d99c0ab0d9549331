import { visibleConversations } from "@/server/access/visibility";
import type { Scope } from "@/server/db/scope";

/** The widget sessions that should see this agent type in a conversation; none when it is not theirs to see or not a widget's. Changes nothing. */
export async function sessionsThatSeeTyping(scope: Scope, conversationId: string): Promise<string[]> {
  const values: unknown[] = [scope.tenantId, conversationId, scope.now];
  const visible = visibleConversations(scope.actor, "c", values);
  const { rows } = await scope.sql.query<{ id: string }>(
    `select s.id from conversations c
       join widget_sessions s on s.tenant_id = c.tenant_id and s.channel_id = c.channel_id and s.visitor_id = c.thread_key
      where c.tenant_id = $1 and c.id = $2 and s.last_seen_at > $3::timestamptz - interval '1 hour' and ${visible} limit 20`,
    values,
  );
  return rows.map((row) => row.id);
}
