/*
 * What is done to a stranger's JSON before it is checked. Mostly on the text, because JSON.parse has lost the digits by the time
 * it gives a number, and has taken the memory by the time it gives an array.
 */

// One character class each, and a text that never ends is a token too: neither can be made to take long.
const STRING = String.raw`"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|$)`;
const STRINGS = new RegExp(STRING, "g");
const TOKENS = new RegExp(`${STRING}|-?\\d[\\d.eE+-]*`, "g");
const LONG_NUMBER = /[:[,]\s*-?\d{16}/;

/**
 * The same JSON with whole numbers that a double cannot hold as text: 9007199254740993 would be read as ...992, and two ids
 * would become one.
 */
function keepDigits(source: string): string {
  return LONG_NUMBER.test(source) ? source.replace(TOKENS, (token) => (isLossy(token) ? `"${token}"` : token)) : source;
}

function isLossy(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && String(Number(token)) !== token;
}

/** Whether more than `max` values stand in the JSON. What is read out of a value takes a hundred times its two bytes, and two million of them take half a minute. */
export function holdsMoreValues(source: string, max: number): boolean {
  if (source.length < 2 * max || count(source) < max) return false;
  return count(source.replace(STRINGS, "")) >= max;
}

function count(source: string): number {
  let found = 0;
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x2c || code === 0x5b || code === 0x7b) found++;
  }
  return found;
}

/** The name itself, or a letter written as an escape, behind which it may hide. */
const MAY_NAME_TO_STRING = /toString|\\u00[2-7]/i;

/** JSON.parse with every digit of whole numbers, and without what `withoutToString` takes out. Throws SyntaxError. */
export function parseSource(source: string): unknown {
  const value: unknown = JSON.parse(keepDigits(source));
  return MAY_NAME_TO_STRING.test(source) ? withoutToString(value) : value;
}

/**
 * Takes out, in place, every own key `toString`: an object with one that is no function throws wherever it is compared or made
 * a text, and zod 4.6.7 compares `length` of what it has already found to be no string. Without recursion: depth is the stranger's choice.
 */
export function withoutToString(root: unknown): unknown {
  const waiting = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== "object" || value === null) continue;
    Reflect.deleteProperty(value, "toString");
    for (const inner of Object.values(value)) if (typeof inner === "object" && inner !== null) waiting.push(inner);
  }
  return root;
}
