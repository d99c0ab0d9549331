import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { PostgresHome } from "./postgres-home";
import { isAlive } from "./process-id";

const STOP_TIMEOUT_MS = 10_000;
const READY_TIMEOUT_MS = 60_000;

/** The server process of a running cluster: lines 1, 4 and 8 of postmaster.pid. */
export interface RunningPostgres {
  pid: number;
  port: number;
}

/** Who runs on the cluster and takes connections; null when nobody does. */
export function findProcess(cluster: string): RunningPostgres | null {
  const lines = readPidFile(cluster);
  const pid = Number(lines?.[0]);
  if (lines?.[7]?.trim() !== "ready" || !isAlive(pid) || !isPostgresOf(pid, cluster)) return null;
  return { pid, port: Number(lines[3]) };
}

/** Starts postgres on a cluster and resolves when it takes connections. Throws with postgres' own words. */
export async function spawnPostgres(home: PostgresHome, port: number, settings: Record<string, string>): Promise<ChildProcess> {
  const args = ["-D", home.cluster, "-p", String(port), ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])];
  // A group of its own: the terminal's Ctrl-C must not stop it before the processes that still write to it.
  const child = spawn(home.bin("postgres"), args, { ...home.identity, cwd: "/", detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000);
  });
  await untilReady(home.cluster, child, () => log);
  return child;
}

/** Stops a server that we started: fast shutdown, open transactions roll back. */
export async function stopPostgres(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await ended;
}

/** kill -9 of a launcher leaves its postgres running on the directory; a second one would refuse to start. */
export async function stopOrphan(cluster: string): Promise<void> {
  const pid = Number(readPidFile(cluster)?.[0]);
  if (!pid || !isAlive(pid) || !isPostgresOf(pid, cluster)) return;
  process.kill(pid, "SIGINT");
  for (let waitedMs = 0; waitedMs < STOP_TIMEOUT_MS && isAlive(pid); waitedMs += 50) await sleep(50);
}

function readPidFile(cluster: string): string[] | null {
  try {
    return readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
}

/** The pid file may be stale and its number taken by somebody else's process. */
function isPostgresOf(pid: number, cluster: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words.some((w) => w.endsWith("postgres")) && words.some((w) => existsSync(w) && realpathSync(w) === realpathSync(cluster));
  } catch {
    return process.platform !== "linux";
  }
}

async function untilReady(cluster: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < READY_TIMEOUT_MS; waitedMs += 50) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`postgres ended: ${log()}`);
    const lines = readPidFile(cluster);
    if (Number(lines?.[0]) === child.pid && lines?.[7]?.trim() === "ready") return;
    await sleep(50);
  }
  throw new Error(`postgres did not become ready within a minute: ${log()}`);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
