import { expect, test } from "vitest";
import { DEFAULT_FILTER, readFilter, writeFilter } from "./inbox-filter";

test("a filter survives the address bar, and the default leaves no trace in it", () => {
  const filter = { view: "mine", sort: "waiting", status: "snoozed" } as const;
  expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
  expect(writeFilter(DEFAULT_FILTER)).toBe("");
});

test("nonsense in the address means the default", () => {
  expect(readFilter(new URLSearchParams("view=admin&sort=&status=%00"))).toEqual(DEFAULT_FILTER);
});
