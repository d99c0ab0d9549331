import { describe, expect, test } from "vitest";
import { isSignedBy, signIdentity } from "./verify-identity";

const GOLDEN = "afa72526a7fa7eb2ba0b277446ab6d4df05064646a9aa64ad2799d25eda5dbfa";

describe("identity signatures", () => {
  test("are HMAC-SHA256 hex of the id (golden value of the documentation)", () => {
    expect(signIdentity("user_42", "widget-secret")).toBe(GOLDEN);
  });

  test.each([
    ["the right one", "user_42", GOLDEN, true],
    ["the same in capitals", "user_42", GOLDEN.toUpperCase(), true],
    ["another id's", "user_43", GOLDEN, false],
    ["one digit changed", "user_42", `b${GOLDEN.slice(1)}`, false],
    ["cut short", "user_42", GOLDEN.slice(0, -2), false],
    ["too long", "user_42", `${GOLDEN}00`, false],
    ["not hex", "user_42", "z".repeat(64), false],
    ["empty", "user_42", "", false],
  ])("%s", (_name, id, signature, expected) => {
    expect(isSignedBy(id, signature, "widget-secret")).toBe(expected);
  });

  test("made with another channel's secret are refused", () => {
    expect(isSignedBy("user_42", GOLDEN, "other-secret")).toBe(false);
  });
});
