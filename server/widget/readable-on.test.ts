import { describe, expect, test } from "vitest";
import { readableOn } from "./readable-on";

describe("text on the brand's colour", () => {
  test.each([
    ["the product's accent", "#4451d6", "#ffffff"],
    ["yellow", "#ffd60a", "#14161f"],
    ["white", "#ffffff", "#14161f"],
    ["black", "#000000", "#ffffff"],
    ["a mid green", "#16a34a", "#14161f"],
  ])("is the better of white and ink on %s", (_name, ground, text) => {
    expect(readableOn(ground)).toBe(text);
  });
});
