import { expect, test } from "vitest";
import { ownPath } from "./own-path";

test.each(["/w/nordwind/inbox?view=mine#c", "/invite/abc"])("%s is a path of ours", (value) => {
  expect(ownPath(value, "/w")).toBe(value);
});

test.each([undefined, "", "w", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/a\\b", "javascript:alert(1)"])(
  "%j is none",
  (value) => {
    expect(ownPath(value, "/w")).toBe("/w");
  },
);
