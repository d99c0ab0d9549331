import { realpathSync, rmSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "@/server/db/migrate";
import { freePort } from "@/server/local/free-port";
import { startPostgres } from "@/server/local/postgres";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
    migrationUrl: string;
    superUrl: string;
    dataDir: string;
    pusherHost: string;
  }
}

/** One PostgreSQL of its own per run, without fsync: what is tested is rows, and the folder is thrown away. */
export default async function startDatabase(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = path.resolve(".test", `db-${process.pid}`);
  const server = await startPostgres(dataDir, { settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } });
  await migrate(server.ownerUrl(), "parley_web");
  project.provide("databaseUrl", server.appUrl());
  project.provide("migrationUrl", server.ownerUrl());
  project.provide("superUrl", server.superUrl());
  project.provide("dataDir", dataDir);
  // Nobody listens there unless a test starts a push server on it.
  project.provide("pusherHost", `127.0.0.1:${await freePort()}`);
  return async () => {
    await server.stop();
    // As root the cluster lies elsewhere and this is a link to it.
    rmSync(realpathSync(path.join(dataDir, "pg")), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  };
}
