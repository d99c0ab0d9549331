import type { Locale } from "@/lib/locales";
import type { Visibility } from "@/server/access/actor";
import type { Role } from "@/server/access/roles";
import { outsideTenants } from "@/server/db/in-tenant";

/** One person's place in one tenant. */
export interface Seat {
  tenantId: string;
  slug: string;
  tenantName: string;
  timeZone: string;
  locale: Locale;
  agentId: string;
  role: Role;
  visibility: Visibility;
  agentName: string;
}

/**
 * Every tenant in which this user has an active seat, by name. Read per request and never kept in the session:
 * a deactivated agent loses the tenant with the next call.
 */
export async function listSeats(userId: string): Promise<Seat[]> {
  const { rows } = await outsideTenants((sql) =>
    sql.query<Seat>(
      `select tenant_id as "tenantId", slug, tenant_name as "tenantName", time_zone as "timeZone", locale,
              agent_id as "agentId", role, visibility, agent_name as "agentName"
         from lookup.seats_of_user($1)`,
      [userId],
    ),
  );
  return rows;
}
