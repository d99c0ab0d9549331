import { readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";

/** As whom the servers run: as root Exim's own account, which may run a daemon without any privilege; else whoever started us. */
export function serverAccount(): { name: string; uid: number; gid: number; isSwitched: boolean } {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { name: username, uid, gid, isSwitched: false };
  const [name, , ownUid, ownGid] = (/^Debian-exim:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0] ?? "").split(":");
  if (!name || !ownUid || !ownGid) throw new Error("The account Debian-exim is missing: the package exim4-base makes it.");
  return { name, uid: Number(ownUid), gid: Number(ownGid), isSwitched: true };
}

/** Processes that work with a file of settings: what a killed owner left behind. Their command line names it. */
export function processesOf(settingsFile: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => commandLine(name).includes(settingsFile))
    .map(Number);
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // It ended while we looked.
  }
}
