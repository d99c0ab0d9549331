import type { TeamView } from "@/lib/schemas/team";
import type { Scope } from "@/server/db/scope";

/** The tenant's teams by name, with who is in them. */
export async function listTeams(scope: Scope): Promise<TeamView[]> {
  const { rows } = await scope.sql.query<TeamView>(
    `select t.id, t.name,
            array(select m.agent_id from team_members m where m.tenant_id = t.tenant_id and m.team_id = t.id order by m.agent_id) as "memberIds"
       from teams t where t.tenant_id = $1 order by t.name collate "und-x-icu", t.id`,
    [scope.tenantId],
  );
  return rows;
}
