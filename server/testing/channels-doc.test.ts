import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { comparisonTables } from "@/server/channels/comparison-table";
import { listAdapters } from "@/server/channels/registry";

const doc = readFileSync("docs/channels.md", "utf8");

test("docs/channels.md shows today's comparison (npm run docs:channels)", () => {
  const generated = /<!-- begin: generated -->\n\n([\s\S]*)\n\n<!-- end: generated -->/.exec(doc)?.[1];
  expect(generated).toBe(comparisonTables(listAdapters()));
});

/** The product's own: the widget and the API are rooms beside their folders, and mail is a domain of its own. */
const OWN = ["widget", "api", "email"];
const kinds = listAdapters().flatMap(({ kind }) => (OWN.includes(kind) ? [] : [kind]));

/** The dialects of formatted text are named after whose they are; and what measures needs loads of its own. */
const ELSEWHERE = ["server/channels/contract.ts", "lib/rich-text/", "components/conversation/message-preview.tsx", "server/cli/bench/"];
const isElsewhere = (file: string) => ELSEWHERE.some((at) => file.startsWith(at));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith("server/db/generated") && !file.startsWith("server/testing"));
}

describe("a kind of channel", () => {
  const files = ["app", "components", "lib", "prisma", "server"].flatMap(sources).map((file) => ({ file, text: readFileSync(file, "utf8") }));

  test.each(kinds)("%s touches its folder and one line of the registry", (kind) => {
    const names = new RegExp(`["'\`](${kind})["'\`]|channels/${kind}/`);
    // Folders of channels may name each other's platforms (Instagram through a Page); that they import nothing of each other is lint's.
    const isHome = (file: string) => /^server\/channels\/[^/]+\//.test(file) || file === "server/channels/registry.ts" || isElsewhere(file);
    expect(files.filter(({ file, text }) => !isHome(file) && names.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test.each(kinds)("%s has its fixtures, a page for support, a simulator and a journey", (kind) => {
    const needed = [
      `server/channels/${kind}/fixtures`,
      `server/channels/${kind}/README.md`,
      `server/channels/${kind}/${kind}.test.ts`,
      `e2e/platforms/${kind}/server.ts`,
      `server/testing/channels/${kind}.test.ts`,
    ];
    expect(needed.filter((file) => !existsSync(file))).toEqual([]);
    expect(doc).toContain(`\`${kind}\``);
  });
});
