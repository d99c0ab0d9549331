import { expect, test } from "vitest";
import { linkify, webAddress } from "./linkify";

const links = (text: string) => linkify(text).flatMap((part) => part.href ?? []);

test.each([
  ["an address in a sentence", "See https://shop.example/a?b=1#c.", ["https://shop.example/a?b=1#c"]],
  ["brackets around an address", "(https://a.example/x)", ["https://a.example/x"]],
  ["brackets in an address", "https://en.example/wiki/A_(b)", ["https://en.example/wiki/A_(b)"]],
  ["an address before Chinese punctuation", "请看https://a.example/路径，谢谢", ["https://a.example/路径"]],
  ["a mail address", "Write to ana+shop@mail.example.com, thanks", ["mailto:ana+shop@mail.example.com"]],
  ["two addresses", "http://a.example http://b.example", ["http://a.example", "http://b.example"]],
  ["a script is text", "javascript:alert(1) data:text/html,x", []],
  ["a scheme without a host is text", "https://", []],
])("%s", (_, text, expected) => {
  expect(links(text)).toEqual(expected);
});

test("nothing of the text is lost or doubled", () => {
  const text = "a https://b.example, c@d.example! (https://e.example/(f)) 完";
  expect(
    linkify(text)
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
});

test("a hundred thousand characters without a space take no time", () => {
  const start = performance.now();
  linkify(`https://${"a".repeat(100_000)}`);
  linkify("a".repeat(100_000));
  linkify("a.".repeat(50_000));
  expect(performance.now() - start).toBeLessThan(1_000);
});

test.each(["javascript:alert(1)", "//evil.example", "ftp://a.example", ""])("%j is no web address", (value) => {
  expect(webAddress(value)).toBeNull();
});
