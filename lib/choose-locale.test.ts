import { expect, test } from "vitest";
import { chooseLocale } from "./choose-locale";

test.each([
  ["the cookie wins", "en", "zh-CN", "en"],
  ["a cookie of a language we do not speak counts for nothing", "fr", "zh-TW,zh;q=0.9", "zh-CN"],
  ["quality decides over order", undefined, "en;q=0.5, zh;q=0.9", "zh-CN"],
  ["q=0 means not this one", undefined, "zh;q=0, fr", "en"],
  ["a broken quality is no wish", undefined, "zh;q=abc", "en"],
  ["nothing asked for is English", undefined, null, "en"],
  ["the first of equals", undefined, "de, en-US, zh", "en"],
])("%s", (_, cookie, header, expected) => {
  expect(chooseLocale(cookie, header)).toBe(expected);
});
