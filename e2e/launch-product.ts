import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";

const START_TIMEOUT_MS = 240_000;

export interface Launched {
  url: string;
  dataDir: string;
  /** What the launcher's children have in their environment. */
  variables(): Record<string, string>;
  /** SIGINT and wait; the data stay. */
  end(): Promise<void>;
  /** The same, and then nothing of it is left. */
  stop(): Promise<void>;
}

/**
 * Starts the product as a person does, by its launcher, on a free port. Nothing of the developer's own environment leads it
 * elsewhere; `extra` is set on top.
 */
export async function launchProduct(dataDir: string, extra: Record<string, string> = {}): Promise<Launched> {
  const own = { PORT: "0", DATA_DIR: dataDir, DATABASE_URL: "", DATABASE_MIGRATION_URL: "", PUBLIC_URL: "", DEMO: "1", PUSHER_KEY: "", SMTP_URL: "" };
  const product = spawn(process.execPath, ["server/local/start.mjs"], { env: { ...process.env, ...own, ...extra }, stdio: ["ignore", "pipe", "pipe"] });
  const url = await untilReady(product);
  return {
    url,
    dataDir,
    variables: () => JSON.parse(readFileSync(path.join(dataDir, "running.json"), "utf8")) as Record<string, string>,
    end: () => end(product),
    async stop() {
      await end(product);
      // As root the cluster and the mails lie elsewhere and these are links to them.
      for (const link of ["pg", "mail-servers"].map((name) => path.join(dataDir, name)))
        if (existsSync(link)) rmSync(realpathSync(link), { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An empty folder for one product, in a place that git does not see. */
export function newDataDir(prefix: string): string {
  const folder = path.resolve(".test");
  mkdirSync(folder, { recursive: true });
  return mkdtempSync(path.join(folder, prefix));
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

function end(product: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (product.exitCode !== null) return resolve();
    product.once("exit", () => resolve());
    product.kill("SIGINT");
  });
}
