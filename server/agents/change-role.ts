import { AppError, notFound } from "@/lib/errors";
import { assertMay, type Role } from "@/server/access/roles";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { endConnections } from "@/server/realtime/end-connections";
import { recordEvent } from "@/server/realtime/record-event";

interface ManagedAgent {
  id: string;
  userId: string;
  role: Role;
  isLastOwner: boolean;
}

/**
 * Gives an agent another role, and has their screens ask anew what they may. Only an owner makes an owner or touches one; the last owner stays one.
 * Throws forbidden ("owners-only"), conflict ("last-owner"), not-found.
 */
export async function changeRole(scope: Scope, { agentId, role }: { agentId: string; role: Role }): Promise<void> {
  const agent = await accessManagedAgent(scope, agentId);
  if (agent.role === role) return;
  if (role === "owner") assertOwner(scope);
  if (agent.isLastOwner) throw lastOwner();
  await scope.sql.query("update agents set role = $3 where tenant_id = $1 and id = $2", [scope.tenantId, agent.id, role]);
  await endConnections(scope.sql, agent.userId);
  recordEvent(scope, { type: "agent.updated", data: { agentId: agent.id } });
}

/**
 * An active agent whom the actor may manage: admins manage everybody but owners.
 * Locks the agent and all owners in one statement and one order: two owners who leave at the same moment would otherwise each
 * see the other stay, or wait for each other.
 */
export async function accessManagedAgent(scope: Scope, agentId: string): Promise<ManagedAgent> {
  assertMay(scope.actor, "agents.manage");
  if (!isId(agentId)) throw notFound("agent");
  const { rows } = await scope.sql.query<{ id: string; userId: string; role: Role }>(
    `select id, user_id as "userId", role from agents
      where tenant_id = $1 and deactivated_at is null and (id = $2 or role = 'owner') order by id for update`,
    [scope.tenantId, agentId],
  );
  const agent = rows.find(({ id }) => id === agentId);
  if (!agent) throw notFound("agent");
  if (agent.role === "owner") assertOwner(scope);
  return { ...agent, isLastOwner: agent.role === "owner" && rows.every((row) => row.id === agentId || row.role !== "owner") };
}

function assertOwner({ actor }: Scope): void {
  if (actor.type === "system" || (actor.type === "agent" && actor.role === "owner")) return;
  throw new AppError("forbidden", "only owners manage owners", { reason: "owners-only", publicMessage: "Only an owner may do this." });
}

/** What both ways of losing the last owner throw. */
export function lastOwner(): AppError {
  return new AppError("conflict", "last owner", { reason: "last-owner", publicMessage: "A workspace needs an owner. Make somebody else owner first." });
}
