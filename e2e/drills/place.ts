import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { type Launched, launchProduct, newDataDir } from "../launch-product";

const run = promisify(execFile);

export type Role = "web" | "worker" | "realtime";

/** A product under drill, with a workspace of the drill's own and whatever hurts it. */
export interface Place extends Launched {
  slug: string;
  apiKey: string;
  parley<T>(...args: string[]): Promise<T>;
  /** REST as the workspace's key; tried again while the product is away. Throws what it refuses for good. */
  rest<T>(path: string, body?: object, method?: string): Promise<T>;
  /** A platform's simulator, by kind. */
  simulator<T>(kind: "messenger" | "telegram", path: string, body?: object): Promise<T>;
  /** The database past the product, as its superuser: to let time pass for what waits. */
  sql<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  pids(role: Role): number[];
  /** SIGKILL to every process of a role; gives how many there were. */
  kill(role: Role, signal?: NodeJS.Signals): number;
  postgresPid(): number;
  steps(): string[];
  fired(): string[];
  arm(step: string, when: "before" | "after"): void;
  disarm(): void;
  /** The clocks of web and worker are this far off from now on; the database's is right. */
  setClock(offsetMs: number): void;
}

/** Starts a product, in a folder of its own or in the given one, and makes a workspace. */
export async function openPlace(dataDir = newDataDir("drill-")): Promise<Place> {
  const faults = path.resolve(".test", `faults-${randomUUID().slice(0, 8)}`);
  mkdirSync(faults, { recursive: true });
  writeFileSync(path.join(faults, "steps"), "");
  writeFileSync(path.join(faults, "fired"), "");
  const preload = `--require ${path.resolve("e2e/drills/faults.cjs")}`;
  const launched = await launchProduct(dataDir, { NODE_OPTIONS: preload, DRILL_DIR: faults });
  const { slug, apiKey } = await makeTenant(launched);
  const variables = launched.variables();
  const superUrl = superUrlOf(launched.dataDir, variables.DATABASE_MIGRATION_URL ?? "");
  const read = (name: string) => readFileSync(path.join(faults, name), "utf8").split("\n").filter(Boolean);
  return {
    ...launched,
    slug,
    apiKey,
    parley: (...args) => command(launched, args),
    rest: (at, body, method) => patiently(() => callRest(launched.url, apiKey, { at, body, method })),
    simulator: (kind, at, body) => callSimulator(variables[`${kind.toUpperCase()}_API_URL`] ?? "", at, body),
    sql: (text, values) => queryOnce(superUrl, text, values),
    pids: (role) => pidsOf(launched.dataDir, role),
    kill(role, signal = "SIGKILL") {
      const pids = pidsOf(launched.dataDir, role);
      for (const pid of pids) process.kill(pid, signal);
      return pids.length;
    },
    postgresPid: () => Number(readFileSync(path.join(launched.dataDir, "pg/postmaster.pid"), "utf8").split("\n")[0]),
    steps: () => read("steps"),
    fired: () => read("fired"),
    arm(step, when) {
      // Whole at once: a process that looks in the middle must not read half of it.
      writeFileSync(path.join(faults, "next.json"), JSON.stringify({ step, when }));
      renameSync(path.join(faults, "next.json"), path.join(faults, "armed.json"));
    },
    disarm: () => rmSync(path.join(faults, "armed.json"), { force: true }),
    setClock: (offsetMs) => writeFileSync(path.join(faults, "clock"), String(offsetMs)),
    async stop() {
      await launched.stop();
      rmSync(faults, { recursive: true, force: true });
    },
  };
}

/** The command line of the product under drill: its one JSON value. */
async function command<T>({ dataDir, url }: Pick<Launched, "dataDir" | "url">, args: string[]): Promise<T> {
  const env = { ...process.env, DATA_DIR: dataDir, PORT: new URL(url).port };
  const { stdout } = await run(process.execPath, ["server/cli/parley.mjs", ...args], { env, maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as T;
}

function makeTenant(launched: Launched): Promise<{ slug: string; apiKey: string }> {
  const email = `owner-${randomUUID().slice(0, 8)}@drill.example.test`;
  return command(launched, ["tenant", "create", "--name", "Drill", "--owner-email", email, "--owner-password", "a long enough password"]);
}

/** A refusal that no repetition would change. */
class Refused extends Error {}

const PATIENCE_MS = 90_000;

/** While the product is away its clients do what clients do: they try again. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (error instanceof Refused || Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function callRest<T>(url: string, key: string, { at, body, method }: { at: string; body?: object; method?: string }): Promise<T> {
  const answer = await fetch(`${url}/api/v1${at}`, {
    method: method ?? (body ? "POST" : "GET"),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.ok) return (await answer.json()) as T;
  const text = await answer.text();
  const passes = answer.status >= 500 || answer.status === 429;
  throw passes ? new Error(`${at} answered ${answer.status}`) : new Refused(`${at} answered ${answer.status}: ${text}`);
}

async function callSimulator<T>(url: string, at: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}${at}`, body ? { method: "POST", body: JSON.stringify(body) } : {});
  if (!answer.ok) throw new Error(`${at} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function queryOnce<T extends pg.QueryResultRow>(connectionString: string, text: string, values?: unknown[]): Promise<T[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

function superUrlOf(dataDir: string, ownerUrl: string): string {
  const passwords = JSON.parse(readFileSync(path.join(dataDir, "pg-passwords.json"), "utf8")) as { super: string };
  return Object.assign(new URL(ownerUrl), { username: "parley_super", password: passwords.super }).href;
}

/** The processes that work in this data directory and carry the role's title. */
function pidsOf(dataDir: string, role: Role): number[] {
  return readdirSync("/proc").flatMap((name) => {
    const folder = `/proc/${name}`;
    if (!/^\d+$/.test(name) || !existsSync(`${folder}/cmdline`)) return [];
    try {
      const isRole = readFileSync(`${folder}/cmdline`, "utf8").startsWith(`parley-${role}`);
      return isRole && readFileSync(`${folder}/environ`, "utf8").includes(`DATA_DIR=${dataDir}\0`) ? [Number(name)] : [];
    } catch {
      return []; // It ended while we looked.
    }
  });
}

/** One line of what was counted, for docs/reliability.md and the run's own output. */
export function report(drill: string, counts: Record<string, unknown>): void {
  const line = `${drill}: ${JSON.stringify(counts)}`;
  process.stdout.write(`${line}\n`);
  appendFileSync(path.resolve(".test/drills.log"), `${line}\n`);
}
