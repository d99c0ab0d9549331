import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync, realpathSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

interface Account {
  uid: number;
  gid: number;
  isSwitched: boolean;
}

/**
 * Where one set of servers keeps what it writes, and where Dovecot has its sockets (their paths must be short). `wanted` is taken where
 * the servers' account can walk to it; else both lie below the temporary folder, under a name that follows from it.
 */
export function prepareFolders(wanted: string, account: Account): { folder: string; runFolder: string } {
  const base = path.join(tmpdir(), `parley-mail-${createHash("sha256").update(wanted).digest("hex").slice(0, 12)}`);
  makeOwn(base, account);
  const isUsable = !account.isSwitched || isReachable(path.dirname(wanted));
  const folder = isUsable ? wanted : path.join(base, "mail");
  // So that whoever clears the wanted place finds what belongs to it.
  if (!isUsable && !lstatSync(wanted, { throwIfNoEntry: false })) symlinkSync(base, wanted);
  const runFolder = path.join(base, "run");
  for (const own of [folder, runFolder, path.join(runFolder, "state"), path.join(folder, "mail"), path.join(folder, "spool")]) makeOwn(own, account);
  return { folder, runFolder };
}

/** A name in the temporary folder can be guessed: what somebody else has made there is refused. */
function makeOwn(folder: string, { uid, gid }: Account): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const there = lstatSync(folder);
  if (!there.isDirectory() || (there.uid !== uid && there.uid !== process.getuid?.())) throw new Error(`${folder} belongs to somebody else.`);
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o700);
}

/** Whether everybody may walk down to the folder. */
function isReachable(folder: string): boolean {
  for (let at = realpathSync(folder); ; at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) !== 0o001) return false;
    if (at === path.dirname(at)) return true;
  }
}
