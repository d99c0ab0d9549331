import { describe, expect, test } from "vitest";
import { calendarDaysAgo, isTimeZone, longDate, roughDuration, shortTime, zoneCity } from "./dates";

const now = new Date("2026-11-21T10:35:00Z");
const utc = (locale: string) => ({ locale, timeZone: "UTC", now });

describe("a time in a list", () => {
  test.each([
    ["today is its clock", "en", "2026-11-21T09:05:00Z", "09:05"],
    ["midnight is 00, not 24", "en", "2026-11-21T00:00:00Z", "00:00"],
    ["this week carries the day", "en", "2026-11-16T10:31:00Z", "Mon 10:31"],
    ["the days ahead carry the day, too", "en", "2026-11-23T09:00:00Z", "Mon 09:00"],
    ["a week ago is a date", "en", "2026-11-14T10:31:00Z", "14 Nov"],
    ["another year names it", "en", "2024-03-14T10:31:00Z", "14 Mar 2024"],
    ["Chinese, this week", "zh-CN", "2026-11-16T10:31:00Z", "周一 10:31"],
    ["Chinese, this year", "zh-CN", "2026-03-14T10:31:00Z", "3月14日"],
    ["Chinese, another year", "zh-CN", "2024-03-14T10:31:00Z", "2024年3月14日"],
  ])("%s", (_, locale, at, expected) => {
    expect(shortTime(new Date(at), utc(locale))).toBe(expected);
  });

  test("the calendar is the zone's: late evening in Madrid is already tomorrow in Shanghai", () => {
    const at = new Date("2026-11-20T17:30:00Z");
    expect(calendarDaysAgo(at, { timeZone: "Europe/Madrid", now })).toBe(1);
    expect(calendarDaysAgo(at, { timeZone: "Asia/Shanghai", now })).toBe(0);
  });

  test("a clock change does not make a day of 25 hours two days", () => {
    const after = new Date("2026-10-26T00:30:00+01:00");
    expect(calendarDaysAgo(new Date("2026-10-25T00:30:00+02:00"), { timeZone: "Europe/Madrid", now: after })).toBe(1);
  });
});

test("the line between days is written out", () => {
  expect(longDate(new Date("2026-11-16T10:31:00Z"), utc("en"))).toBe("Monday 16 November");
  expect(longDate(new Date("2026-11-16T10:31:00Z"), utc("zh-CN"))).toBe("11月16日星期一");
});

test.each([
  [-5_000, { unit: "minutes", count: 0 }],
  [59 * 60_000 + 59_999, { unit: "minutes", count: 59 }],
  [3_600_000, { unit: "hours", count: 1 }],
  [86_399_999, { unit: "hours", count: 23 }],
  [3 * 86_400_000, { unit: "days", count: 3 }],
])("%d ms of waiting is told in one unit", (ms, expected) => {
  expect(roughDuration(ms)).toEqual(expected);
});

test("zones from outside are checked and told by their city", () => {
  expect(isTimeZone("Europe/Madrid")).toBe(true);
  expect(isTimeZone("Nowhere/At_All")).toBe(false);
  expect(zoneCity("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
});
