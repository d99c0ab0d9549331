import { describe, expect, test } from "vitest";
import { countSegments } from "./sms-segments";

describe("countSegments", () => {
  test.each<[string, string, number, number]>([
    ["nothing", "", 0, 160],
    ["one letter", "a", 1, 159],
    ["a full one", "a".repeat(160), 1, 0],
    ["one more", "a".repeat(161), 2, 145],
    ["two full ones", "a".repeat(306), 2, 0],
    ["three", "a".repeat(307), 3, 152],
    ["letters of the alphabet that look foreign", "ÄÖÜäöüßñÑåøÆÉ¿¡Ω€", 1, 142],
    ["a euro takes two", "€".repeat(80), 1, 0],
    ["and is never cut in two", `${"a".repeat(152)}€${"a".repeat(10)}`, 2, 141],
    ["Chinese, full", "好".repeat(70), 1, 0],
    ["Chinese, one more", "好".repeat(71), 2, 63],
    ["an emoji switches all of it", `${"a".repeat(70)}🙂`, 2, 62],
    ["an emoji is never cut in two", `${"a".repeat(66)}🙂${"a".repeat(10)}`, 2, 55],
    ["a curly quote switches all of it", `${"a".repeat(69)}’${"a".repeat(1)}`, 2, 63],
  ])("%s", (_name, text, count, left) => {
    expect(countSegments(text)).toMatchObject({ count, left });
  });

  test("names what makes the text dearer", () => {
    expect(countSegments("On its way 🙂!").odd).toBe("🙂");
    expect(countSegments("It’s here").odd).toBe("’");
    expect(countSegments("Plain {text}").odd).toBeNull();
  });
});
