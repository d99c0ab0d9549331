import { expect, test } from "vitest";
import { isInPilot } from "./pilot";

const people = Array.from({ length: 2_000 }, (_, i) => `person-${i}`);
const inside = (share: number, channelId = "c1") => people.filter((person) => isInPilot({ share, testers: [] }, channelId, person));

test("a share is that many of the people, none at 0 and all at 100", () => {
  expect(inside(0)).toEqual([]);
  expect(inside(100)).toEqual(people);
  expect(inside(20).length / people.length).toBeCloseTo(0.2, 1);
});

test("who is in stays in when the share grows", () => {
  expect(inside(50)).toEqual(expect.arrayContaining(inside(20)));
});

test("another channel begins with other people", () => {
  const [one, two] = [new Set(inside(20, "c1")), inside(20, "c2")];
  expect(two.filter((person) => one.has(person)).length / two.length).toBeLessThan(0.35);
});

test("a tester is in at any share, however their address is written", () => {
  const pilot = { share: 0, testers: ["Lucia@Example.com"] };
  expect([isInPilot(pilot, "c1", "lucia@example.com"), isInPilot(pilot, "c1", "other@example.com")]).toEqual([true, false]);
});
