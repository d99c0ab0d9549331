import { assertMay } from "@/server/access/roles";
import type { Scope } from "@/server/db/scope";

/**
 * Deletes the scope's tenant with every row of it, also raw events and waiting jobs, and the accounts of people who sat
 * nowhere else. Its outside accounts may be connected elsewhere as soon as this commits. Throws forbidden.
 */
export async function deleteTenant(scope: Scope): Promise<void> {
  assertMay(scope.actor, "tenant.delete");
  const { sql, tenantId } = scope;
  await sql.query("set local statement_timeout = 0");
  const { rows: people } = await sql.query<{ user_id: string }>("select distinct user_id from agents where tenant_id = $1", [tenantId]);
  await sql.query("select jobs.forget_tenant()");
  // First, because they point at agents, contacts and identities without a cascade of their own.
  await sql.query("delete from conversations where tenant_id = $1", [tenantId]);
  await sql.query("delete from contacts where tenant_id = $1", [tenantId]);
  // The feed refers to nothing, so that writing it costs no look-up; hence nothing takes it along.
  await sql.query("delete from events where tenant_id = $1", [tenantId]);
  await sql.query("delete from tenants where id = $1", [tenantId]);
  await sql.query("delete from users u where u.id = any($1) and not exists (select from lookup.seats_of_user(u.id))", [people.map((p) => p.user_id)]);
  // The change feed went with the tenant: there is nobody left to tell.
  scope.events.length = 0;
}
