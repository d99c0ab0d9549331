import type { Locale } from "@/lib/locales";
import { SYSTEM } from "@/server/access/actor";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { slugify } from "./slugify";

interface CreateTenantInput {
  name: string;
  timeZone: string;
  locale: Locale;
  isDemo?: boolean;
  owner: { userId: string; name: string };
}

interface NewTenant {
  tenantId: string;
  slug: string;
  ownerAgentId: string;
}

/** Makes a tenant with its owner's seat. Opens the door itself: the tenant does not exist before. */
export async function createTenant(input: CreateTenantInput): Promise<NewTenant> {
  return inTenant(newId(), SYSTEM, (scope) => insertTenant(scope, input));
}

/**
 * The same on the caller's transaction, whose tenant it becomes: for what must exist together with it.
 * The slug comes from the name; a taken one gets four random characters.
 */
export async function insertTenant({ sql, tenantId }: Scope, input: CreateTenantInput): Promise<NewTenant> {
  const ownerAgentId = newId();
  const base = slugify(input.name);
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
}
