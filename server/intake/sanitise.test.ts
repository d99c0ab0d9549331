import { describe, expect, test } from "vitest";
import { fitKey, prepareItems } from "./prepare-items";
import { sanitise } from "./sanitise";

describe("what passes into the database", () => {
  test.each([
    ["NUL", "a\0b", "a\uFFFDb"],
    ["a lone high surrogate", "a\uD800", "a\uFFFD"],
    ["a lone low surrogate", "\uDC00b", "\uFFFDb"],
    ["a whole pair", "👍", "👍"],
    ["a number that JSON cannot say", Number.POSITIVE_INFINITY, null],
    ["a 64-bit number", 2n ** 60n, "1152921504606846976"],
    ["keys", { "a\0": { "\uD800": 1 } }, { "a\uFFFD": { "\uFFFD": 1 } }],
  ])("%s", (_name, given, expected) => {
    expect(sanitise(given)).toEqual(expected);
  });

  test("nesting ends at 32 levels, whatever was sent", () => {
    let nested: unknown = "core";
    for (let i = 0; i < 10_000; i++) nested = [nested];
    expect(JSON.stringify(sanitise(nested))).toBe(`${"[".repeat(32)}"[nested too deeply]"${"]".repeat(32)}`);
  });

  test("a key that is named like a prototype stays a key", () => {
    const clean = sanitise(JSON.parse('{"__proto__":{"polluted":true}}')) as object;
    expect(Object.keys(clean)).toEqual(["__proto__"]);
    expect("polluted" in {}).toBe(false);
  });
});

describe("keys and instants", () => {
  const received = new Date("2026-11-21T10:00:00Z");
  const prepare = (given: { thread?: string | null; dedupKey?: string; providerAt?: string | null }) =>
    prepareItems([{ account: null, thread: null, dedupKey: "k", providerAt: null, event: { type: "pull" }, ...given }], received)[0];

  test("a key longer than an index entry stays one key, and two such keys stay two", () => {
    const long = "x".repeat(5_000);
    expect(fitKey(long)).toBe(fitKey(long));
    expect(fitKey(long)).not.toBe(fitKey(`${long}y`));
    expect(fitKey(long).length).toBeLessThan(256);
  });

  test("a key is not cut through a character: the database refuses halves", () => {
    expect(fitKey(`x${"🙂".repeat(500)}`)).not.toMatch(/\p{Surrogate}/u);
  });

  test.each([
    ["the platform's instant", "2026-11-21T09:00:00.000Z", "2026-11-21T09:00:00.000Z"],
    ["one in the far future is the instant of receipt", "2199-01-01T00:00:00Z", "2026-11-21T10:00:00.000Z"],
    ["nonsense is none", "yesterday", null],
    ["the year 0 is none", "0000-01-01T00:00:00Z", null],
  ])("%s", (_name, given, expected) => {
    expect(prepare({ providerAt: given })?.item.providerAt).toBe(expected);
  });

  test("an item without a thread waits in the channel's own lane, one without a key is known by its content", () => {
    expect(prepare({ thread: null })?.threadKey).toBe("");
    expect(prepare({ dedupKey: "" })?.dedupKey).toBe(prepare({ dedupKey: "" })?.dedupKey);
  });
});
