import pg from "pg";

/** A table whose rows a backup holds. Names are quoted where SQL needs it. */
export interface Table {
  name: string;
  owner: string;
  columns: string[];
  /** Row-level security is forced: rows are seen one tenant at a time. */
  isOfTenants: boolean;
  hasStorageKey: boolean;
}

interface TableRow {
  name: string;
  owner: string;
  columns: string[];
  is_of_tenants: boolean;
  has_storage_key: boolean;
}

/** The bookkeeping of migrations is made by migrating, not by restoring. */
const BOOKKEEPING = ["public._prisma_migrations", "graphile_worker.migrations"];
const OURS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

/** Every table that holds rows, in whatever schema: a new one is in the next backup by itself. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<TableRow>(
    `select format('%I.%I', n.nspname, c.relname) as name, pg_get_userbyid(c.relowner) as owner, c.relforcerowsecurity as is_of_tenants,
            array_agg(quote_ident(a.attname) order by a.attnum) as columns, bool_or(a.attname = 'storage_key') as has_storage_key
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relkind = 'r' and ${OURS} and format('%I.%I', n.nspname, c.relname) <> all($1)
      group by c.oid, n.nspname, c.relname, c.relowner, c.relforcerowsecurity order by n.nspname, c.relname`,
    [BOOKKEEPING],
  );
  return rows.map((row) => ({
    name: row.name,
    owner: row.owner,
    columns: row.columns,
    isOfTenants: row.is_of_tenants,
    hasStorageKey: row.has_storage_key,
  }));
}

/** Sequences with their owners and what they gave last. */
export async function listSequences(client: pg.Client): Promise<{ name: string; owner: string; lastValue: number | null }[]> {
  const { rows } = await client.query<{ name: string; owner: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name, pg_get_userbyid(c.relowner) as owner
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and ${OURS} order by 1`,
  );
  const sequences = [];
  for (const { name, owner } of rows) {
    await actAs(client, owner);
    const found = await client.query<{ last_value: string; is_called: boolean }>(`select last_value, is_called from ${name}`);
    const { last_value, is_called } = found.rows[0] ?? { last_value: 0, is_called: false };
    sequences.push({ name, owner, lastValue: is_called ? Number(last_value) : null });
  }
  return sequences;
}

/** Until the transaction's end, or the next call. The owner may become whoever owns something here. */
export async function actAs(client: pg.Client, role: string): Promise<void> {
  await client.query(`set local role ${client.escapeIdentifier(role)}`);
}

/** What was applied to a database, in order; nothing to one that has no schema yet. */
export async function listMigrations(client: pg.Client): Promise<{ name: string; checksum: string }[]> {
  await client.query("set local role none");
  const known = await client.query<{ exists: boolean }>("select to_regclass('public._prisma_migrations') is not null as exists");
  if (!known.rows[0]?.exists) return [];
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from public._prisma_migrations
      where finished_at is not null and rolled_back_at is null order by migration_name`,
  );
  return rows;
}

/** A connection of one's own as the owner, in one transaction that is told how to write values: the same everywhere. */
export async function inTransaction<T>(url: string, mode: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set statement_timeout = 0");
    await client.query(`begin ${mode}`);
    const result = await work(client);
    await client.query("commit");
    return result;
  } finally {
    // Ending the connection rolls back what was not committed.
    await client.end();
  }
}
