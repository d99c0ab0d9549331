import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { migrate } from "@/server/db/migrate";

export interface EmptyDatabase {
  /** As the migrating owner, the application and the role that sees everything. */
  owner: string;
  app: string;
  all: string;
  drop(): Promise<void>;
}

/** A database of the test's own on the run's server, with the schema and nothing in it. */
export async function makeEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `empty_${randomBytes(6).toString("hex")}`;
  await asSuperuser(`create database "${name}" owner parley_owner`);
  const at = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const owner = at(inject("migrationUrl"));
  await migrate(owner, "parley_web");
  return { owner, app: at(inject("databaseUrl")), all: at(inject("superUrl")), drop: () => asSuperuser(`drop database "${name}" with (force)`) };
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("superUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
