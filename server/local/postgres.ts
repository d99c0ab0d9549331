import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { freePort } from "./free-port";
import { bootstrapRoles, connectionUrls, initCluster, type PostgresUrls, readPasswords } from "./postgres-cluster";
import { prepareHome } from "./postgres-home";
import { findProcess, spawnPostgres, stopOrphan, stopPostgres } from "./postgres-process";

export interface LocalPostgres extends PostgresUrls {
  port: number;
  child: ChildProcess | null;
  stop(): Promise<void>;
}

interface StartOptions {
  /** Extra settings, `-c name=value`. */
  settings?: Record<string, string>;
  database?: string;
  /** A free one unless given: a restarted server comes back where its clients look for it. */
  port?: number;
}

const SETTINGS = { listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "200", shared_buffers: "128MB" };

/**
 * Starts the embedded PostgreSQL of a data directory, making the cluster on the first call.
 * Stops an orphan (a server left by a killed launcher) first. Throws with initdb's or postgres' own words.
 */
export async function startPostgres(dataDir: string, { settings, database = "parley", port }: StartOptions = {}): Promise<LocalPostgres> {
  const home = prepareHome(path.resolve(dataDir));
  await stopOrphan(home.cluster);
  const passwords = initCluster(home);
  const chosen = port ?? (await freePort());
  const child = await spawnPostgres(home, chosen, { ...SETTINGS, ...settings });
  const urls = connectionUrls(chosen, passwords, database);
  try {
    await bootstrapRoles(urls, passwords, database);
  } catch (error) {
    await stopPostgres(child);
    throw error;
  }
  return { ...urls, port: chosen, child, stop: () => stopPostgres(child) };
}

/** The running server of a data directory (the command line uses one it did not start), or null. */
export function findPostgres(dataDir: string, database = "parley"): LocalPostgres | null {
  const running = findProcess(path.join(path.resolve(dataDir), "pg"));
  if (!running) return null;
  const passwords = readPasswords(path.join(path.resolve(dataDir), "pg-passwords.json"));
  return { ...connectionUrls(running.port, passwords, database), port: running.port, child: null, stop: async () => {} };
}
