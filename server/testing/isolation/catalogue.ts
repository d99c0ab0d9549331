import pg from "pg";
import { inject } from "vitest";

export interface Column {
  table: string;
  name: string;
  type: string;
  nullable: boolean;
  hasDefault: boolean;
  isGenerated: boolean;
}

export interface Catalogue {
  /** schema-qualified where not `public`. */
  tables: { name: string; rls: boolean; forced: boolean; policies: string[] }[];
  columns: Column[];
  /** "table.column" -> the table it refers to. */
  references: Map<string, string>;
  /** "table.column" -> the first allowed value. */
  allowed: Map<string, string>;
}

/** A connection as the bootstrap role, which sees through row-level security: only tests may. The caller ends it. */
export async function connectAsSuperuser(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: inject("superUrl") });
  await client.connect();
  return client;
}

/** What the migrated database itself says of its tables: nothing here is a list that somebody must remember to extend. */
export async function readCatalogue(client: pg.Client): Promise<Catalogue> {
  const tables = await client.query<Catalogue["tables"][number]>(
    `select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name, c.relrowsecurity as rls, c.relforcerowsecurity as forced,
            array(select p.polname || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' to ' || array_to_string(p.polroles::regrole[], ',') from pg_policy p where p.polrelid = c.oid order by 1) as policies
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm', 'v') and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and n.nspname not like 'pg_%' order by 1`,
  );
  const columns = await client.query<Column>(
    `select table_name as table, column_name as name, udt_name as type, is_nullable = 'YES' as nullable, column_default is not null as "hasDefault",
            is_generated = 'ALWAYS' or is_identity = 'YES' as "isGenerated"
       from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`,
  );
  const references = await client.query<{ key: string; target: string }>(
    `select c.conrelid::regclass || '.' || a.attname as key, c.confrelid::regclass::text as target
       from pg_constraint c, unnest(c.conkey) k join lateral (select attname, attrelid, attnum from pg_attribute) a on a.attnum = k
      where c.contype = 'f' and a.attrelid = c.conrelid and a.attname <> 'tenant_id'`,
  );
  const checks = await client.query<{ table: string; definition: string }>(
    "select conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'c'",
  );
  return {
    tables: tables.rows,
    columns: columns.rows,
    references: new Map(references.rows.map((r) => [r.key, r.target])),
    allowed: allowedValues(checks.rows),
  };
}

/** CHECK ((status = ANY (ARRAY['open'::text, ...]))) -> status: open */
function allowedValues(checks: { table: string; definition: string }[]): Map<string, string> {
  const found = checks.flatMap(({ table, definition }) => {
    const match = /\(\(?(\w+) = ANY \(ARRAY\['([^']*)'/.exec(definition);
    return match ? ([[`${table}.${match[1]}`, match[2] ?? ""]] as const) : [];
  });
  return new Map(found);
}
