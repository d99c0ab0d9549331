import type { AgentView } from "@/lib/schemas/team";
import type { Scope } from "@/server/db/scope";

/** The tenant's active agents by name, with their teams. A tenant has tens of them, not thousands: one page. */
export async function listAgents(scope: Scope): Promise<AgentView[]> {
  const { rows } = await scope.sql.query<AgentView>(
    `select a.id, a.name, a.role, a.status,
            array(select m.team_id from team_members m where m.tenant_id = a.tenant_id and m.agent_id = a.id order by m.team_id) as "teamIds"
       from agents a where a.tenant_id = $1 and a.deactivated_at is null order by a.name collate "und-x-icu", a.id`,
    [scope.tenantId],
  );
  return rows;
}
