import { describe, expect, test } from "vitest";
import { type Rules, renderMessage } from "./render-message";

const rules = (over: Partial<Rules> = {}): Rules => ({ text: { max: 100, unit: "utf16", formatting: "plain" }, buttons: 3, buttonTitle: 10, ...over });
const reply = (title: string) => ({ type: "reply" as const, title });
const link = { type: "link" as const, title: "Shop", url: "https://a.test/shop" };

describe("renderMessage", () => {
  test("leaves words without a format as they were typed", () => {
    expect(renderMessage({ text: "**a**\n\n\n- b", payload: null }, rules()).texts).toEqual(["**a**\n\n\n- b"]);
  });

  test("writes Markdown in the channel's dialect", () => {
    const text = { max: 100, unit: "utf16", formatting: "telegram" } as const;
    expect(renderMessage({ text: "**a** < b", payload: { format: "markdown" } }, rules({ text })).texts).toEqual(["<b>a</b> &lt; b"]);
    expect(renderMessage({ text: "**a** < b", payload: null }, rules({ text })).texts).toEqual(["**a** &lt; b"]);
  });

  test("hands on the buttons that the channel can show", () => {
    const buttons = [reply("Yes"), reply("No")];
    expect(renderMessage({ text: "Well?", payload: { buttons } }, rules())).toEqual({ texts: ["Well?"], buttons });
  });

  test.each<[string, Partial<Rules>, Parameters<typeof renderMessage>[0]["payload"], string]>([
    ["where there are none", { buttons: 0 }, { buttons: [reply("Yes"), reply("No")] }, "Well?\n\n1. Yes\n2. No"],
    ["too many", { buttons: 1 }, { buttons: [reply("Yes"), reply("No")] }, "Well?\n\n1. Yes\n2. No"],
    ["a title too long", { buttonTitle: 2 }, { buttons: [reply("Yes")] }, "Well?\n\n1. Yes"],
    ["a link where none can be", {}, { buttons: [link] }, "Well?\n\n1. Shop (https://a.test/shop)"],
  ])("writes buttons out: %s", (_name, over, payload, expected) => {
    expect(renderMessage({ text: "Well?", payload }, rules(over))).toEqual({ texts: [expected], buttons: [] });
  });

  test("shows a link where the channel can", () => {
    expect(renderMessage({ text: "Well?", payload: { buttons: [link] } }, rules({ linkButtons: true })).buttons).toEqual([link]);
  });

  test("writes buttons out that have no words to hang on", () => {
    expect(renderMessage({ text: null, payload: { buttons: [reply("Yes")] } }, rules())).toEqual({ texts: ["1. Yes"], buttons: [] });
  });

  test("cuts what is too long, the buttons' lines with it", () => {
    const { texts } = renderMessage({ text: "Long words here. ".repeat(10), payload: { buttons: [reply("Yes")] } }, rules({ buttons: 0 }));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.every((text) => text.length <= 100)).toBe(true);
    expect(texts.at(-1)).toContain("1. Yes");
  });

  test("is nothing for nothing", () => {
    expect(renderMessage({ text: "  ", payload: null }, rules())).toEqual({ texts: [], buttons: [] });
  });
});
