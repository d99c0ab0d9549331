import { expect, test } from "vitest";
import { createRenewals } from "./renewals";

test("a message is renewed once, however many of its pictures fail, and again when its links may have run out again", () => {
  const renewals = createRenewals();
  const asked = [0, 1, 299_999, 300_000].map((at) => renewals.take("a", at));
  expect([asked, renewals.take("b", 1)]).toEqual([[true, false, false, true], true]);
});

test("what it remembers does not grow without end", () => {
  const renewals = createRenewals();
  for (let i = 0; i < 500; i++) renewals.take(`m${i}`, 0);
  expect([renewals.take("m499", 1), renewals.take("new", 1), renewals.take("m499", 2)]).toEqual([false, true, true]);
});
