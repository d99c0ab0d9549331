import { readFileSync } from "node:fs";

/** Whether a process of this number runs (also somebody else's). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether the number belongs to a process of ours: numbers are given again to strangers. Where the system cannot say, alive is enough. */
export function isParleyProcess(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("parley");
  } catch {
    return process.platform !== "linux";
  }
}
