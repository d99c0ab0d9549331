import { describe, expect, test } from "vitest";
import { mayReadMetrics } from "./may-read-metrics";

describe("who may read the figures", () => {
  test.each([
    ["127.0.0.1", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["203.0.113.7", false],
    ["203.0.113.7, 127.0.0.1", false],
    ["127.0.0.1, 127.0.0.1", false],
    ["127.0.0.1.example.test", false],
    ["unknown", false],
    ["", false],
  ])("without a token, through %j: %s", (hops, expected) => {
    expect(mayReadMetrics({ authorization: null, hops }, undefined)).toBe(expected);
    expect(mayReadMetrics({ authorization: "Bearer guessed", hops }, undefined)).toBe(expected);
  });

  test.each([
    [`Bearer ${"t".repeat(20)}`, true],
    [`bearer  ${"t".repeat(20)}`, true],
    [`Bearer ${"t".repeat(19)}`, false],
    ["Bearer ", false],
    [`Basic ${"t".repeat(20)}`, false],
    [null, false],
  ])("with a token, saying %j: %s, wherever from", (authorization, expected) => {
    expect(mayReadMetrics({ authorization, hops: "203.0.113.7" }, "t".repeat(20))).toBe(expected);
    expect(mayReadMetrics({ authorization, hops: "127.0.0.1" }, "t".repeat(20))).toBe(expected);
  });
});
