import { expect, test } from "vitest";
import { isWeakPassword } from "./weak-password";

test.each([
  ["password123", "a well-known word with digits"],
  ["P@ssw0rd2026!", "a well-known word in disguise"],
  ["qwertyuiop", "a row of keys"],
  ["1234567890", "a run of digits"],
  ["0123456789", "a run from zero"],
  ["9876543210!", "a run with an end"],
  ["aaaaaaaaaaaa", "one character"],
  ["abababababab", "two characters"],
  ["2026-11-21 10:31", "digits and punctuation only"],
  ["lucia@example.test", "the person's own address"],
  ["Lindqvist2026", "the person's own name"],
])("refuses %s: %s", (password) => {
  expect(isWeakPassword(password, ["lucia@example.test", "Lindqvist"])).toBe(true);
});

test.each(["correct horse battery", "parley-demo-2026", "我的密码是春天的樱花很美", "x7-Gartenzaun-lila"])("takes %s", (password) => {
  expect(isWeakPassword(password, ["lucia@example.test", "Lindqvist"])).toBe(false);
});
