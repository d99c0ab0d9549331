import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeDataDir } from "./make-data-dir";
import { isParleyProcess } from "./process-id";

/**
 * Who holds a data directory: the launcher, or a command that started the embedded database for itself. Two of them
 * would each take the other's PostgreSQL for an orphan.
 */
export interface DataLock {
  release(): void;
}

/** Takes the lock. Gives the holder's process id while a living process of ours has it. */
export function takeDataLock(dataDir: string): DataLock | { heldBy: number } {
  makeDataDir(dataDir);
  const file = path.join(dataDir, "parley.lock");
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (;;) {
      try {
        // link, not write: the file appears with its content or not at all.
        linkSync(own, file);
        return { release: () => release(file) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const heldBy = holderOf(file);
      if (heldBy === process.pid) return { release: () => release(file) };
      if (heldBy && isParleyProcess(heldBy)) return { heldBy };
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function holderOf(file: string): number {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

function release(file: string): void {
  if (holderOf(file) === process.pid) rmSync(file, { force: true });
}
