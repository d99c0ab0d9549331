import { execFile } from "node:child_process";
import { expect, test } from "vitest";

const run = (code: string) =>
  new Promise<{ exit: number | string | undefined; said: string }>((resolve) => {
    const script = `import { logCrashes } from "./server/log-crashes"; logCrashes(); ${code}`;
    const args = ["--import", "tsx", "--input-type=module", "--eval", script];
    execFile(process.execPath, args, { env: { ...process.env, LOG_LEVEL: "info" } }, (error, _stdout, said) => resolve({ exit: error?.code ?? 0, said }));
  });

test.each([
  ["thrown", 'throw Object.assign(new Error("no row"), { detail: "my mother is ill" });'],
  ["a rejection", 'void Promise.reject(Object.assign(new Error("no row"), { detail: "my mother is ill" }));'],
])(
  "an error that nobody caught (%s) ends the process with one line, without what it holds",
  async (_how, code) => {
    const { exit, said } = await run(code);
    expect(exit).toBe(1);
    expect(JSON.parse(said.trim())).toMatchObject({ level: 60, err: { type: "Error", message: "no row" } });
    expect(said).not.toContain("mother");
  },
  20_000,
);
