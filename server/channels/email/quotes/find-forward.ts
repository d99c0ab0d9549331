import { type HeaderBlock, headerBlockAt } from "./header-block";
import { type Field, splitFields } from "./labels";
import { nextSpoken, readTextLines, type TextLine } from "./line";
import { namesForward } from "./phrases";

/** A message that somebody passed on, as the block above it tells. All of it is what the mail says, none of it is proven. */
export interface Forward {
  from: { name: string | null; address: string | null };
  to: string | null;
  date: string | null;
  subject: string | null;
  body: string;
  /** What the one who passed it on wrote above. */
  comment: string;
  /** The mail says that it passes a message on. If not, it has a header block as Outlook writes it, above answers as well. */
  isNamed: boolean;
}

/** The text from one line to another. */
type Between = (start: number, end?: number) => string;

const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const MARKS = /^[ \t]*(?:[>＞][ \t]?)+/gm;
const MAX_VALUE = 2000;

/** The value of a label, with the lines on which it goes on. */
function readValue(between: Between, block: HeaderBlock, field: Field): string | null {
  const at = block.fields.get(field);
  if (at === undefined) return null;
  const next = Math.min(...[...block.fields.values(), block.end].filter((line) => line > at));
  const plain = between(at, next).slice(0, MAX_VALUE).replace(MARKS, "").replace(INVISIBLE, "").replace(/\*/g, "").replace(/\s+/g, " ");
  return plain.slice(plain.search(/[:：]/) + 1).trim() || null;
}

function readParty(value: string | null): Forward["from"] {
  const found = /(?:mailto:)?([^\s<>()[\]"';,:]{1,128}@[^\s<>()[\]"';,]{1,255})/.exec(value ?? "");
  const name = (value ?? "")
    .slice(0, found?.index)
    .replace(/^[\s"']+|["'\s,;<([]+$/g, "")
    .trim();
  return { name: name || null, address: found?.[1] ?? null };
}

function readForward(lines: readonly TextLine[], between: Between, block: HeaderBlock): Omit<Forward, "comment" | "isNamed"> {
  const body = between(nextSpoken(lines, block.end));
  // Apple Mail quotes the whole of it, block and body.
  const isQuoted = (lines[block.start]?.depth ?? 0) > 0;
  return {
    from: readParty(readValue(between, block, "from")),
    to: readValue(between, block, "to"),
    date: readValue(between, block, "sent"),
    subject: readValue(between, block, "subject"),
    body: (isQuoted ? body.replace(/^[ \t]*[>＞] ?/gm, "") : body).trim(),
  };
}

/**
 * The message that a mail's plain text passes on, or null. The first header block counts, in any of the languages, quoted or not;
 * whether it is a forward or an answer the subject has to say when `isNamed` is false. Who passed it on must be asked first:
 * anybody can write such a block, only a colleague's is believed.
 */
export function findForward(text: string): Forward | null {
  const spread = text.replace(/^[ \t\u00a0]{0,8}--[^\n]+/gm, splitFields);
  const lines = readTextLines(spread);
  const between: Between = (start, end = lines.length) => spread.slice(lines[start]?.start ?? spread.length, lines[end]?.start);
  for (let at = nextSpoken(lines, 0); at < lines.length; at = nextSpoken(lines, at + 1)) {
    const isNamed = namesForward(lines[at]?.text ?? "");
    const block = headerBlockAt(lines, isNamed ? nextSpoken(lines, at + 1) : at, isNamed);
    if (!block) continue;
    const comment = between(0, at)
      .replace(/[-_=>\s]+$/, "")
      .trim();
    return { ...readForward(lines, between, block), comment, isNamed };
  }
  return null;
}
