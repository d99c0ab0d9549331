import { expect, test } from "vitest";
import { isDatabaseAway } from "./db-errors";

test.each([
  ["ECONNREFUSED", true],
  ["08006", true],
  ["57P03", true],
  ["53300", true],
  ["53100", true],
  ["53200", true],
  ["58030", true],
  ["25006", true],
  ["57014", false],
  ["23505", false],
  ["22P02", false],
  ["42501", false],
])("%s: the database is away %s", (code, expected) => {
  expect(isDatabaseAway(Object.assign(new Error("x"), { code }))).toBe(expected);
});
