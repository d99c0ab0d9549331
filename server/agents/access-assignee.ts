import { notFound } from "@/lib/errors";
import { PERMISSIONS, type Role } from "@/server/access/roles";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

interface Assignee {
  id: string;
  name: string;
  /** A viewer reads along and cannot answer. */
  canReply: boolean;
}

/** An agent to whom work may be given. Throws not-found for a stranger and, unless `evenIfGone`, for one who was deactivated. */
export async function accessAssignee(scope: Scope, agentId: string, { evenIfGone = false } = {}): Promise<Assignee> {
  if (!isId(agentId)) throw notFound("agent");
  const { rows } = await scope.sql.query<{ id: string; name: string; role: Role; is_gone: boolean }>(
    "select id, name, role, deactivated_at is not null as is_gone from agents where tenant_id = $1 and id = $2",
    [scope.tenantId, agentId],
  );
  const agent = rows[0];
  if (!agent || (agent.is_gone && !evenIfGone)) throw notFound("agent");
  return { id: agent.id, name: agent.name, canReply: (PERMISSIONS["conversations.reply"] as readonly Role[]).includes(agent.role) };
}
