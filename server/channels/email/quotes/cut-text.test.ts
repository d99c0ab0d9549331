import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText } from "./cut-text";
import { readCases, readTextCase } from "./fixtures/read-cases";

const cases = ["text-europe.txt", "text-asia.txt", "text-traps.txt", "text-second.txt"].flatMap((file) =>
  readCases(file).map(({ name, body }) => ({ name, ...readTextCase(body) })),
);

describe("cutText", () => {
  test("has a corpus worth the name", () => {
    expect(cases.length).toBeGreaterThan(180);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.each(cases)("shows what was written: $name", ({ mail, visible }) => {
    expect(cutText(mail).visible).toBe(visible);
  });

  test.each(cases)("does so with other line ends: $name", ({ mail, visible }) => {
    for (const end of ["\r\n", "\r"]) expect(cutText(mail.replaceAll("\n", end)).visible).toBe(visible.replaceAll("\n", end));
  });

  test.each(cases)("loses nothing: $name", ({ mail }) => {
    const { visible, quoted } = cutText(mail);
    expect(visible + (quoted ?? "")).toBe(mail);
  });

  // What people write above must not change what is cut below. A mail that was shown whole because nothing else was left is another matter.
  const others = cases.filter(({ name }) => !/^(A mail that is only|Nothing but|A device's line)/.test(name));

  test.each(others)("does the same below other words: $name", ({ mail, visible }) => {
    const words = "Hello,\n\nI have two questions: when, and where?\n1. it is late\n2. it is loud\n\n";
    expect(cutText(words + mail).visible).toBe(words + visible);
  });

  // Yahoo, Outlook and NetEase put no ">" before the lines they quote. Then the line above has to say enough: whose words, and when.
  const SAYS_TOO_LITTLE = /without anything above|Nested|Orange|The Bat|Horde|answer|notice|footer|below/i;
  const marked = cases.filter(
    ({ name, mail, visible }) => mail !== visible && /^>/m.test(mail.slice(visible.length)) && !SAYS_TOO_LITTLE.test(name) && !/^>/m.test(visible),
  );

  test.each(marked)("cuts at the same place where a program leaves the marks out: $name", ({ mail, visible }) => {
    expect(cutText(visible + mail.slice(visible.length).replace(/^> ?/gm, "")).visible).toBe(visible);
  });

  const lines = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...cases.flatMap(({ mail }) => mail.split("\n")))), { maxLength: 30 });

  test("loses nothing and never shows nothing, whatever stands there", () => {
    fc.assert(
      fc.property(lines, (parts) => {
        const mail = parts.join("\n");
        const { visible, quoted } = cutText(mail);
        expect(visible + (quoted ?? "")).toBe(mail);
        if (mail.trim()) expect(visible.trim()).not.toBe("");
      }),
      { numRuns: 2000 },
    );
  });

  test("leaves text alone that has no marks", () => {
    const word = fc.stringMatching(/^[a-zäßéñ一-龠а-я]{1,12}$/);
    const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (parts) => {
        expect(cutText(parts.join("\n")).quoted).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });
});
