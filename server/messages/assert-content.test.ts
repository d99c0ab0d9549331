import { describe, expect, test } from "vitest";
import { widget } from "@/server/channels/widget/adapter";
import { assertContent } from "./assert-content";

const channel = (max: number, over: Partial<typeof widget.capabilities> = {}) => ({
  title: "Test",
  capabilities: { ...widget.capabilities, text: { max, unit: "utf16" as const, formatting: "plain" as const }, ...over },
});

const reasonOf = (run: () => void) => {
  try {
    run();
    return null;
  } catch (error) {
    return (error as { reason?: string }).reason ?? "another error";
  }
};

describe("assertContent", () => {
  const long = "Many words. ".repeat(20);
  const buttons = [{ type: "reply" as const, title: "A button" }];

  test.each<[string, Parameters<typeof assertContent>, string | null]>([
    ["one message", [channel(1_000), { text: long }], null],
    ["several messages, unasked", [channel(100), { text: long }], "needs-split-consent"],
    ["several messages, agreed", [channel(100), { text: long, split: true }], null],
    ["more than ten messages, although agreed", [channel(20), { text: long, split: true }], "text-too-long"],
    [
      "one message by what Telegram counts",
      [channel(12, { text: { max: 12, unit: "utf16", formatting: "telegram" } }), { text: "**twelve dots**", content: { format: "markdown" } }],
      null,
    ],
    ["several messages by buttons that are written out", [channel(12, { buttons: 0 }), { text: "Well, then?", content: { buttons } }], "needs-split-consent"],
    ["buttons without a question", [channel(100), { text: " ", content: { buttons } }], "buttons-without-text"],
    ["any length where none is too long", [channel(65_536), { text: "*".repeat(65_536) }], null],
  ])("%s", (_name, given, reason) => {
    expect(reasonOf(() => assertContent(...given))).toBe(reason);
  });
});
