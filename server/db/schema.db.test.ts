import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { expect, inject, test } from "vitest";

const SQL_TYPES: Record<string, string> = {
  String: "text",
  Int: "int4",
  BigInt: "int8",
  Boolean: "bool",
  DateTime: "timestamptz",
  Json: "jsonb",
  Bytes: "bytea",
  "String[]": "_text",
};

/** table.column -> "type nullable", as the Prisma models say. */
function modelled(): Map<string, string> {
  const columns = new Map<string, string>();
  const source = readdirSync("prisma/schema").map((file) => readFileSync(`prisma/schema/${file}`, "utf8"));
  for (const [, body = ""] of source.join("\n").matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    for (const [, name, type = "", optional, attributes = ""] of body.matchAll(/^ {2}(\w+) +(\w+(?:\[\])?)(\?)?(.*)$/gm)) {
      const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name;
      const sqlType = attributes.includes("@db.Uuid") ? "uuid" : SQL_TYPES[type];
      columns.set(`${table}.${column}`, `${sqlType}${optional ? " null" : ""}`);
    }
  }
  return columns;
}

/** The same of the migrated database. */
async function migrated(): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: inject("superUrl") });
  await client.connect();
  const { rows } = await client.query<{ table_name: string; column_name: string; udt_name: string; is_nullable: string }>(
    "select table_name, column_name, udt_name, is_nullable from information_schema.columns where table_schema = 'public' and table_name <> '_prisma_migrations'",
  );
  await client.end();
  return new Map(rows.map((r) => [`${r.table_name}.${r.column_name}`, `${r.udt_name}${r.is_nullable === "YES" ? " null" : ""}`]));
}

test("the Prisma models describe the migrated database column by column", async () => {
  const byName = (columns: Map<string, string>) => Object.fromEntries([...columns].sort(([a], [b]) => a.localeCompare(b)));
  expect(byName(modelled())).toEqual(byName(await migrated()));
});
