import type pg from "pg";
import { actAs, type Table } from "./catalogue";

interface ForeignKey {
  table: string;
  owner: string;
  name: string;
  definition: string;
}

/**
 * Empties the tables and makes them take rows in any order, in the caller's transaction: without triggers, without the policies
 * that hold for their owner too, without foreign keys. Gives what puts all of it back as it was; the foreign keys then look at
 * every row. All other locks are kept out by the first statement, until the end.
 */
export async function openTables(client: pg.Client, tables: Table[]): Promise<() => Promise<void>> {
  const keys = await listForeignKeys(client);
  const forced = tables.filter((table) => table.isOfTenants);
  for (const { table, owner, name } of keys) await alter(client, { owner, table, change: `drop constraint ${name}` });
  for (const { name, owner } of forced) await alter(client, { owner, table: name, change: "no force row level security" });
  for (const { name, owner } of tables) {
    await alter(client, { owner, table: name, change: "disable trigger user" });
    await client.query(`truncate ${name}`);
  }
  return async () => {
    for (const { name, owner } of tables) await alter(client, { owner, table: name, change: "enable trigger user" });
    // While the owner still sees every row: else each would be checked by itself.
    for (const { table, owner, name, definition } of keys) await alter(client, { owner, table, change: `add constraint ${name} ${definition}` });
    for (const { name, owner } of forced) await alter(client, { owner, table: name, change: "force row level security" });
  };
}

async function listForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select format('%I.%I', n.nspname, c.relname) as table, pg_get_userbyid(c.relowner) as owner, quote_ident(k.conname) as name,
            pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'f' and k.conparentid = 0 and n.nspname !~ '^pg_' order by 1, 3`,
  );
  return rows;
}

async function alter(client: pg.Client, { owner, table, change }: { owner: string; table: string; change: string }): Promise<void> {
  await actAs(client, owner);
  await client.query(`alter table ${table} ${change}`);
}
