import { type Dialect, MARKDOWN, WHATSAPP } from "./dialect";
import { parseInline } from "./parse-inline";
import type { Block, RichText } from "./tree";

/** Quotes in quotes and lists in lists; deeper ones are text. */
const MAX_DEPTH = 6;

const FENCE = /^ {0,3}`{3,}\s*([\w+#.-]*)\s*$/;
const FENCE_END = /^ {0,3}`{3,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const BULLET = /^ {0,3}[-*] +(?=\S)/;
/** Three digits and no leading zero: a year or a day at the beginning of a line is none. */
const NUMBER = /^ {0,3}([1-9]\d{0,2}|0)\. +(?=\S)/;

/** Reads our Markdown: bold, italic, strike, code, links, lists, quotes. Anything else is text; it never fails. */
export function parseMarkdown(text: string): RichText {
  return parse(text, MARKDOWN);
}

/** Reads what WhatsApp's own programs show formatted: *bold*, _italic_, ~strike~, `code`, lists, quotes. */
export function fromWhatsapp(text: string): RichText {
  return parse(text, WHATSAPP);
}

function parse(text: string, dialect: Dialect): RichText {
  return parseBlocks(text.replace(/\r\n?/g, "\n").split("\n"), { dialect, depth: 0 });
}

/** Lines of one block's inside, and how deep it lies. */
interface Inside {
  dialect: Dialect;
  depth: number;
}

interface Place extends Inside {
  lines: string[];
  at: number;
  /** The last line that ends code: behind it three backticks are text. */
  lastFence: number;
}

/** A block, and the line behind it. */
interface Read {
  block: Block;
  end: number;
}

function parseBlocks(lines: string[], inside: Inside): Block[] {
  const blocks: Block[] = [];
  const lastFence = lines.findLastIndex((line) => FENCE_END.test(line));
  for (let at = 0; at < lines.length; ) {
    if (lines[at]?.trim() === "") {
      at++;
      continue;
    }
    const place = { ...inside, lines, at, lastFence };
    const { block, end } = readCode(place) ?? readQuote(place) ?? readList(place) ?? readParagraph(place);
    blocks.push(block);
    at = end;
  }
  return blocks;
}

function readCode({ lines, at, lastFence }: Place): Read | null {
  const language = FENCE.exec(lines[at] ?? "")?.[1];
  if (language === undefined || at >= lastFence) return null;
  const end = runEnd(lines, at + 1, (line) => !FENCE_END.test(line));
  return { block: { type: "code-block", text: lines.slice(at + 1, end).join("\n"), language: language || null }, end: end + 1 };
}

function readQuote({ lines, at, dialect, depth }: Place): Read | null {
  const end = runEnd(lines, at, (line) => QUOTE.test(line));
  if (end === at || depth >= MAX_DEPTH) return null;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
  return { block: { type: "quote", children: parseBlocks(inner, { dialect, depth: depth + 1 }) }, end };
}

function readList({ lines, at, dialect, depth }: Place): Read | null {
  const start = numberOf(lines[at] ?? "");
  if (start === undefined || depth >= MAX_DEPTH) return null;
  const items: Block[][] = [];
  let end = at;
  while (end < lines.length && isNextItem(numberOf(lines[end] ?? ""), { start, count: items.length })) {
    const width = (BULLET.exec(lines[end] ?? "") ?? NUMBER.exec(lines[end] ?? ""))?.[0].length ?? 0;
    const next = runEnd(lines, end + 1, (line) => /^(?: {2,}|\t)\s*\S/.test(line));
    const inner = [(lines[end] ?? "").slice(width), ...lines.slice(end + 1, next).map((line) => dedent(line, width))];
    items.push(parseBlocks(inner, { dialect, depth: depth + 1 }));
    end = next;
  }
  return { block: { type: "list", start, items }, end };
}

/** The number of a list's item, null for a bullet, undefined for no item. */
function numberOf(line: string): number | null | undefined {
  if (BULLET.test(line)) return null;
  const number = NUMBER.exec(line)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** A number that does not go on counting begins a list of its own: what somebody left out on purpose is not filled in. */
function isNextItem(number: number | null | undefined, { start, count }: { start: number | null; count: number }): boolean {
  return number === (start === null ? null : start + count);
}

const dedent = (line: string, width: number) => line.replace(/^\t/, "    ").replace(new RegExp(`^ {0,${width}}`), "");

function readParagraph({ lines, at, dialect, depth, lastFence }: Place): Read {
  const begins = (line: string, index: number) =>
    (FENCE.test(line) && index < lastFence) || (depth < MAX_DEPTH && (QUOTE.test(line) || numberOf(line) !== undefined));
  const end = runEnd(lines, at + 1, (line, index) => line.trim() !== "" && !begins(line, index));
  return { block: { type: "paragraph", children: parseInline(lines.slice(at, end).join("\n").trim(), dialect) }, end };
}

/** The first line from `at` on that is not of the run. */
function runEnd(lines: string[], at: number, isOfIt: (line: string, index: number) => boolean): number {
  let end = at;
  while (end < lines.length && isOfIt(lines[end] ?? "", end)) end++;
  return end;
}
