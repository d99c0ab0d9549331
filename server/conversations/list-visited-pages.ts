import type { Scope } from "@/server/db/scope";
import { accessConversation } from "./access-conversation";

export interface VisitedPage {
  id: string;
  url: string;
  title: string | null;
  /** ISO 8601. */
  startedAt: string;
  dwellMs: number;
}

const SHOWN = 6;

/**
 * The pages that a website visitor looked at, newest first; none for a conversation of another kind.
 * Indexes: widget_sessions (tenant_id, channel_id, visitor_id), page_views (tenant_id, session_id, started_at desc).
 */
export async function listVisitedPages(scope: Scope, conversationId: string): Promise<VisitedPage[]> {
  const conversation = await accessConversation(scope, conversationId);
  const { rows } = await scope.sql.query<Omit<VisitedPage, "startedAt"> & { startedAt: Date }>(
    `select v.id, v.url, v.title, v.started_at as "startedAt", v.dwell_ms as "dwellMs"
       from conversations c
       join widget_sessions s on s.tenant_id = c.tenant_id and s.channel_id = c.channel_id and s.visitor_id = c.thread_key
       join page_views v on v.tenant_id = s.tenant_id and v.session_id = s.id
      where c.tenant_id = $1 and c.id = $2 order by v.started_at desc limit $3`,
    [scope.tenantId, conversation.id, SHOWN],
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }));
}
