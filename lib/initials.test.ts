import { expect, test } from "vitest";
import { initialsOf } from "./initials";

test.each([
  ["Lucía Fernández", "LF"],
  ["Visitor 8F21", "V8"],
  ["Tom", "TO"],
  ["林悦", "林"],
  ["马 晓", "马"],
  ["김철수", "김"],
  ["  ada   king  lovelace ", "AL"],
  ["+34 612 004 918", "39"],
  ["👩‍👩‍👧 family", "👩‍👩‍👧F"],
  ["", "?"],
  ["···", "?"],
])("the initials of %j are %j", (name, expected) => {
  expect(initialsOf(name)).toBe(expected);
});
