import { attributionEndingAt } from "./attribution";
import { headerBlockAt, looksLikeHeaders } from "./header-block";
import { holdsHeaders } from "./labels";
import { type Line, lastSpoken, nextSpoken } from "./line";
import { namesForward, namesOriginal } from "./phrases";
import { aboveSignature } from "./signature";

const isQuoted = (line: Line | undefined) => Boolean(line && line.depth > 0);
const RULE = /^[-_=~]{8,}$/;
const isRule = (line: Line | undefined) => line?.mark === "rule" || RULE.test(line?.text ?? "");

/** A program broke a long quoted line and forgot the ">": a line squeezed between quoted ones, after one that is full and goes on. */
function isWrapped(lines: readonly Line[], at: number): boolean {
  const [above, line, below] = [lines[at - 1], lines[at], lines[at + 1]];
  if (!above || !line?.text || !isQuoted(above) || !isQuoted(below)) return false;
  return above.text.length >= 60 && line.text.length < above.text.length && !/[.!?:;。！？…)]$/.test(above.text);
}

/** The end (exclusive) of the quoted lines that begin at `start`; blank lines between them belong to it. */
function quoteEnd(lines: readonly Line[], start: number): number {
  const isIndented = Boolean(lines[start]?.isIndented && !isQuoted(lines[start]));
  const isIn = (at: number) => isQuoted(lines[at]) || (isIndented && Boolean(lines[at]?.isIndented)) || isWrapped(lines, at);
  let end = start;
  for (let at = start; at < lines.length && (!lines[at]?.text || isIn(at)); at++) if (isIn(at)) end = at + 1;
  return end;
}

/** Somebody shows lines behind ">": few of them under "I typed:", or the prompt ">>>". */
function isShownByAuthor(lines: readonly Line[], start: number, end: number): boolean {
  const quoted = lines.slice(start, end).filter((line) => line.text);
  const above = lines[lastSpoken(lines, start) - 1];
  return quoted.every((line) => line.depth >= 3) || (quoted.length <= 3 && !isQuoted(above) && Boolean(above?.text.endsWith(":")));
}

/** "The mail I got had:", directly above: then a person shows a header block. */
function isIntroduced(lines: readonly Line[], at: number): boolean {
  const above = lines[at - 1]?.text ?? "";
  return above.endsWith(":") && !namesOriginal(above) && !lines[at]?.mark;
}

/** Does the line `at` begin what only a program writes above a whole message that follows without ">"? */
function beginsHistory(lines: readonly Line[], at: number): boolean {
  const line = lines[at];
  if (!line) return false;
  if (line.mark === "separator") return true;
  if (!isIntroduced(lines, at) && (holdsHeaders(line.text) || headerBlockAt(lines, at))) return true;
  const next = nextSpoken(lines, at + 1);
  if (namesOriginal(line.text)) return /^-{2}|-{2}$|^_{2}/.test(line.text) || Boolean(headerBlockAt(lines, next));
  // Markup draws the line above the first label, a text draws it in a line of its own.
  if (line.mark === "rule" && looksLikeHeaders(lines, at)) return true;
  return (isRule(line) || /^-{3,}.{2,60}-{3,}$/.test(line.text)) && looksLikeHeaders(lines, next);
}

/** Directly above history also a short line is one that was drawn. */
const isDrawn = (line: Line | undefined) => /^[-_=~]{3,}$/.test(line?.text ?? "");

/** A line drawn directly above history belongs to it. */
function aboveRules(lines: readonly Line[], start: number): number {
  let at = start;
  for (let above = lastSpoken(lines, at); above > 0 && isDrawn(lines[above - 1]); above = lastSpoken(lines, at)) at = above - 1;
  return at;
}

/** Where the quotation begins that reaches to `end`; "none", also if it was answered below; "passed on": a forwarded message. */
function quoteStart(lines: readonly Line[], end: number): number | "none" | "passed on" {
  let floor = 0;
  for (let at = nextSpoken(lines, 0); at < end; at = nextSpoken(lines, at)) {
    const line = lines[at];
    if (!line || line.mark === "forward" || namesForward(line.text)) return "passed on";
    if (isQuoted(line)) {
      const last = quoteEnd(lines, at);
      if (last >= end && !isShownByAuthor(lines, at, last)) return at;
      floor = last;
      at = last;
      continue;
    }
    if (beginsHistory(lines, at)) return aboveRules(lines, at);
    const attribution = line.mark === "attribution" ? { start: at, certainty: "certain" } : attributionEndingAt(lines, at, floor);
    at++;
    if (!attribution) continue;
    const next = nextSpoken(lines, at);
    if (isQuoted(lines[next]) || lines[next]?.isIndented) {
      const last = quoteEnd(lines, next);
      if (last >= end) return namesForward(lines[next]?.text ?? "") ? "passed on" : aboveRules(lines, attribution.start);
      floor = last;
      at = last;
    } else if (attribution.certainty === "certain") return aboveRules(lines, attribution.start);
  }
  return "none";
}

/**
 * The first line of what is not of this mail's writer and reaches to its end: quoted history with the lines that introduce it,
 * and the signature above it. Null: all of it is to be read. That is so when nothing would be left, when the answer stands
 * below or between the quotations, and when a message is passed on, for then it is the content.
 */
export function findCut(lines: readonly Line[]): number | null {
  const end = lastSpoken(lines, lines.length);
  const own = aboveSignature(lines, end);
  const start = quoteStart(lines, own);
  if (start === "passed on" || (start !== "none" && lastSpoken(lines, start) === 0)) return null;
  const cut = start === "none" ? own : aboveSignature(lines, start);
  return cut > 0 && cut < end ? cut : null;
}
