import { outsideTenants } from "@/server/db/in-tenant";

/** Notes which workspace this person looked at, for the next sign-in; writes only when it changed. */
export async function rememberTenant(userId: string, tenantId: string): Promise<void> {
  await outsideTenants((sql) => sql.query("update users set last_tenant_id = $2 where id = $1 and last_tenant_id is distinct from $2", [userId, tenantId]));
}

/** The workspace this person looked at last, whether or not they still have a seat there. */
export async function findLastTenant(userId: string): Promise<string | null> {
  const { rows } = await outsideTenants((sql) => sql.query<{ last_tenant_id: string | null }>("select last_tenant_id from users where id = $1", [userId]));
  return rows[0]?.last_tenant_id ?? null;
}
