import type { Scope } from "@/server/db/scope";

/** One column: its name, its SQL type, and where its value comes from in a row. */
export type Columns<T> = [name: string, type: string, value: (row: T) => unknown][];

/*
 * One statement a table. The rows travel as one JSON text: JSON.stringify is the fastest serialiser there is, and
 * json_to_recordset reads it once (jsonb would build a tree first).
 */

/** `insert into table ... select` over the rows. `tail` is what follows (on conflict). */
export async function insertRows<T>(
  scope: Scope,
  table: string,
  { columns, rows, tail = "" }: { columns: Columns<T>; rows: T[]; tail?: string },
): Promise<void> {
  if (rows.length === 0) return;
  const names = columns.map(([name]) => name).join(", ");
  await scope.sql.query(`insert into ${table} (tenant_id, ${names}) select $1, ${names} from json_to_recordset($2::json) r(${recordOf(columns)}) ${tail}`, [
    scope.tenantId,
    serialise(columns, rows),
  ]);
}

/** `update table set ...` by (tenant_id, id) over the rows; `also` adds assignments that need the old row. */
export async function updateRows<T extends { id: string }>(
  scope: Scope,
  table: string,
  { columns, rows, also = "" }: { columns: Columns<T>; rows: T[]; also?: string },
): Promise<void> {
  if (rows.length === 0) return;
  const withId: Columns<T> = [["id", "uuid", (row) => row.id], ...columns];
  const assignments = columns.map(([name]) => `${name} = r.${name}`).join(", ");
  await scope.sql.query(
    `update ${table} t set ${assignments}${also && `, ${also}`} from json_to_recordset($2::json) r(${recordOf(withId)}) where t.tenant_id = $1 and t.id = r.id`,
    [scope.tenantId, serialise(withId, rows)],
  );
}

function recordOf<T>(columns: Columns<T>): string {
  return columns.map(([name, type]) => `${name} ${type}`).join(", ");
}

function serialise<T>(columns: Columns<T>, rows: T[]): string {
  return JSON.stringify(rows.map((row) => Object.fromEntries(columns.map(([name, , value]) => [name, value(row)]))));
}
