import { describe, expect, it } from "vitest";
import type { Button } from "@/lib/schemas/content";
import { chosenButton } from "./chosen-button";

const BUTTONS: Button[] = [
  { type: "reply", title: "Pick up", value: "pickup" },
  { type: "reply", title: "送货上门" },
  { type: "link", title: "Track it", url: "https://shop.example/4417" },
];

describe("an answer to numbered lines", () => {
  it.each([
    ["the number", "1", "pickup"],
    ["the number with a dot", " 1. ", "pickup"],
    ["the number in brackets", "(1)", "pickup"],
    ["a full-width number", "２。", "送货上门"],
    ["the words", "pick UP", "pickup"],
    ["the words of one without a value", "送货上门", "送货上门"],
  ])("is %s", (_name, text, payload) => {
    expect(chosenButton(text, BUTTONS)?.payload).toBe(payload);
  });

  it.each([
    ["a number that none has", "4"],
    ["nought", "0"],
    ["a link, which is opened and not said", "3"],
    ["the words of a link", "Track it"],
    ["a number among words", "1 please"],
    ["a year", "2026"],
    ["nothing", "  "],
    ["a long text", "1".repeat(81)],
  ])("is not %s", (_name, text) => {
    expect(chosenButton(text, BUTTONS)).toBeNull();
  });

  it("is the words before the number, where a button is called by one", () => {
    const named: Button[] = [
      { type: "reply", title: "2", value: "two pairs" },
      { type: "reply", title: "1", value: "one pair" },
    ];
    expect(chosenButton("1", named)?.payload).toBe("one pair");
  });
});
