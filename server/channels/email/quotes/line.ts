import { fold } from "./fold";

/**
 * - `attribution`: markup says that here stands who wrote what follows
 * - `separator`: markup says that from here on all is quoted
 * - `forward`: markup says that here begins a message that is passed on
 * - `rule`: a drawn line, which means something only together with what follows
 */
export type Mark = "attribution" | "separator" | "forward" | "rule";

/** A line of a mail as the rules see it, wherever it came from: plain text or a block of HTML. */
export interface Line {
  /** Folded, without quotation marks at its beginning. Empty: a blank line. */
  text: string;
  /** How many quotations the line stands in: ">" at its beginning, or markup that cannot be anything else. */
  depth: number;
  /** It stands in a block that a person may have indented as well. Counts only below a line that says who wrote. */
  isIndented?: boolean;
  mark?: Mark;
  /** A link in it leads to a mail address, whatever it says. */
  isAddressed?: boolean;
}

/** What a picture says in a line: somebody who answers with a picture alone has answered. */
export const PICTURE = "▣";

/** A line of plain text, and where it begins in it. */
export interface TextLine extends Line {
  start: number;
}

const PREFIX = /^(?:[\s\u200b-\u200f\ufeff]{0,8}[>＞])+/;

/** How deep a line of plain text is quoted, and what it says. */
export function readLine(raw: string): Line {
  if (!raw) return { text: "", depth: 0 };
  const prefix = PREFIX.exec(raw)?.[0] ?? "";
  return { text: fold(raw.slice(prefix.length)), depth: prefix.replace(/[^>＞]/g, "").length };
}

/** Long addresses are broken before their bracket: what looks like a quoted ">:" then closes what the line above opened. */
const CLOSES_BRACKET = /^[>＞]\s?(?:[\p{L}()]{1,20}\s?){0,4}[:：]?\s*$/u;

function readContinued(raw: string, above: TextLine | undefined): Line {
  const isContinued = above && CLOSES_BRACKET.test(raw) && /<[^<>\s]{0,200}@?[^<>\s]{0,200}$/.test(above.text) && above.text.includes("@");
  return isContinued ? { text: fold(raw), depth: above.depth } : readLine(raw);
}

/** The lines of a plain text; CR LF, LF and CR end one. Joined by their places they are the text again. */
export function readTextLines(text: string): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ ...readContinued(text.slice(start, end.index), lines.at(-1)), start });
    start = end.index + end[0].length;
  }
  if (start < text.length) lines.push({ ...readContinued(text.slice(start), lines.at(-1)), start });
  return lines;
}

/** The next line from `at` on that says something, or the end. */
export function nextSpoken(lines: readonly Line[], at: number): number {
  let next = at;
  while (next < lines.length && !lines[next]?.text) next++;
  return next;
}

/** The end (exclusive) of what speaks before `end`: blank lines above it are left out. */
export function lastSpoken(lines: readonly Line[], end: number): number {
  let last = end;
  while (last > 0 && !lines[last - 1]?.text) last--;
  return last;
}
