import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DataLock, takeDataLock } from "./data-lock";

let folder: string;
let other: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "parley-lock-"));
});
afterEach(() => {
  other?.kill("SIGKILL");
  other = null;
  rmSync(folder, { recursive: true });
});

/** A living process that holds the lock. */
async function heldByAnother(argv0: string): Promise<number> {
  other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('up')"], { argv0, cwd: "/" });
  if (other.stdout) await once(other.stdout, "data");
  writeFileSync(path.join(folder, "parley.lock"), String(other.pid));
  return other.pid as number;
}

describe("the data directory's lock", () => {
  test("is refused while a living process of ours has it, and says which", async () => {
    const pid = await heldByAnother("parley-launcher");
    expect(takeDataLock(folder)).toEqual({ heldBy: pid });
  });

  test("is taken from a dead process", async () => {
    await heldByAnother("parley-launcher");
    other?.kill("SIGKILL");
    if (other) await once(other, "exit");
    expect(takeDataLock(folder)).toHaveProperty("release");
  });

  test.runIf(process.platform === "linux")("is taken from a stranger who was given the dead one's number", async () => {
    await heldByAnother("somebody-else");
    expect(takeDataLock(folder)).toHaveProperty("release");
  });

  test("is free again after its release", async () => {
    const lock = takeDataLock(folder) as DataLock;
    lock.release();
    const pid = await heldByAnother("parley-cli");
    expect(takeDataLock(folder)).toEqual({ heldBy: pid });
  });
});
