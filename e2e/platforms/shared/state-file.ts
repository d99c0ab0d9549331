import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A platform remembers over a restart: who is who, what is connected, who wrote when. Without a file it forgets. */
export interface StateFile<T> {
  load(): T | null;
  /** Written a moment later, all changes of that moment at once. */
  save(state: T): void;
  close(): void;
}

const DELAY_MS = 200;

export function openStateFile<T>(path: string | undefined): StateFile<T> {
  let pending: T | null = null;
  let timer: NodeJS.Timeout | null = null;
  const write = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!path || pending === null) return;
    mkdirSync(dirname(path), { recursive: true });
    // Renamed into place, so that a kill in the middle leaves the old file.
    writeFileSync(`${path}.new`, JSON.stringify(pending));
    renameSync(`${path}.new`, path);
    pending = null;
  };
  return {
    load() {
      if (!path) return null;
      try {
        return JSON.parse(readFileSync(path, "utf8")) as T;
      } catch {
        return null; // The first start, or a file that a crash spoilt: begin anew.
      }
    },
    save(state) {
      pending = state;
      timer ??= setTimeout(write, DELAY_MS);
    },
    close: write,
  };
}
