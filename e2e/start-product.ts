import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";

const START_TIMEOUT_MS = 240_000;

/**
 * Starts the product as a person does, by its launcher, with a data directory of its own on a free port, and stops it at the
 * end. With PARLEY_URL set the product that runs there is walked instead.
 */
export default async function startProduct(): Promise<() => Promise<void>> {
  if (process.env.PARLEY_URL) return async () => {};
  const folder = path.resolve(".test");
  mkdirSync(folder, { recursive: true });
  const dataDir = mkdtempSync(path.join(folder, "journeys-"));
  const product = spawn(process.execPath, ["server/local/start.mjs"], {
    // 0: a free port. Nothing of the developer's own environment leads the journeys elsewhere.
    env: {
      ...process.env,
      PORT: "0",
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      DATABASE_MIGRATION_URL: "",
      PUBLIC_URL: "",
      DEMO: "1",
      PUSHER_KEY: "",
      SMTP_URL: "",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await untilReady(product);
  Object.assign(process.env, { PARLEY_URL: url, PARLEY_DATA_DIR: dataDir, ...simulators(dataDir) });
  return async () => {
    await stop(product);
    // As root the cluster lies elsewhere and this is a link to it.
    rmSync(realpathSync(path.join(dataDir, "pg")), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  };
}

function untilReady(product: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`The product did not start in time.\n${output}`)), START_TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /^ready (\S+)/m.exec(output)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    };
    product.stdout?.on("data", read);
    product.stderr?.on("data", read);
    product.once("exit", (code) => reject(new Error(`The product ended (${code}).\n${output}`)));
  });
}

/** Where the customers write: MESSENGER_SIMULATOR_URL and so on. */
function simulators(dataDir: string): Record<string, string> {
  const running = JSON.parse(readFileSync(path.join(dataDir, "running.json"), "utf8")) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(running).flatMap(([name, value]) => (name.endsWith("_API_URL") ? [[name.replace("_API_", "_SIMULATOR_"), value]] : [])),
  );
}

function stop(product: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (product.exitCode !== null) return resolve();
    product.once("exit", () => resolve());
    product.kill("SIGINT");
  });
}
