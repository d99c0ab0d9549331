import type { Role } from "@/server/access/roles";
import type { Scope } from "@/server/db/scope";

export interface PersonView {
  agentId: string;
  userId: string;
  name: string;
  email: string;
  role: Role;
  isDeactivated: boolean;
  lastSeenAt: Date | null;
}

/** Everybody who has or had a seat, active ones first, with the addresses that only those who manage people may read. */
export async function listPeople(scope: Scope): Promise<PersonView[]> {
  const { rows } = await scope.sql.query<PersonView>(
    `select a.id as "agentId", a.user_id as "userId", a.name, u.email, a.role, a.deactivated_at is not null as "isDeactivated",
            (select max(s.last_seen_at) from sessions s where s.user_id = a.user_id) as "lastSeenAt"
       from agents a join users u on u.id = a.user_id
      where a.tenant_id = $1 order by a.deactivated_at is not null, a.name collate "und-x-icu", a.id`,
    [scope.tenantId],
  );
  return rows;
}
