import { isSafeTarget } from "./find-span";
import { parseMarkdown } from "./parse";
import { escapeMarkdown, toMarkdown } from "./to-markdown";
import type { Block, Inline, RichText } from "./tree";
import { visibleText } from "./tree";

/** A formatted stretch of a text, as Telegram tells it: offset and length in UTF-16 units. */
export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

const MARKS: Record<string, "bold" | "italic" | "strike"> = { bold: "bold", italic: "italic", strikethrough: "strike" };
const QUOTES = ["blockquote", "expandable_blockquote"];
/** More than any program sends. */
const MAX_ENTITIES = 500;

/**
 * A text and its formatted stretches as our Markdown; null where nothing is formatted in a way that we show. What the person reads is
 * never changed by it: should the marks not come out right, the words stand there without. Source: Bot API 10.1, MessageEntity
 */
export function fromEntities(text: string, entities: readonly Entity[]): string | null {
  const known = entities.filter((entity) => isKnown(entity) && entity.length > 0 && entity.offset >= 0 && entity.offset + entity.length <= text.length);
  if (known.length === 0) return null;
  const sorted = known.slice(0, MAX_ENTITIES).sort((a, b) => a.offset - b.offset || b.length - a.length);
  const markdown = toMarkdown(blocksOf(text, sorted));
  return words(wordsOf(parseMarkdown(markdown))) === words(text) ? markdown : escapeMarkdown(text);
}

const isKnown = ({ type, url }: Entity) =>
  type in MARKS || type === "code" || type === "pre" || QUOTES.includes(type) || (type === "text_link" && url !== undefined && isSafeTarget(url));

/** Code and quotes are blocks of their own; what stands between them are paragraphs. */
function blocksOf(text: string, entities: Entity[]): RichText {
  const blocks: Block[] = [];
  let at = 0;
  const paragraphs = (to: number) => blocks.push(...paragraphsOf({ from: at, to }, { text, entities }));
  for (const entity of entities.filter(({ type }) => type === "pre" || QUOTES.includes(type))) {
    if (entity.offset < at) continue;
    paragraphs(entity.offset);
    at = entity.offset + entity.length;
    const inner = { from: entity.offset, to: at };
    blocks.push(
      entity.type === "pre"
        ? { type: "code-block", text: text.slice(inner.from, inner.to), language: entity.language ?? null }
        : { type: "quote", children: paragraphsOf(inner, { text, entities }) },
    );
  }
  paragraphs(text.length);
  return blocks;
}

interface Range {
  from: number;
  to: number;
}

interface Source {
  text: string;
  entities: Entity[];
}

function paragraphsOf({ from, to }: Range, source: Source): Block[] {
  const blocks: Block[] = [];
  let start = from;
  for (const gap of [...source.text.slice(from, to).matchAll(/\n\s*\n|$/g)]) {
    const range = trimmed({ from: start, to: from + gap.index }, source.text);
    if (range.from < range.to) blocks.push({ type: "paragraph", children: inlinesOf(range, clipped(range, source)) });
    start = from + gap.index + gap[0].length;
  }
  return blocks;
}

function trimmed({ from, to }: Range, text: string): Range {
  const part = text.slice(from, to);
  return { from: from + part.length - part.trimStart().length, to: to - (part.length - part.trimEnd().length) };
}

/** A stretch over several paragraphs is one in each. */
function clipped({ from, to }: Range, { text, entities }: Source): Source {
  const within = entities.map((entity) => {
    const offset = Math.max(entity.offset, from);
    return { ...entity, offset, length: Math.min(entity.offset + entity.length, to) - offset };
  });
  return { text, entities: within.filter(({ length, type }) => length > 0 && type !== "pre" && !QUOTES.includes(type)) };
}

/** Stretches lie within each other; one that crosses another is left out. */
function inlinesOf({ from, to }: Range, { text, entities }: Source): Inline[] {
  const children: Inline[] = [];
  const addText = (end: number, at: number) => end > at && children.push({ type: "text", text: text.slice(at, end) });
  let at = from;
  for (const [i, entity] of entities.entries()) {
    const range = { from: entity.offset, to: entity.offset + entity.length };
    if (range.from < at || range.to > to) continue;
    addText(range.from, at);
    children.push(inlineOf(entity, range, { text, entities: entities.slice(i + 1) }));
    at = range.to;
  }
  addText(to, at);
  return children;
}

function inlineOf({ type, url }: Entity, range: Range, source: Source): Inline {
  if (type === "code") return { type: "code", text: source.text.slice(range.from, range.to) };
  const children = inlinesOf(range, source);
  if (type === "text_link") return { type: "link", url: url ?? "", children };
  return { type: MARKS[type] ?? "bold", children };
}

function wordsOf(blocks: Block[]): string {
  return blocks
    .map((block) => {
      if (block.type === "paragraph") return visibleText(block.children);
      if (block.type === "code-block") return block.text;
      return block.type === "quote" ? wordsOf(block.children) : block.items.map(wordsOf).join("");
    })
    .join("");
}

const words = (text: string) => text.replace(/\s/g, "");
