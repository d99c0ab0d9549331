import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LOCALES } from "@/lib/locales";
import { MESSAGE_AREAS } from "./areas";

interface Catalogue {
  [key: string]: string | Catalogue;
}

function read(locale: string, area: string): Map<string, string> {
  const flat = new Map<string, string>();
  const walk = (node: Catalogue, prefix: string) => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string") flat.set(prefix + key, value);
      else walk(value, `${prefix}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(join(import.meta.dirname, locale, `${area}.json`), "utf8")), "");
  return flat;
}

/** Names of ICU arguments and rich tags: `{count, plural, ...}`, `{name}`, `<b>`. */
function argumentsOf(message: string): string[] {
  const names = [...message.matchAll(/\{\s*([A-Za-z]\w*)\s*[,}]/g), ...message.matchAll(/<([a-zA-Z]\w*)>/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].sort();
}

/** What is on disk in English: the areas that pages load, and `mail`, which the server reads by itself. */
const AREAS = readdirSync(join(import.meta.dirname, "en")).map((file) => file.replace(/\.json$/, ""));

test("every language has the same catalogues, and every loaded one is there", () => {
  for (const locale of LOCALES) {
    const files = readdirSync(join(import.meta.dirname, locale)).map((file) => file.replace(/\.json$/, ""));
    expect(files.sort()).toEqual([...AREAS].sort());
  }
  expect(AREAS).toEqual(expect.arrayContaining([...MESSAGE_AREAS]));
});

describe.each(AREAS)("the words of %s", (area) => {
  const english = read("en", area);
  const chinese = read("zh-CN", area);

  test("have the same keys in both languages", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("take the same arguments in both languages", () => {
    for (const [key, message] of english) expect([key, argumentsOf(chinese.get(key) ?? "")]).toEqual([key, argumentsOf(message)]);
  });

  test("use full-width punctuation and no half-width quotes in Chinese", () => {
    for (const [key, message] of chinese) expect([key, message.match(/[\p{Script=Han}][,;:!?](?=\s|$|\p{Script=Han})/u)?.[0] ?? null]).toEqual([key, null]);
  });

  test("do not plead, apologise or shout in English", () => {
    for (const [key, message] of english) expect([key, message.match(/\bplease\b|\boops\b|!/i)?.[0] ?? null]).toEqual([key, null]);
  });
});
