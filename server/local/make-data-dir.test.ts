import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeDataDir } from "./make-data-dir";

const folder = mkdtempSync(path.join(tmpdir(), "parley-data-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("makes what is missing, and a second time changes nothing", () => {
  const dataDir = path.join(folder, "a/b/c");
  makeDataDir(dataDir);
  makeDataDir(dataDir);
  expect(existsSync(dataDir)).toBe(true);
});

test.each([
  ["a file", () => path.join(folder, "file")],
  ["below a file", () => path.join(folder, "file/data")],
  ["a place where nothing can be made", () => "/proc/parley"],
])("%s is refused with a sentence that names the variable", (_, place) => {
  writeFileSync(path.join(folder, "file"), "");
  expect(() => makeDataDir(place())).toThrow(/^DATA_DIR .* cannot be written to \(\w+\)\. Set it to another folder\.$/);
});
