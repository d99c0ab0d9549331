import { inTenant } from "@/server/db/in-tenant";
import type { Visitor } from "./find-visitor";
import { VISITOR } from "./start-session";
import { visibleConversations } from "./visible-conversations";

export interface VisitorState {
  hasConversation: boolean;
  /** Of the newest conversation; null before the first message. */
  status: string | null;
  /** Answers that the panel has not shown yet. */
  unread: number;
}

/** Where a visitor's conversation stands, for the launcher's badge. Index: deliveries by conversation. */
export async function visitorState(visitor: Visitor): Promise<VisitorState> {
  return inTenant(visitor.channel.tenantId, VISITOR, async (scope) => {
    const conversations = await visibleConversations(scope, visitor);
    if (conversations.length === 0) return { hasConversation: false, status: null, unread: 0 };
    const { rows } = await scope.sql.query<{ unread: number }>(
      `select count(*) as unread from messages m join deliveries d on d.tenant_id = m.tenant_id and d.message_id = m.id
        where m.tenant_id = $1 and m.conversation_id = any($2::uuid[]) and m.kind = 'outbound' and d.channel_id = $3
          and d.status in ('sent', 'delivered') and m.deleted_at is null`,
      [scope.tenantId, conversations.map((conversation) => conversation.id), visitor.channel.id],
    );
    return { hasConversation: true, status: conversations[0]?.status ?? null, unread: rows[0]?.unread ?? 0 };
  });
}
