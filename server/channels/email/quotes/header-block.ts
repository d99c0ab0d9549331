import { hasDate } from "./attribution";
import { type Field, fieldOf } from "./labels";
import type { Line } from "./line";
import { nextSpoken } from "./line";

export interface HeaderBlock {
  /** The first of its lines. */
  start: number;
  /** The first line below it. */
  end: number;
  /** Where each label stands. */
  fields: ReadonlyMap<Field, number>;
}

/** A list of receivers goes on over so many lines before the next label. */
const MAX_CONTINUATION = 6;
const MAX_FIELDS = 12;
const hasAddress = (line: Line) => line.isAddressed || /[^\s<>@]@[^\s<>@]/.test(line.text);

function readBlock(lines: readonly Line[], start: number): HeaderBlock {
  const fields = new Map<Field, number>();
  let end = start;
  for (let at = start, count = 0, since = 0; at < lines.length && count < MAX_FIELDS && since <= MAX_CONTINUATION; at++) {
    const text = lines[at]?.text ?? "";
    if (!text) {
      // One blank line may stand between two labels (QQ does it), not two, and none within a list of receivers.
      const next = nextSpoken(lines, at);
      if (next - at > 2 || !fieldOf(lines[next]?.text ?? "")) break;
      continue;
    }
    const field = fieldOf(text);
    since = field ? 0 : since + 1;
    if (!field) continue;
    count++;
    // The second "From:" begins the next block: a message right below, quoting another.
    if (field === "from" && fields.has("from")) break;
    if (!fields.has(field)) fields.set(field, at);
    end = at + 1;
  }
  return { start, end, fields };
}

/**
 * The header block that begins with the line `start`: who, when, to whom, about what. Two labels are not enough, nor three without
 * an address, or a date and a subject: "From: Berlin, To: Paris, Date: Friday" is a journey, unless a line is drawn above it.
 */
export function headerBlockAt(lines: readonly Line[], start: number, isBelowRule = false): HeaderBlock | null {
  if (!fieldOf(lines[start]?.text ?? "")) return null;
  const block = readBlock(lines, start);
  const { fields } = block;
  if (!fields.has("from") || ["sent", "to", "subject"].filter((field) => fields.has(field as Field)).length < 2) return null;
  const isMail = isBelowRule || (fields.has("subject") && fields.has("sent")) || lines.slice(start, block.end).some(hasAddress);
  return isMail ? block : null;
}

const LABEL = /^[^:@/]{1,25}:(?:\s|$)/;

/**
 * After a drawn line, also three labels in a row with an address and a date: a header block in a language nobody has taught us.
 * "Tel: Fax: E-mail:" has no date.
 */
export function looksLikeHeaders(lines: readonly Line[], start: number): boolean {
  if (headerBlockAt(lines, start, true)) return true;
  const few = lines.slice(start, start + 4).filter((line) => line.text);
  return few.length >= 3 && few.slice(0, 3).every((line) => LABEL.test(line.text)) && few.some(hasAddress) && few.some((line) => hasDate(line.text));
}
