import * as z from "zod";

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * What PostgreSQL can keep of any string: no NUL (text refuses it), no half of a surrogate pair (jsonb refuses it).
 * NUL goes, a lone surrogate becomes U+FFFD; everything else stays as it was written.
 */
export function storable(value: string): string {
  return value.replaceAll("\u0000", "").replace(LONE_SURROGATE, "\uFFFD");
}

/** Marks that turn the reading direction of all that stands behind them: photo_gpj.exe is shown as photo_exe.jpg. Letters have their own direction without. */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g;
/** Control characters and line ends: a name with these would be a second header, a second line of a list. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/** A name as one line that rearranges nothing around it, cut to `max` UTF-16 units. */
export function oneLine(value: string, max: number): string {
  const clean = value.replace(DIRECTIONS, "").replaceAll("\u0000", "").replace(CONTROLS, " ").trim();
  // Cut before it is made storable: the cut may go through a character.
  return storable(clean.slice(0, max));
}

/** One line a person typed (a name, a tag, a search): 1 to `max` characters, and none that nobody sees. */
export function line(max: number) {
  return z
    .string()
    .overwrite((value) => oneLine(value, Number.POSITIVE_INFINITY))
    .min(1)
    .max(max);
}

/** Another system's id of something: kept as it is. */
export function key(max: number) {
  return z.string().overwrite(storable).trim().min(1).max(max);
}

/** A field that may be left out: null says the same. */
export function absent<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Running text of at most `max` UTF-16 units, kept as it was typed; may be empty. */
export function prose(max: number) {
  return z.string().max(max).overwrite(storable);
}

/** An opaque reference from outside. Whether it names anything is asked later, so that malformed and foreign ids look the same. */
export const id = z.string().max(200).overwrite(storable);

/** An instant, ISO 8601 with an offset. */
export const instant = z.iso.datetime({ offset: true });
