import { describe, expect, it } from "vitest";
import { splitText } from "./split-text";

describe("splitText", () => {
  it.each<[string, string, number, string[]]>([
    ["nothing", "", 10, []],
    ["white space", "  \n ", 10, []],
    ["what fits", "short", 10, ["short"]],
    ["exactly the limit", "0123456789", 10, ["0123456789"]],
    ["a paragraph end", "one two.\n\nthree four.", 16, ["one two.", "three four."]],
    ["a sentence end before a word end", "One two. Three four", 14, ["One two.", "Three four"]],
    ["a Chinese sentence end", "你好我在这里。请稍等一下好吗", 10, ["你好我在这里。", "请稍等一下好吗"]],
    ["a word end", "aaaaaa bbbbbb", 10, ["aaaaaa", "bbbbbb"]],
    ["hard, where there is no pause", "aaaaaaaaaaaa", 10, ["aaaaaaaaaa", "aa"]],
    ["before an emoji, never inside", "aaaaaaaaa🙂b", 10, ["aaaaaaaaa", "🙂b"]],
  ])("cuts at %s", (_name, text, max, expected) => {
    expect(splitText(text, max)).toEqual(expected);
  });

  it("loses nothing but white space, at any limit", () => {
    const text = "Mixed 文字。 with 🙂 and\nlines.  And (no) end".repeat(9);
    for (let max = 2; max < 90; max++) {
      const parts = splitText(text, max);
      expect(parts.every((part) => part.length <= max && !/\p{Surrogate}/u.test(part))).toBe(true);
      expect(parts.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }
  });
});
