import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOLES, makeScratchCopy } from "./holes";

const scratch = path.resolve(".test", `scratch-${process.pid}`);
let run: { status: number | null; output: string };

beforeAll(async () => {
  makeScratchCopy(scratch);
  for (const hole of HOLES) hole.dig(scratch);
  run = await runIsolationTest(scratch);
}, 120_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The unchanged test, on the copy with the holes. */
function runIsolationTest(folder: string): Promise<typeof run> {
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--project", "db", "server/testing/isolation/isolation.db.test.ts"], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, output })));
}

test("the isolation test fails on a copy with holes", () => {
  expect(run.status).not.toBe(0);
});

test.each(HOLES.map((hole) => hole.found))("finds: %s", (found) => {
  expect(run.output).toContain(found);
});
