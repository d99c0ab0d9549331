import { AppError } from "@/lib/errors";
import { outsideTenants } from "@/server/db/in-tenant";

export interface TenantLine {
  tenantId: string;
  slug: string;
  name: string;
  createdAt: Date;
}

/** Every tenant, oldest first. */
export async function listTenants(): Promise<TenantLine[]> {
  const { rows } = await outsideTenants((sql) =>
    sql.query<TenantLine>('select id as "tenantId", slug, name, created_at as "createdAt" from lookup.tenant_ids()'),
  );
  return rows;
}

/** The tenant of a slug. Throws not-found. */
export async function accessTenant(slug: string): Promise<TenantLine> {
  const { rows } = await outsideTenants((sql) =>
    sql.query<TenantLine>('select id as "tenantId", slug, name, created_at as "createdAt" from lookup.tenant_by_slug($1)', [slug]),
  );
  if (rows[0]) return rows[0];
  throw new AppError("not-found", "no such slug", { publicMessage: `There is no workspace ${slug}. \`tenant list\` names them all.` });
}
