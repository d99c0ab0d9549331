import * as z from "zod";

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * What PostgreSQL can keep of any string: no NUL (text refuses it), no half of a surrogate pair (jsonb refuses it).
 * NUL goes, a lone surrogate becomes U+FFFD; everything else stays as it was written.
 */
export function storable(value: string): string {
  return value.replaceAll("\u0000", "").replace(LONE_SURROGATE, "\uFFFD");
}

/** One line a person typed (a name, a tag, a search): trimmed, 1 to `max` characters. */
export function line(max: number) {
  return z.string().overwrite(storable).trim().min(1).max(max);
}

/** Running text of at most `max` UTF-16 units, kept as it was typed; may be empty. */
export function prose(max: number) {
  return z.string().max(max).overwrite(storable);
}

/** An opaque reference from outside. Whether it names anything is asked later, so that malformed and foreign ids look the same. */
export const id = z.string().max(200).overwrite(storable);

/** An instant, ISO 8601 with an offset. */
export const instant = z.iso.datetime({ offset: true });
