import type { Locale } from "@/lib/locales";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { newId } from "@/server/db/ids";
import { slugify } from "./slugify";

interface CreateTenantInput {
  name: string;
  timeZone: string;
  locale: Locale;
  isDemo?: boolean;
  owner: { userId: string; name: string };
}

/**
 * Makes a tenant with its owner's seat. The slug comes from the name; a taken one gets four random characters.
 * Opens the door itself: the tenant does not exist before.
 */
export async function createTenant(input: CreateTenantInput): Promise<{ tenantId: string; slug: string; ownerAgentId: string }> {
  const tenantId = newId();
  const ownerAgentId = newId();
  const base = slugify(input.name);
  return inTenant(tenantId, SYSTEM, async ({ sql }) => {
    const insert = (slug: string) =>
      sql.query<{ slug: string }>(
        "insert into tenants (id, slug, name, time_zone, locale, is_demo) values ($1, $2, $3, $4, $5, $6) on conflict (slug) do nothing returning slug",
        [tenantId, slug, input.name, input.timeZone, input.locale, input.isDemo ?? false],
      );
    const first = await insert(base);
    const slug =
      first.rows[0]?.slug ?? (await insert(`${base}-${tenantId.slice(-4)}`)).rows[0]?.slug ?? (await insert(`${base}-${tenantId.slice(-12)}`)).rows[0]?.slug;
    if (!slug) throw new Error("no free slug");
    await sql.query("insert into tenant_counters (tenant_id) values ($1)", [tenantId]);
    await sql.query("insert into event_publications (tenant_id) values ($1)", [tenantId]);
    await sql.query("insert into agents (tenant_id, id, user_id, role, name) values ($1, $2, $3, 'owner', $4)", [
      tenantId,
      ownerAgentId,
      input.owner.userId,
      input.owner.name,
    ]);
    return { tenantId, slug, ownerAgentId };
  });
}
