import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "@/server/local/process-id";

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(path.resolve(".test", "cli-"));
});
afterAll(() => {
  rmSync(realpathSync(path.join(dataDir, "pg")), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

/** The command line from its sources, with nothing of this test's own environment. */
function parley(...args: string[]): ChildProcess {
  const env = { NODE_ENV: "production" as const, PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, LOG_LEVEL: "silent" };
  return spawn(process.execPath, ["--import", "tsx", "server/cli/main.ts", ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
}

/** The number of the server that runs on the data directory, once it takes connections. */
function postmaster(): number | null {
  const file = path.join(dataDir, "pg", "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  return lines[7]?.trim() === "ready" ? Number(lines[0]) : null;
}

describe("a command that started its own PostgreSQL", () => {
  test.each([
    ["in the middle of its work", 3_000],
    ["as soon as the server is up", 0],
  ])(
    "stops it when it is interrupted %s",
    async (_when, workMs) => {
      const command = parley("seed", "--size", "large");
      let words = "";
      command.stderr?.on("data", (chunk) => {
        words += chunk;
      });
      const exit = once(command, "exit");
      await expect.poll(postmaster, { timeout: 40_000, interval: 20 }).not.toBeNull();
      const pid = postmaster() ?? 0;
      await new Promise((resolve) => setTimeout(resolve, workMs));
      expect(command.exitCode).toBeNull();
      // As a terminal's Ctrl-C: once from the terminal, once from the starter.
      command.kill("SIGINT");
      command.kill("SIGINT");
      const [code] = (await exit) as [number | null];
      expect([code, words.trim().split("\n").at(-1)]).toEqual([1, "Interrupted."]);
      expect(isAlive(pid)).toBe(false);
      expect(existsSync(path.join(dataDir, "parley.lock"))).toBe(false);
    },
    90_000,
  );
});
