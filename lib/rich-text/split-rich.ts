import { bareAddresses } from "./bare-address";
import { findPause, type Whole } from "./find-pause";
import { type LengthUnit, lengthIn } from "./length";
import { DIALECTS, type DialectName } from "./render";
import { type Block, type Inline, type RichText, sliceInlines, visibleText } from "./tree";

export interface Limit {
  max: number;
  unit: LengthUnit;
  formatting: DialectName;
}

const GAP = 2;

/**
 * Cuts a text into messages that a channel takes: between blocks where it can, else at the ends of lines, sentences and words. Nothing
 * is lost but white space around the cuts; a list goes on counting, a mark that is longer than a message goes on in the next.
 */
export function splitRich(tree: RichText, limit: Limit): RichText[] {
  const messages: RichText[] = [];
  for (let rest = tree; rest.length > 0; ) {
    const [head, left] = cutBlocks(rest, limit);
    messages.push(head);
    rest = left;
  }
  return messages;
}

/** What fits into one message, at least something, and what is left. */
type Cut<T> = [head: T, left: Block[]];

function cutBlocks(blocks: Block[], limit: Limit): Cut<Block[]> {
  let used = 0;
  for (const [i, block] of blocks.entries()) {
    const before = i > 0 ? used + GAP : 0;
    const size = sizeOf([block], limit);
    used = before + size;
    if (used <= limit.max) continue;
    const room = limit.max - before;
    // One that fits into the next message goes there whole; one that fits nowhere fills this one up, unless little room is left.
    if (i > 0 && (size <= limit.max || room < limit.max / 2)) return [blocks.slice(0, i), blocks.slice(i)];
    const [head, left] = cutBlock(block, { ...limit, max: room });
    return [
      [...blocks.slice(0, i), head],
      [...left, ...blocks.slice(i + 1)],
    ];
  }
  return [blocks, []];
}

function sizeOf(blocks: Block[], { formatting, unit }: Limit): number {
  const { write, counted } = DIALECTS[formatting];
  return lengthIn(unit, counted(write(blocks)));
}

function cutBlock(block: Block, limit: Limit): Cut<Block> {
  if (block.type === "paragraph") return cutParagraph(block.children, limit);
  if (block.type === "code-block") return cutCode(block, limit);
  if (block.type === "list") return cutList(block, limit);
  const quote = (children: Block[]): Block => ({ type: "quote", children });
  const [head, left] = cutInside(block.children, quote, limit);
  return [head, left.length > 0 ? [quote(left)] : []];
}

/** Of what lies in something that has marks of its own on every line, as much as fits with them. */
function cutInside(inner: Block[], wrap: (children: Block[]) => Block, limit: Limit): Cut<Block> {
  for (let room = limit.max; ; room = Math.floor(room * 0.8)) {
    const [head, left] = cutBlocks(inner, { ...limit, max: Math.max(1, room) });
    if (room <= 1 || sizeOf([wrap(head)], limit) <= limit.max) return [wrap(head), left];
  }
}

function cutParagraph(children: Inline[], limit: Limit): Cut<Block> {
  const text = visibleText(children);
  const fits = (to: number) => sizeOf([{ type: "paragraph", children: sliceInlines(children, 0, to) }], limit) <= limit.max;
  const at = findPause(text, largest(fits, Math.min(text.length, limit.max * 2)), wholesOf(children));
  const tail = text.slice(at);
  const from = at + tail.length - tail.trimStart().length;
  const head = sliceInlines(children, 0, text.slice(0, at).trimEnd().length);
  const left = sliceInlines(children, from, text.length);
  return [{ type: "paragraph", children: head }, left.length > 0 ? [{ type: "paragraph", children: left }] : []];
}

/** The largest number up to `most` that fits, at least 1: what is longer by itself goes as it is, and the platform says so. */
function largest(fits: (value: number) => boolean, most: number): number {
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function wholesOf(children: Inline[]): Whole[] {
  let at = 0;
  return children.flatMap((child) => {
    const from = at;
    at += "text" in child ? child.text.length : visibleText(child.children).length;
    if (child.type !== "text") return [{ from, to: at }];
    return bareAddresses(child.text).map((address) => ({ from: from + address.from, to: from + address.to }));
  });
}

function cutCode(block: Extract<Block, { type: "code-block" }>, limit: Limit): Cut<Block> {
  const fits = (to: number) => sizeOf([{ ...block, text: block.text.slice(0, to) }], limit) <= limit.max;
  const at = findPause(block.text, largest(fits, Math.min(block.text.length, limit.max * 2)));
  const left = block.text.slice(at).replace(/^\n/, "");
  return [{ ...block, text: block.text.slice(0, at).replace(/\n$/, "") }, left ? [{ ...block, text: left }] : []];
}

function cutList(block: Extract<Block, { type: "list" }>, limit: Limit): Cut<Block> {
  const upTo = (count: number): Block => ({ ...block, items: block.items.slice(0, count) });
  const isFitting = (count: number) => sizeOf([upTo(count)], limit) <= limit.max;
  const count = largest(isFitting, block.items.length);
  const others = block.items.slice(count);
  const rest: Block[] = others.length > 0 ? [{ ...block, start: block.start === null ? null : block.start + count, items: others }] : [];
  if (isFitting(count)) return [upTo(count), rest];
  // The first item is longer than a message by itself: the rest of its words goes on without a number.
  const [head, left] = cutInside(block.items[0] ?? [], (children) => ({ ...block, items: [children] }), limit);
  return [head, [...left, ...rest]];
}
