import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const outDir = mkdtempSync(path.join(tmpdir(), "widget-"));
const built = (name: string) => readFileSync(path.join(outDir, name));
const gzip = (name: string) => gzipSync(built(name), { level: 9 }).length;
let manifest: { app: string; style: string };

beforeAll(async () => {
  // By URL: the script is plain JavaScript, which the build runs without a compiler.
  const { buildWidget } = await import(new URL("./build.mjs", import.meta.url).href);
  await buildWidget({ outDir });
  manifest = JSON.parse(built("widget/manifest.json").toString());
}, 30_000);
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

describe("what the widget costs the page that carries it", () => {
  test("the loader is under 2 KB gzip", () => {
    expect(gzip("widget.js")).toBeLessThan(2 * 1024);
  });

  test("the panel, with its styles, is under 40 KB gzip", () => {
    expect(gzip(`widget/${manifest.app}`) + gzip(`widget/${manifest.style}`)).toBeLessThan(40 * 1024);
  });

  test("files are named by their content, and nothing else lies beside them", () => {
    expect(manifest.app).toMatch(/^app-[0-9A-F]{8}\.js$/);
    expect(manifest.style).toMatch(/^app-[0-9A-F]{8}\.css$/);
    expect(readdirSync(path.join(outDir, "widget")).sort()).toEqual([manifest.app, manifest.style, "manifest.json"].sort());
  });

  test.each([
    ["eval", /\beval\(|new Function\(/],
    ["markup from strings", /innerHTML\s*=|insertAdjacentHTML|document\.write/],
    ["messages to any origin", /postMessage\([^)]*["']\*["']\)/],
    ["cookies", /document\.cookie/],
  ])("the loader stands on any page: no %s", (_name, pattern) => {
    expect(built("widget.js").toString()).not.toMatch(pattern);
  });
});
