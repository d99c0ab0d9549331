import { describe, expect, test } from "vitest";
import * as z from "zod";
import { holdsMoreValues, parseSource } from "./json-source";

describe("parseSource", () => {
  test.each<[string, string, unknown]>([
    ["an id that a double rounds", '{"id":9007199254740993}', { id: "9007199254740993" }],
    ["a negative one", '{"id": -9007199254740993}', { id: "-9007199254740993" }],
    ["one in a list", "[1,12345678901234567890]", [1, "12345678901234567890"]],
    ["one that a double holds", '{"id":9007199254740991}', { id: 9007199254740991 }],
    ["a power of ten", '{"id":10000000000000000}', { id: 10 ** 16 }],
    ["microseconds", '{"at":1790000000000000}', { at: 1790000000000000 }],
    ["a fraction", '{"a":1234567890123456.5,"b":0.12345678901234567890}', { a: 1234567890123456.5, b: 0.12345678901234568 }],
    ["an exponent", '{"a":9007199254740992e3}', { a: 9007199254740992e3 }],
    ["digits in a text", '{"text":"a \\":9007199254740993","b":9007199254740993}', { text: 'a ":9007199254740993', b: "9007199254740993" }],
    ["a key that would throw", '{"a":{"toString":1,"b":[{"t\\u006fString":2}]}}', { a: { b: [{}] } }],
    ["the same word as a text", '{"a":"toString"}', { a: "toString" }],
  ])("%s", (_name, given, expected) => {
    expect(parseSource(given)).toEqual(expected);
  });

  test("what it gives can be checked, whatever it is", () => {
    const schema = z.union([z.string().min(1).max(5), z.array(z.string()).max(5)]);
    const hostile = '{"length":{"toString":1}}';
    expect(() => schema.safeParse(JSON.parse(hostile))).toThrow(TypeError);
    expect(schema.safeParse(parseSource(hostile)).success).toBe(false);
  });

  test("depth is no matter", () => {
    expect(() => parseSource(`{"toString":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)).not.toThrow();
  });

  test.each([
    ["escapes", "\\n"],
    ["quotes", '"'],
    ["escaped quotes", '\\"'],
    ["digits and points", "1."],
    ["minus signs", "-"],
    ["colons and blanks", ":  "],
  ])("is done in the time of its length: two million %s", (_name, piece) => {
    const start = performance.now();
    expect(() => parseSource(`[9007199254740993,"${piece.repeat(2_000_000)}`)).toThrow(SyntaxError);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("holdsMoreValues", () => {
  test.each([
    ["a long list", `[${Array(1_001).fill(0)}]`, true],
    ["a list that is just short enough", `[${Array(999).fill("0 ")}]`, false],
    ["brackets", "[".repeat(2_000), true],
    ["a text of commas", `["${",".repeat(5_000)}"]`, false],
    ["a text of escaped quotes and commas", `["${'\\",'.repeat(5_000)}"]`, false],
    ["values behind a text of commas", `["${",".repeat(5_000)}",${Array(1_000).fill(0)}]`, true],
  ])("%s", (_name, source, expected) => {
    expect(holdsMoreValues(source, 1_000)).toBe(expected);
  });
});
