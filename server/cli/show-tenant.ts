import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { accessTenant } from "./find-tenant";

/** `tenant show`: who and what is in it, as counts. */
export async function showTenant(slug: string) {
  const tenant = await accessTenant(slug);
  const counts = await inTenant(tenant.tenantId, SYSTEM, async ({ sql }) => {
    const { rows } = await sql.query<Record<string, number | string>>(
      `select (select time_zone from tenants) as "timeZone", (select locale from tenants) as locale,
              (select count(*) from agents where deactivated_at is null) as agents,
              (select count(*) from channels where disconnected_at is null) as channels,
              (select count(*) from contacts) as contacts, (select count(*) from conversations) as conversations,
              (select count(*) from messages) as messages, (select event_cursor from tenant_counters) as "eventCursor"`,
    );
    return rows[0];
  });
  return { ...tenant, ...counts };
}
