import { describe, expect, test } from "vitest";
import { lengthIn } from "./length";
import { parseMarkdown } from "./parse";
import { DIALECTS, type DialectName } from "./render";
import { type Limit, splitRich } from "./split-rich";
import { plainTree } from "./tree";

const split = (text: string, max: number, over: Partial<Limit> = {}) => {
  const limit: Limit = { max, unit: "utf16", formatting: "whatsapp", ...over };
  return splitRich(parseMarkdown(text), limit).map(DIALECTS[limit.formatting].write);
};

describe("splitRich", () => {
  test.each<[string, string, number, string[]]>([
    ["between paragraphs", "one two.\n\nthree four.", 16, ["one two.", "three four."]],
    ["at the end of a line", "first line\nsecond line", 16, ["first line", "second line"]],
    ["at the end of a sentence before that of a word", "One two. Three four", 14, ["One two.", "Three four"]],
    ["at a Chinese sentence", "你好我在这里。请稍等一下好吗", 10, ["你好我在这里。", "请稍等一下好吗"]],
    ["at a Japanese sentence", "承知しました。確認してご連絡します。", 12, ["承知しました。", "確認してご連絡します。"]],
    ["at a Hindi sentence", "नमस्ते जी। आप कैसे हैं", 16, ["नमस्ते जी।", "आप कैसे हैं"]],
    ["at an Arabic question", "كيف حالك؟ أنا هنا", 13, ["كيف حالك؟", "أنا هنا"]],
    ["between Thai words, which have no spaces", "สวัสดีครับยินดีต้อนรับ", 12, ["สวัสดีครับ", "ยินดีต้อนรับ"]],
    ["between words", "aaaaaa bbbbbb", 10, ["aaaaaa", "bbbbbb"]],
    ["behind a comma, which stays with its word", "aaaaaa, bbbbbb", 10, ["aaaaaa,", "bbbbbb"]],
    ["where there is no pause", "aaaaaaaaaaaa", 10, ["aaaaaaaaaa", "aa"]],
    ["before an emoji, never inside", "aaaaaaaaa🙂b", 10, ["aaaaaaaaa", "🙂b"]],
    ["before a family, never inside", "aaaaa👨‍👩‍👧‍👦b", 12, ["aaaaa", "👨‍👩‍👧‍👦b"]],
    ["before a bold phrase", "call us today **or never ever** bye", 24, ["call us today", "*or never ever* bye"]],
    ["within a bold phrase that is longer than a message, which stays bold", "**aaaa bbbb cccc**", 12, ["*aaaa bbbb*", "*cccc*"]],
    ["before an address", "see the page https://a.test/b-c-d", 24, ["see the page", "https://a.test/b-c-d"]],
    ["between items, and counts on", "1. one\n2. two\n3. three", 14, ["1. one\n2. two", "3. three"]],
    ["within an item that is longer than a message", "1. one two three\n2. four", 10, ["1. one two", "three", "2. four"]],
    ["a quote, which stays one", "> one two\n> three four", 14, ["> one two", "> three four"]],
    ["code, which stays code", "```\naaaa\nbbbb\n```", 12, ["```aaaa```", "```bbbb```"]],
    ["a paragraph that fits goes whole into the next message", "one two three\n\nfour five", 16, ["one two three", "four five"]],
  ])("cuts %s", (_name, text, max, expected) => {
    expect(split(text, max)).toEqual(expected);
  });

  test("counts as the platform does", () => {
    const text = "é".repeat(30);
    expect(split(text, 10, { unit: "bytes" })).toHaveLength(6);
    expect(split("🙂".repeat(30), 10, { unit: "code-points" })).toHaveLength(3);
    // Telegram counts what is seen, not the tags.
    expect(split(`**${"a".repeat(10)}**`, 10, { formatting: "telegram" })).toEqual([`<b>${"a".repeat(10)}</b>`]);
  });

  const TEXTS = {
    mixed: "Mixed **文字。 with** 🙂 and\nlines.  And [a link](https://a.test/b) (no) end. ".repeat(9),
    blocks: "Hello **you**\n\n- one item that is long\n- two\n\n> quoted *words* here\n\n```\ncode\nmore code\n```\n\n1. a\n2. b".repeat(3),
  };
  const UNITS = ["utf16", "bytes", "code-points"] as const;
  const FORMATS: DialectName[] = ["plain", "whatsapp", "telegram"];
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, "");

  test.each(Object.entries(TEXTS))("keeps every limit and loses no letter: %s", (_name, text) => {
    for (const unit of UNITS)
      for (const formatting of FORMATS)
        for (let max = 40; max < 400; max += 31) {
          const { write, counted } = DIALECTS[formatting];
          const parts = splitRich(parseMarkdown(text), { max, unit, formatting }).map(write);
          expect(parts.every((part) => lengthIn(unit, counted(part)) <= max && !/\p{Surrogate}/u.test(part))).toBe(true);
          if (formatting === "telegram") expect(letters(parts.map(counted).join(""))).toBe(letters(counted(write(parseMarkdown(text)))));
        }
  });

  test("keeps plain words as they were typed, but for the space around cuts", () => {
    const text = "One  two.\n\n\n*Three* four. ".repeat(20);
    for (let max = 10; max < 200; max += 13) {
      const parts = splitRich(plainTree(text), { max, unit: "utf16", formatting: "plain" }).map(DIALECTS.plain.write);
      expect(parts.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      expect(parts.every((part) => part.length <= max)).toBe(true);
    }
  });

  test.each<[string, string, number]>([
    ["one word", "a".repeat(30_000), 1_000],
    ["paragraphs", "a\n\n".repeat(10_000), 4_096],
    ["items", "- a\n".repeat(8_000), 2_000],
    ["quoted lines", "> a b c\n".repeat(7_000), 1_000],
    ["marks", "**a** ".repeat(4_000), 1_000],
  ])(
    "cuts a text of hostile length in time: %s",
    (_name, text, max) => {
      const before = performance.now();
      split(text, max);
      expect(performance.now() - before).toBeLessThan(8_000);
    },
    20_000,
  );

  test("goes on although a message holds less than one character", () => {
    expect(split("🙂🙂", 1, { unit: "bytes" }).length).toBeGreaterThan(0);
    expect(split("> a", 1).length).toBeGreaterThan(0);
  });
});
