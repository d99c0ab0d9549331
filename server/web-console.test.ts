import type pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeLog, withLogContext } from "./log";
import { logConsole } from "./web-console";

const shared = globalThis as typeof globalThis & { parleyLog?: pino.Logger };
const before = { log: shared.parleyLog, error: console.error, warn: console.warn };
let lines: string[];
beforeEach(() => {
  lines = [];
  shared.parleyLog = makeLog("info", { write: (line: string) => void lines.push(line) });
  logConsole();
});
afterEach(() => {
  shared.parleyLog = before.log;
  Object.assign(console, { error: before.error, warn: before.warn });
});

test("what a page's failure prints is a line of the log, without what was typed", () => {
  const failure = Object.assign(new Error('no place for "my mother is ill"'), { digest: "123", input: "my mother" });
  withLogContext({ requestId: "r1" }, () => console.error(" ⨯", failure));
  console.warn("the image https://x.example/a?token=hunter2 of lucia@example.test is large");
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 50, from: "next", requestId: "r1", msg: "page failed", err: { type: "Error" } });
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({ level: 40, msg: "the image https://x.example/… of <address> is large" });
  expect(lines.join()).not.toMatch(/mother|hunter2|lucia/);
});
