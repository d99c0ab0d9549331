import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { PostgresHome } from "./postgres-home";

export interface PostgresPasswords {
  super: string;
  owner: string;
  app: string;
}

export interface PostgresUrls {
  /** The bootstrap role: sees through row-level security, so it is for bootstrap and tests' databases only. */
  superUrl(database?: string): string;
  /** Owns the database and runs migrations. */
  ownerUrl(database?: string): string;
  /** The application's login. */
  appUrl(database?: string): string;
}

/** Makes the cluster where there is none; a half-made one is made anew. Throws with initdb's own words. */
export function initCluster(home: PostgresHome): PostgresPasswords {
  if (existsSync(path.join(home.cluster, "PG_VERSION")) && existsSync(home.passwordFile)) return readPasswords(home.passwordFile);
  const word = () => randomBytes(18).toString("base64url");
  const passwords: PostgresPasswords = { super: word(), owner: word(), app: word() };
  clearCluster(home);
  const pwfile = path.join(home.scratch, `pw-${randomBytes(6).toString("hex")}`);
  writeFileSync(pwfile, passwords.super, { mode: 0o600 });
  if (home.identity) chownSync(pwfile, home.identity.uid, home.identity.gid);
  const where = ["-D", home.cluster, "-U", "parley_super", `--pwfile=${pwfile}`, "--auth=scram-sha-256"];
  // Never --locale=C: pg_trgm then ignores what is not ASCII.
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--no-instructions"];
  const done = spawnSync(home.bin("initdb"), [...where, ...locale], { ...home.identity, cwd: "/", encoding: "utf8" });
  rmSync(pwfile, { force: true });
  if (done.status !== 0) {
    clearCluster(home);
    throw new Error(`initdb failed: ${done.stderr || done.error?.message}`);
  }
  writeFileSync(home.passwordFile, JSON.stringify(passwords), { mode: 0o600 });
  return passwords;
}

/** The passwords that initCluster wrote. */
export function readPasswords(file: string): PostgresPasswords {
  return JSON.parse(readFileSync(file, "utf8")) as PostgresPasswords;
}

/** Empties a half-made cluster; the folder itself keeps its owner. */
function clearCluster(home: PostgresHome): void {
  rmSync(home.cluster, { recursive: true, force: true });
  if (!home.identity) return;
  mkdirSync(home.cluster, { mode: 0o700 });
  chownSync(home.cluster, home.identity.uid, home.identity.gid);
}

/** Roles and the database, whatever of them is missing. */
export async function bootstrapRoles(urls: PostgresUrls, passwords: PostgresPasswords, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: urls.superUrl("postgres") });
  await client.connect();
  try {
    const { rows } = await client.query<{ rolname: string }>("select rolname from pg_roles where rolname in ('parley_owner', 'parley_web')");
    const has = new Set(rows.map((r) => r.rolname));
    if (!has.has("parley_owner")) await client.query(`create role parley_owner login createrole password '${passwords.owner}'`);
    if (!has.has("parley_web")) await client.query(`create role parley_web login password '${passwords.app}'`);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (!rowCount) await client.query(`create database "${database}" owner parley_owner`);
  } finally {
    await client.end();
  }
}

/** Connection URLs of the three logins, for `database` unless another is named. */
export function connectionUrls(port: number, passwords: PostgresPasswords, database: string): PostgresUrls {
  const url =
    (user: string, password: string) =>
    (name: string = database) =>
      `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  return { superUrl: url("parley_super", passwords.super), ownerUrl: url("parley_owner", passwords.owner), appUrl: url("parley_web", passwords.app) };
}
