import { expect, test } from "vitest";
import { languageName } from "./language-name";

test.each([
  ["es-MX", "en", "Spanish"],
  ["zh_Hant_TW", "en", "Chinese"],
  ["fr", "zh-CN", "法语"],
  ["not a language", "en", "not a language"],
  ["", "en", ""],
])("%j read in %s is %j", (tag, locale, expected) => {
  expect(languageName(tag, locale)).toBe(expected);
});
