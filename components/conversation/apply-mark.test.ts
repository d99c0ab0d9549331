import { expect, test } from "vitest";
import { applyMark, type Formatting } from "./apply-mark";

/** The selection stands between two bars. */
function press(given: string, formatting: Formatting): string {
  const [before = "", selected = "", after = ""] = given.split("|");
  const text = before + selected + after;
  const { from, to, put, select } = applyMark({ text, from: before.length, to: before.length + selected.length }, formatting);
  const next = text.slice(0, from) + put + text.slice(to);
  return `${next.slice(0, select[0])}|${next.slice(...select)}|${next.slice(select[1])}`;
}

test.each<[string, Formatting, string, string]>([
  ["marks the words", "bold", "a |word| b", "a **|word|** b"],
  ["leaves white space outside", "bold", "a| word |b", "a **|word|** b"],
  ["opens a place to write in", "italic", "a ||", "a _||_"],
  ["takes away the marks around", "bold", "a **|word|** b", "a |word| b"],
  ["takes away the marks within", "bold", "a |**word**| b", "a |word| b"],
  ["makes lines a list", "list", "one\nt|wo\nth|ree", "one\n- two\n- three||"],
  ["makes a list lines again", "list", "|- one\n- two|", "one\ntwo||"],
  ["begins a list on an empty line", "list", "one\n||", "one\n- ||"],
  ["asks for the address", "link", "see |here|", "see [here](|https://|)"],
  ["asks for an address's words", "link", "see |https://a.test|", "see [||](https://a.test)"],
  ["asks for both", "link", "see ||", "see [||](https://)"],
])("%s", (_name, formatting, given, expected) => {
  expect(press(given, formatting)).toBe(expected);
});
