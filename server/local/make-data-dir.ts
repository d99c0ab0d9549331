import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Makes the data directory and everything above it that is missing, one level at a time: Node's recursive mkdir never comes
 * back from places like /proc. Throws one sentence that names the variable.
 */
export function makeDataDir(dataDir: string): void {
  try {
    for (const folder of missingLevels(dataDir)) mkdirSync(folder);
    if (!statSync(dataDir).isDirectory()) throw Object.assign(new Error("a file stands there"), { code: "ENOTDIR" });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`DATA_DIR ${dataDir} cannot be written to (${(error as NodeJS.ErrnoException).code}). Set it to another folder.`, { cause: error });
  }
}

/** From the highest missing folder down to the directory itself. */
function missingLevels(dataDir: string): string[] {
  const missing: string[] = [];
  for (let at = dataDir; !statSync(at, { throwIfNoEntry: false }); at = path.dirname(at)) missing.unshift(at);
  return missing;
}
