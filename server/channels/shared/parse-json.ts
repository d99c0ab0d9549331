import { holdsMoreValues, parseSource } from "@/lib/json-source";

/** Four times what the largest batch of any platform holds (1,000 updates). */
const MAX_VALUES = 200_000;

/** An escaped backslash is matched first, so that the text `\\u0000` (a backslash and letters) is left alone. */
const ESCAPES = /\\(?:\\|u0000|ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|ud[89a-f][0-9a-f]{2})/gi;
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/** What PostgreSQL cannot keep: NUL goes, half a surrogate pair becomes U+FFFD. Whole pairs stay. */
function cleanEscape(found: string): string {
  if (found === "\\\\" || found.length === 12) return found;
  return found.toLowerCase() === "\\u0000" ? "" : "\\ufffd";
}

/**
 * Reads a JSON body. Bytes that are not UTF-8 become U+FFFD. Cleaned in the source text rather than with a reviver,
 * because a reviver walks recursively and a deeply nested body would exhaust the stack. Whole numbers beyond 2^53 come as text
 * with every digit. Throws SyntaxError, and an Error for more than 200,000 values.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const source = new TextDecoder().decode(bytes);
  if (holdsMoreValues(source, MAX_VALUES)) throw new Error(`The body holds more than ${MAX_VALUES} values.`);
  return parseSource(SUSPICIOUS.test(source) ? source.replace(ESCAPES, cleanEscape) : source);
}
