import { expect, test } from "vitest";
import { Turns } from "./turns";

test("who had many small batches within a second rests, and after it does not", () => {
  const turns = new Turns();
  for (let n = 0; n <= 60; n++) turns.note("busy", 1, 1_000 + n);
  expect(turns.rests("busy", 1_061)).toBe(true);
  expect(turns.longestRestMs(1_061)).toBe(99);
  expect(turns.rests("busy", 1_160)).toBe(false);
  expect(turns.longestRestMs(1_160)).toBeNull();
});

test("an ordinary tenant never rests, nor one with a backlog, whose batches are large", () => {
  const turns = new Turns();
  for (let n = 0; n < 500; n++) turns.note("ordinary", 1, n * 20);
  for (let n = 0; n < 50; n++) turns.note("backlog", 250, n * 40);
  expect([turns.rests("ordinary", 10_000), turns.rests("backlog", 2_000)]).toEqual([false, false]);
  expect(turns.longestRestMs(2_000)).toBeNull();
});

test("one who rests keeps nobody else from their turn", () => {
  const turns = new Turns();
  for (let n = 0; n <= 60; n++) turns.note("busy", 1, 1_000);
  expect(turns.rests("quiet", 1_000)).toBe(false);
});
