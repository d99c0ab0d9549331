import type pg from "pg";
import { inTenant } from "@/server/db/in-tenant";
import { readCatalogue } from "./catalogue";
import type { FullTenant } from "./full-tenant";

/** Tables without a policy, and why nothing of a tenant stands in them. The list is short on purpose. */
const WITHOUT_TENANT: Record<string, string> = {
  users: "a person may sit in several tenants",
  credentials: "a person's",
  oauth_accounts: "a person's",
  sessions: "a person's",
  email_tokens: "a person's",
  rate_windows: "hashes of who tries too often",
  _prisma_migrations: "the schema's own history",
};

const TENANT_POLICY = /^\w+ \((tenant_)?id = \( SELECT (public\.)?current_tenant\(\) AS current_tenant\)\) to -$/;
/** Policies beside the tenant's: only for roles that nobody logs in as. */
const OTHER_POLICY = / to parley_(lookup|jobs)$/;

/** Every table of the database against row-level security as declared and as tried. Gives a sentence per hole. */
export async function checkTables(client: pg.Client, ours: FullTenant, theirs: FullTenant): Promise<string[]> {
  const { tables } = await readCatalogue(client);
  const holes: string[] = [];
  for (const table of tables) {
    if (table.name in WITHOUT_TENANT) continue;
    // Raw events and lanes are stored before the tenant is known; they are out of the application's reach altogether.
    if (table.name.startsWith("jobs.")) {
      if (await mayApp(client, table.name)) holes.push(`table ${table.name}: the application's role may touch it`);
      continue;
    }
    if (!table.rls || !table.forced) holes.push(`table ${table.name}: row-level security is not enabled and forced`);
    if (!table.policies.some((policy) => TENANT_POLICY.test(policy))) holes.push(`table ${table.name}: no tenant policy`);
    for (const policy of table.policies) if (!TENANT_POLICY.test(policy) && !OTHER_POLICY.test(policy)) holes.push(`table ${table.name}: policy ${policy}`);
    holes.push(...(await tryTable(client, table.name, { ours, theirs })));
  }
  return holes;
}

async function mayApp(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>("select has_table_privilege('parley_app', $1, 'select, insert, update, delete') as may", [table]);
  return rows[0]?.may ?? false;
}

/** As the application in one tenant: none of the other's rows to see, change or delete, and none to make. */
async function tryTable(client: pg.Client, table: string, { ours, theirs }: { ours: FullTenant; theirs: FullTenant }): Promise<string[]> {
  const holes: string[] = [];
  const column = table === "tenants" ? "id" : "tenant_id";
  const count = async (tenant: FullTenant) => {
    const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table} where ${column} = $1`, [tenant.tenantId]);
    return rows[0]?.n ?? 0;
  };
  if ((await count(theirs)) === 0) holes.push(`table ${table}: the test has no row to protect`);
  const attempts: [string, string][] = [
    ["reads", `select from ${table} where ${column} = $1`],
    ["changes", `update ${table} set ${column} = ${column} where ${column} = $1`],
    ["deletes", `delete from ${table} where ${column} = $1`],
  ];
  for (const [verb, statement] of attempts) {
    const touched = await inTenant(ours.tenantId, ours.actor, (scope) => scope.sql.query(statement, [theirs.tenantId])).catch(() => ({ rowCount: 0 }));
    if (touched.rowCount) holes.push(`table ${table}: one tenant ${verb} another's rows`);
  }
  return holes;
}
