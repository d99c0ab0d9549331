import { expect, test } from "vitest";
import { normaliseEmail } from "./normalise-email";

test.each([
  [" Maya@Example.COM ", "maya@example.com", "case and spaces"],
  ["ｍａｙａ＠example.com", "maya@example.com", "full-width characters become plain before they are checked"],
  ["maya+shop@example.co.uk", "maya+shop@example.co.uk", "a tag stays"],
  ["李雷@例子.公司", "李雷@例子.公司", "other scripts"],
])("%j is %j: %s", (given, expected) => {
  expect(normaliseEmail(given)).toBe(expected);
});

test.each([
  ["", "nothing"],
  ["maya", "no @"],
  ["maya@localhost", "no dot in the domain"],
  ["maya@a@example.com", "two @"],
  ["maya＠evil.com@example.com", "a second @ that only appears after normalising"],
  ["maya@example.com\nbcc: x@example.com", "a line break"],
  ["maya@exam\u200bple.com", "an invisible character"],
  ['"maya"@example.com', "quotes"],
  ["a@example.com,b@example.com", "two addresses"],
  ["maya@example.com\u0000", "NUL"],
  [`${"a".repeat(250)}@example.com`, "too long"],
])("refuses %j: %s", (given) => {
  expect(normaliseEmail(given)).toBeNull();
});
