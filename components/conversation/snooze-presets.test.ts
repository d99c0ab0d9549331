import { expect, test } from "vitest";
import { localInput, snoozePresets } from "./snooze-presets";

/** In the machine's own zone, as a person would write it. */
const ends = (now: string) => Object.fromEntries(snoozePresets(new Date(now)).map(({ preset, until }) => [preset.replace("snooze", ""), localInput(until)]));

test("a Saturday noon", () => {
  expect(ends("2026-11-21T12:10:00")).toEqual({
    LaterToday: "2026-11-21T15:10",
    Tomorrow: "2026-11-22T09:00",
    NextWeek: "2026-11-23T09:00",
    NextMonth: "2026-12-01T09:00",
  });
});

test("in the evening later today is not offered", () => {
  expect(ends("2026-11-21T18:30:00")).not.toHaveProperty("LaterToday");
});

test("just before midnight later today is not tomorrow", () => {
  expect(ends("2026-11-21T23:30:00")).not.toHaveProperty("LaterToday");
});

test("on a Monday next week is the Monday after", () => {
  expect(ends("2026-11-23T08:00:00").NextWeek).toBe("2026-11-30T09:00");
});

test("on the 31st next month is its first, not the month after", () => {
  expect(ends("2026-12-31T08:00:00").NextMonth).toBe("2027-01-01T09:00");
});
