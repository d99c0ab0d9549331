import { describe, expect, test } from "vitest";
import { measure } from "./composer-limits";
import { contentOf, shownBy } from "./draft-content";
import type { Capabilities } from "./types";

const capabilities = {
  text: { max: 30, unit: "utf16", formatting: "plain" },
  buttons: 2,
  buttonTitle: 8,
} as Capabilities;

describe("what goes with a draft's words", () => {
  test.each<[string, Parameters<typeof contentOf>, ReturnType<typeof contentOf>]>([
    ["nothing, where nothing is formatted", [{ text: "2 * 3 = 6" }, true], undefined],
    ["that they are Markdown", [{ text: "**now**" }, true], { format: "markdown" }],
    ["its buttons", [{ text: "Well?", buttons: [{ type: "reply", title: "Yes" }] }, true], { buttons: [{ type: "reply", title: "Yes" }] }],
    [
      "no button that is still being written",
      [
        {
          text: "Well?",
          buttons: [
            { type: "reply", title: " " },
            { type: "link", title: "Shop", url: "https://" },
          ],
        },
        true,
      ],
      undefined,
    ],
    ["no button of a note", [{ text: "Well?", buttons: [{ type: "reply", title: "Yes" }] }, false], undefined],
  ])("%s", (_name, given, expected) => {
    expect(contentOf(...given)).toEqual(expected);
  });
});

describe("what the channel makes of it", () => {
  test("is counted in the messages that it really becomes", () => {
    const text = "Three sentences. Each of its own. And one.";
    const { trees } = shownBy(capabilities, { text, content: undefined });
    expect(trees).toHaveLength(2);
    expect(measure(text, capabilities.text, trees.length)).toEqual({ kind: "parts", count: 2 });
  });

  test("is short where the marks are what made it long", () => {
    const text = `**${"a".repeat(28)}**`;
    const { trees } = shownBy(capabilities, { text, content: { format: "markdown" } });
    expect(measure(text, capabilities.text, trees.length)).toEqual({ kind: "near", used: 30, max: 30 });
  });
});
