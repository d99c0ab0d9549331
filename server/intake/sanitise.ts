/** Deeper than any platform nests; far below where PostgreSQL's jsonb parser gives up. */
const MAX_DEPTH = 32;
const TOO_DEEP = "[nested too deeply]";

/**
 * A copy of plain data that jsonb and text columns take: NUL and half surrogate pairs become U+FFFD (PostgreSQL refuses
 * both), what is nested deeper than 32 levels becomes a marker, numbers that JSON cannot say become null.
 * Everything from outside passes here before it meets SQL.
 */
export function sanitise(value: unknown): unknown {
  return clean(value, 0);
}

/** NUL, and surrogates that are not half of a pair: with the u flag a whole pair is one code point of another category. */
const REFUSED = /[\0\p{Surrogate}]/u;
const ALL_REFUSED = /[\0\p{Surrogate}]/gu;

/** The same for a single text. */
export function sanitiseText(text: string): string {
  return REFUSED.test(text) ? text.replace(ALL_REFUSED, "\uFFFD") : text;
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return sanitiseText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((entry) => clean(entry, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    // defineProperty for the one key that assignment would swallow.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: clean(entry, depth + 1), enumerable: true });
    else copy[sanitiseText(key)] = clean(entry, depth + 1);
  }
  return copy;
}
