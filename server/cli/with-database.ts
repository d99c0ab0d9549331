import path from "node:path";
import pg from "pg";
import { env, provideEnvironment } from "@/lib/env";
import { closePools } from "@/server/db/client";
import { migrate } from "@/server/db/migrate";
import { takeDataLock } from "@/server/local/data-lock";
import { findPostgres, type LocalPostgres, startPostgres } from "@/server/local/postgres";
import { readRunning } from "@/server/local/running";
import { loadSecrets } from "@/server/local/secrets";

interface OpenDatabase {
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;
/** How long a server that we started waits for others who came to it meanwhile. */
const LINGER_MS = 10_000;

/** An interrupted command may hold connections that nobody gives back. */
const CLOSE_MS = 1_000;
/** By which the server knows this command's connections from others'. */
const NAME = `parley-cli-${process.pid}`;

/**
 * Runs a command against DATABASE_URL, else against the embedded database: the running one, or one started for this
 * command under the data directory's lock and stopped afterwards unless somebody else is connected. Ctrl-C ends the command
 * and stops the server too, unless the command `endsItself` when it is asked to.
 */
export async function withDatabase<T>(command: () => Promise<T>, { endsItself = false } = {}): Promise<T> {
  // From before the start: a server that is just coming up would be left behind as well.
  const interruption = endsItself ? null : interrupted();
  const database = env().DATABASE_URL ? null : await openEmbedded(path.resolve(env().DATA_DIR));
  try {
    return await (interruption ? Promise.race([interruption, command()]) : command());
  } finally {
    await Promise.race([closePools(), pause(CLOSE_MS)]);
    await database?.close();
  }
}

/** Rejects at the first signal. Those that follow change nothing: each Ctrl-C comes twice, from the terminal and from the starter. */
function interrupted(): Promise<never> {
  const interruption = new Promise<never>((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => reject(new Error("Interrupted.")));
  });
  // Looked at once the database is open.
  interruption.catch(() => {});
  return interruption;
}

async function openEmbedded(dataDir: string): Promise<OpenDatabase> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 250) {
    const lock = takeDataLock(dataDir);
    const server = findPostgres(dataDir);
    if (!("heldBy" in lock)) return server ? attachTo(dataDir, server, lock.release) : startOwn(dataDir, lock.release);
    // Somebody holds the directory; connected at once, so that a command which is about to stop the server sees us.
    const presence = server && (await connectTo(server));
    if (server && presence) return attachTo(dataDir, server, () => presence.end());
    await pause(250);
  }
  throw new Error(`The embedded database of ${dataDir} is being started or stopped by another process and did not answer within 20 s.`);
}

function attachTo(dataDir: string, server: LocalPostgres, close: () => void | Promise<void>): OpenDatabase {
  provide(dataDir, server);
  return { close: async () => close() };
}

async function startOwn(dataDir: string, release: () => void): Promise<OpenDatabase> {
  try {
    const server = await startPostgres(dataDir);
    await migrate(server.ownerUrl(), "parley_web");
    provide(dataDir, server);
    const close = async () => {
      // Else left to its other users: the next start stops it.
      if (await becomesAlone(server)) await server.stop();
      release();
    };
    return { close };
  } catch (error) {
    release();
    throw error;
  }
}

function provide(dataDir: string, server: LocalPostgres): void {
  const secrets = loadSecrets(dataDir);
  provideEnvironment({
    PGAPPNAME: NAME,
    DATABASE_URL: server.appUrl(),
    DATABASE_MIGRATION_URL: server.ownerUrl(),
    ...readRunning(dataDir),
    APP_SECRET: secrets.appSecret,
    ENCRYPTION_KEYS: secrets.encryptionKeys,
    DATA_DIR: dataDir,
  });
}

async function connectTo(server: LocalPostgres): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: server.appUrl() });
  client.on("error", () => {});
  return client.connect().then(
    () => client,
    () => null,
  );
}

/** Whether nobody else is connected, now or within ten seconds: another command came to the server while we had it. */
async function becomesAlone(server: LocalPostgres): Promise<boolean> {
  // Only the bootstrap role may see everybody's sessions.
  const client = new pg.Client({ connectionString: server.superUrl() });
  await client.connect();
  try {
    for (let waitedMs = 0; waitedMs < LINGER_MS; waitedMs += 250) {
      const { rowCount } = await client.query("select from pg_stat_activity where backend_type = 'client backend' and application_name <> $1", [NAME]);
      if (rowCount === 0) return true;
      await pause(250);
    }
    return false;
  } finally {
    await client.end();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
