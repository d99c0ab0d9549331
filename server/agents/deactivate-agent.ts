import type { Scope } from "@/server/db/scope";
import { endConnections } from "@/server/realtime/end-connections";
import { recordEvent } from "@/server/realtime/record-event";
import { accessManagedAgent, lastOwner } from "./change-role";

/**
 * Takes an agent's seat: from their next request on they are a stranger here; their own account and other workspaces stay.
 * What they had open goes back to nobody, so that no customer waits for somebody who is gone.
 * Throws forbidden ("owners-only"), conflict ("last-owner"), not-found.
 */
export async function deactivateAgent(scope: Scope, agentId: string): Promise<void> {
  const agent = await accessManagedAgent(scope, agentId);
  if (agent.isLastOwner) throw lastOwner();
  await scope.sql.query("update agents set deactivated_at = $3, status = 'offline' where tenant_id = $1 and id = $2", [scope.tenantId, agent.id, scope.now]);
  const { rows } = await scope.sql.query<{ id: string }>(
    `update conversations set assignee_id = null, version = version + 1
      where tenant_id = $1 and assignee_id = $2 and status <> 'resolved' returning id`,
    [scope.tenantId, agent.id],
  );
  for (const { id } of rows) recordEvent(scope, { type: "conversation.updated", conversationId: id, data: { assigneeId: null } });
  await endConnections(scope.sql, agent.userId);
  recordEvent(scope, { type: "agent.updated", data: { agentId: agent.id } });
}
