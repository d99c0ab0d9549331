import type { Scope } from "@/server/db/scope";
import type { Visitor } from "./find-visitor";

export interface VisibleConversation {
  id: string;
  status: string;
}

/**
 * The conversations a visitor may read, newest first: their own thread's, and, for a signed visitor, everything on this channel
 * of the contact that the signature names. Indexes: conversations_thread, identities' key, conversations_contact.
 */
export async function visibleConversations(scope: Scope, visitor: Pick<Visitor, "sessionId" | "thread" | "channel">): Promise<VisibleConversation[]> {
  const { rows } = await scope.sql.query<VisibleConversation>(
    `select id, status from (
       select c.id, c.status, c.created_at from conversations c where c.tenant_id = $1 and c.channel_id = $2 and c.thread_key = $3
       union
       select c.id, c.status, c.created_at
         from widget_sessions s
         join identities i on i.tenant_id = s.tenant_id and i.kind = 'widget' and i.scope = $2::text and i.value = s.signed_id and i.verified
         join conversations c on c.tenant_id = i.tenant_id and c.contact_id = i.contact_id and c.channel_id = $2
        where s.tenant_id = $1 and s.id = $4
     ) seen order by created_at desc limit 50`,
    [scope.tenantId, visitor.channel.id, visitor.thread, visitor.sessionId],
  );
  return rows;
}
