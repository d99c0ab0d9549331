import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { env as environment, provideEnvironment } from "@/lib/env";
import { closePools } from "@/server/db/client";
import { readRunning } from "@/server/local/running";
import { UsageError } from "../usage-error";

export interface OwnProduct {
  url: string;
  dataDir: string;
  /** Its launcher's process id. */
  pid: number;
  /** Makes this process work on the product's database and push server, as its own web and worker do. */
  enter(): void;
  /** Runs a command of the product's own command line on it and gives what it prints. */
  parley(...args: string[]): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 240_000;
const run = promisify(execFile);

/**
 * A product of the benchmark's own, as built, in an empty data directory on free ports: nothing else runs in it, and nothing
 * of it stays. `variables` are added to its environment.
 */
export async function startOwnProduct(variables: Record<string, string> = {}): Promise<OwnProduct> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "parley-bench-"));
  const env = {
    NODE_ENV: "production" as const,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: dataDir,
    PORT: "0",
    DATA_DIR: dataDir,
    DEMO: "0",
    LOG_LEVEL: "error",
    ...variables,
  };
  const child = spawn(process.execPath, ["server/local/start.mjs"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const url = await untilReady(child);
  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    enter: () => {
      assertNoDatabase();
      provideEnvironment({ ...readRunning(dataDir), ...variables });
    },
    parley: async (...args) => {
      const { stdout } = await run(process.execPath, ["server/cli/parley.mjs", ...args], { env: { ...env, PORT: new URL(url).port } });
      return JSON.parse(stdout) as Record<string, unknown>;
    },
    stop: async () => {
      await closePools();
      await ended(child);
      rmSync(realpathSync(path.join(dataDir, "pg")), { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What is set wins over what is provided, and nobody wants a benchmark's tenants in the database that DATABASE_URL names. */
export function assertNoDatabase(): void {
  if (environment().DATABASE_URL) throw new UsageError("This benchmark measures on a database of its own. Unset DATABASE_URL and DATABASE_MIGRATION_URL.");
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`the product did not start in time: ${output}`)), START_TIMEOUT_MS);
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const url = /^ready (\S+)/m.exec(output)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`the product ended with ${code}: ${output}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGINT");
  });
}
