import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a running launcher leaves for the command line: the environment its children have. */
type Variables = Record<string, string>;

const FILE = "running.json";

/** Written when everything is up, with secrets in it: for the owner of DATA_DIR alone. */
export function writeRunning(dataDir: string, variables: Variables): void {
  writeFileSync(path.join(dataDir, FILE), JSON.stringify(variables), { mode: 0o600 });
}

/** Taken away at a clean stop. */
export function clearRunning(dataDir: string): void {
  rmSync(path.join(dataDir, FILE), { force: true });
}

/** The environment of the launcher that holds this data directory, or {}. Meaningful only while its lock is held. */
export function readRunning(dataDir: string): Variables {
  const file = path.join(dataDir, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Variables) : {};
}
