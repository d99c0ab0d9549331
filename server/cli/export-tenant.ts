import { once } from "node:events";
import type { WriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { accessTenant } from "./find-tenant";

/** What opens doors and is of no use elsewhere. */
const SECRET_COLUMNS = ["credentials", "key_hash", "token_hash"];
const ROWS_AT_ONCE = 1_000;

/**
 * `tenant export`: every row of the tenant as one JSON object a line, {table, row}. Secrets stay here.
 * The tables are those that carry a tenant_id: a new one is in the next export by itself.
 */
export async function exportTenant(slug: string, file: string) {
  const { tenantId } = await accessTenant(slug);
  // Opened first: a place that cannot be written to is a sentence, not a crash that leaves the database running.
  const out = (await open(file, "w", 0o600)).createWriteStream();
  const tables = await inTenant(tenantId, SYSTEM, async (scope) => {
    // The pool's limit of 15 s is for screens.
    await scope.sql.query("set local statement_timeout = 0");
    const counts: Record<string, number> = {};
    for (const table of ["tenants", ...(await tenantTables(scope))]) counts[table] = await exportTable(scope, table, out);
    return counts;
  });
  out.end();
  await once(out, "finish");
  return { slug, file, tables };
}

async function tenantTables({ sql }: Scope): Promise<string[]> {
  const { rows } = await sql.query<{ table_name: string }>(
    "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' order by table_name",
  );
  return rows.map((r) => r.table_name);
}

async function exportTable({ sql }: Scope, table: string, out: WriteStream): Promise<number> {
  await sql.query(`declare export_rows cursor for select to_jsonb(t) - $1::text[] as row from ${table} t`, [SECRET_COLUMNS]);
  let count = 0;
  for (;;) {
    const { rows } = await sql.query<{ row: unknown }>(`fetch ${ROWS_AT_ONCE} from export_rows`);
    if (rows.length === 0) break;
    count += rows.length;
    const isRoom = out.write(rows.map(({ row }) => `${JSON.stringify({ table, row })}\n`).join(""));
    if (!isRoom) await once(out, "drain");
  }
  await sql.query("close export_rows");
  return count;
}
