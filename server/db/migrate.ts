import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { newId } from "./ids";

// Any constant nobody else uses: two starts at once must not migrate at once.
const LOCK = 7_262_753;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Applies what is missing, as the owner, each migration in a transaction of its own, and keeps `_prisma_migrations` as
 * Prisma's own engine does, so that `prisma migrate deploy` can go on where this stopped. Then graphile-worker's own
 * schema (as parley_jobs), and the application's role to the login of `appUser`.
 * Gives the names applied. Throws when an applied migration was changed afterwards.
 */
export async function migrate(ownerUrl: string, appUser: string, folder = "prisma/migrations"): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query(`create table if not exists _prisma_migrations (
      id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
      logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count int not null default 0)`);
    const applied = await applyMissing(client, readMigrations(folder));
    await grantAppRole(client, appUser);
    await runMigrations({ connectionString: ownerUrl.concat(ownerUrl.includes("?") ? "&" : "?", "options=-c%20role%3Dparley_jobs") });
    await client.query("set role parley_jobs");
    await client.query("grant usage on schema graphile_worker to parley_jobs");
    return applied;
  } finally {
    await client.end();
  }
}

/** Names of the migrations that this database has not got. Changes nothing. */
export async function listPendingMigrations(ownerUrl: string, folder = "prisma/migrations"): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>("select to_regclass('_prisma_migrations') is not null as exists");
    const done = rows[0]?.exists ? await readApplied(client) : new Map<string, string>();
    return readMigrations(folder).flatMap(({ name }) => (done.has(name) ? [] : [name]));
  } finally {
    await client.end();
  }
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  return new Map(rows.map((r) => [r.migration_name, r.checksum]));
}

async function applyMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  const done = await readApplied(client);
  const applied: string[] = [];
  for (const { name, sql, checksum } of migrations) {
    const known = done.get(name);
    if (known && known !== checksum) throw new Error(`migration ${name} was changed after it had been applied; write a new one instead`);
    if (known) continue;
    await client.query("begin");
    try {
      await client.query(sql);
      await client.query("insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) values ($1, $2, now(), $3, 1)", [
        newId(),
        checksum,
        name,
      ]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error });
    }
    applied.push(name);
  }
  return applied;
}

async function grantAppRole(client: pg.Client, appUser: string): Promise<void> {
  const { rows } = await client.query<{ member: boolean }>("select pg_has_role($1, 'parley_app', 'member') as member", [appUser]);
  if (!rows[0]?.member) await client.query(`grant parley_app to ${client.escapeIdentifier(appUser)}`);
}
