import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { provideEnvironment } from "@/lib/env";
import { closePools } from "@/server/db/client";
import { migrate } from "@/server/db/migrate";
import { startPostgres } from "@/server/local/postgres";
import { loadSecrets } from "@/server/local/secrets";
import { assertNoDatabase } from "./own-product";

/** Filling it is not what is measured, and nobody needs it after a crash. */
const SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_wal_size: "8GB", autovacuum: "off" };

/**
 * Runs a benchmark in an empty database of its own, which is gone afterwards. `owner` is its bootstrap role, which sees past
 * row-level security: to fill it quickly.
 */
export async function withOwnDatabase<T>(run: (owner: pg.Client) => Promise<T>): Promise<T> {
  assertNoDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), "parley-bench-"));
  const server = await startPostgres(dataDir, { settings: SETTINGS });
  const owner = new pg.Client({ connectionString: server.superUrl() });
  try {
    await migrate(server.ownerUrl(), "parley_web");
    const { appSecret, encryptionKeys } = loadSecrets(dataDir);
    provideEnvironment({
      DATABASE_URL: server.appUrl(),
      DATABASE_MIGRATION_URL: server.ownerUrl(),
      APP_SECRET: appSecret,
      ENCRYPTION_KEYS: encryptionKeys,
      DATA_DIR: dataDir,
    });
    await owner.connect();
    return await run(owner);
  } finally {
    await owner.end();
    await closePools();
    await server.stop();
    // As root the cluster lies elsewhere and this is a link to it.
    rmSync(realpathSync(path.join(dataDir, "pg")), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
}
