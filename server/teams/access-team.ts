import { notFound } from "@/lib/errors";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

/** A team's name. Throws not-found when this tenant has no such team. */
export async function accessTeam(scope: Scope, teamId: string): Promise<{ id: string; name: string }> {
  if (!isId(teamId)) throw notFound("team");
  const { rows } = await scope.sql.query<{ id: string; name: string }>("select id, name from teams where tenant_id = $1 and id = $2", [scope.tenantId, teamId]);
  if (!rows[0]) throw notFound("team");
  return rows[0];
}
