import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

// The rules of the house that no linter knows. Sizes of functions, `any` and skipped tests are Biome's; who may import whom is
// .dependency-cruiser.cjs's.

const FOLDERS = [".ci", "app", "components", "docs", "e2e", "lib", "prisma", "public", "server"];
const GENERATED = [".git", ".next", ".data", ".test", "build", "node_modules", "test-results", "playwright-report"];

interface Source {
  file: string;
  text: string;
  lines: string[];
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (file === "server/db/generated" || entry.name === "fixtures") return [];
    return entry.isDirectory() ? walk(file) : [file];
  });
}

const files = ["app", "components", "e2e", "lib", "prisma", "server"].flatMap(walk);
const isTest = (file: string) => /\.(test|spec)\.tsx?$/.test(file);
const sources: Source[] = files
  .filter((file) => /\.(tsx?|mjs|css)$/.test(file))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }))
  .map((source) => ({ ...source, lines: source.text.trimEnd().split("\n") }));
const code = sources.filter(({ file }) => /\.tsx?$/.test(file));

/** Files that a rule finds, as "file: what". Empty is what every test wants. */
const offenders = (given: Source[], find: (source: Source) => string | null | undefined | false) =>
  given.flatMap((source) => {
    const what = find(source);
    return what ? [`${source.file}: ${what}`] : [];
  });

const firstLine = (source: Source, pattern: RegExp) => source.lines.find((line) => pattern.test(line))?.trim();

describe("the house", () => {
  test("has no folder at its root that style does not name", () => {
    const folders = readdirSync(".", { withFileTypes: true }).filter((entry) => entry.isDirectory() && !GENERATED.includes(entry.name));
    expect(folders.map((entry) => entry.name).filter((name) => !FOLDERS.includes(name))).toEqual([]);
  });

  test("keeps files within 250 lines", () => {
    // Tests are free, and so is the contract: declarations that are read as one, like a table.
    const isFree = (file: string) => isTest(file) || file === "server/channels/contract.ts";
    const tooLong = offenders(sources, ({ file, lines }) => !isFree(file) && lines.length > 250 && `${lines.length} lines`);
    expect(tooLong).toEqual([]);
  });

  test("keeps the median file under 70 lines", () => {
    const lengths = sources.map(({ lines }) => lines.length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(70);
  });

  test("names files in kebab-case and nothing utils, helpers, common, services or managers", () => {
    const isOdd = (file: string) =>
      /(^|\/)(utils?|helpers?|common|services?|managers?)(\/|\.|$)/.test(file) || !/^[a-z0-9[\]().-]+$/.test(path.basename(file).replace(/^\[+\.*|^_/, ""));
    expect(files.filter((file) => /\.(tsx?|mjs)$/.test(file) && isOdd(file))).toEqual([]);
  });

  test("reads process.env in lib/env.ts alone; the starters, tests and simulators are processes of their own", () => {
    const isFree = (file: string) => file === "lib/env.ts" || file.startsWith("e2e/") || file.startsWith("server/testing/") || isTest(file);
    expect(offenders(code, (source) => !isFree(source.file) && firstLine(source, /process\.env\b/))).toEqual([]);
  });

  test("escapes no type and skips no check", () => {
    const wayOut = new RegExp(["\\bas any\\b", "@ts-(ignore|nocheck|expect-error)", "\\b(describe|test|it)\\.(skip|only|todo|fixme)\\b"].join("|"));
    expect(offenders(code, (source) => source.file !== "server/testing/house.test.ts" && firstLine(source, wayOut))).toEqual([]);
  });

  test("climbs no stairs: from two rooms up, imports start at the root", () => {
    expect(offenders(code, (source) => firstLine(source, /from "(\.\.\/){3}/))).toEqual([]);
  });

  test("has no barrel: a file that only passes on what others hold", () => {
    const isBarrel = ({ lines }: Source) => {
      const statements = lines.filter((line) => line.trim() && !/^\s*(\/\/|\/\*|\*)/.test(line));
      return statements.length > 0 && statements.every((line) => /^export (\*|\{).* from /.test(line));
    };
    // Next takes a route's methods from the file of the route.
    expect(offenders(code, (source) => !source.file.endsWith("/route.ts") && isBarrel(source) && "only passes on")).toEqual([]);
  });

  test("imports zod whole, because only that form shakes", () => {
    expect(offenders(code, (source) => firstLine(source, /import (type )?\{.*\} from "zod"/))).toEqual([]);
  });

  test("says of every exported function of server/ and lib/ what it promises", () => {
    const isHeld = (file: string) => /^(server|lib)\//.test(file) && file.endsWith(".ts") && !isTest(file);
    const silent = code
      .filter(({ file }) => isHeld(file))
      .flatMap(({ file, lines }) =>
        lines.flatMap((line, i) => {
          const name = /^export (?:async )?function\*? (\w+)/.exec(line)?.[1];
          return name && !lines[i - 1]?.trim().endsWith("*/") && !/^export (async )?function/.test(lines[i - 1] ?? "") ? [`${file}: ${name}`] : [];
        }),
      );
    expect(silent).toEqual([]);
  });

  test("promises nothing for later without an issue's number", () => {
    expect(offenders(sources, (source) => source.file !== "server/testing/house.test.ts" && firstLine(source, /\b(TODO|FIXME|XXX)\b(?!.*#\d)/))).toEqual([]);
  });
});
