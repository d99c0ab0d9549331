import { expect, it } from "vitest";
import { toInstant } from "./to-instant";

it.each<[unknown, string | null]>([
  [1735862403, "2025-01-03T00:00:03.000Z"],
  ["1735862403", "2025-01-03T00:00:03.000Z"],
  [1735862403123, "2025-01-03T00:00:03.123Z"],
  [1735862403123456, "2025-01-03T00:00:03.123Z"],
  ["2025-01-03T00:00:03Z", "2025-01-03T00:00:03.000Z"],
  ["17358 2493", null],
  ["+017358-01-01T00:00:00Z", null],
  [0, null],
  [-1, null],
  [Number.NaN, null],
  ["yesterday", null],
  [null, null],
  [{}, null],
])("%j is %s", (value, expected) => {
  expect(toInstant(value)).toBe(expected);
});
