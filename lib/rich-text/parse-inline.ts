import { bareAddresses } from "./bare-address";
import type { Dialect } from "./dialect";
import { findBrackets, findCode, findLink } from "./find-span";
import type { Inline } from "./tree";

/** Nobody means more; deeper marks are text, so that a hostile message costs no stack. */
const MAX_OPEN = 16;
/** The same sign several times in a row. */
interface Run {
  mark: string;
  length: number;
  /** It may open as well as close: it stands within a word. */
  isBoth: boolean;
}

/** A mark that has been opened, and what has come since. */
interface Frame extends Run {
  /** How many of its signs have found no partner yet. */
  count: number;
  children: Inline[];
}

/** Reads one paragraph's marks. Time grows with its length alone; a mark without its partner is text. */
export function parseInline(text: string, dialect: Dialect): Inline[] {
  const reader = new InlineReader(dialect);
  const special = /[\\`*_~[<\n]|https?:\/\//g;
  const codes = findCode(text);
  const brackets = findBrackets(text);
  const addresses = new Map(bareAddresses(text).map(({ from, to }) => [from, to]));
  for (let at = 0; at < text.length; ) {
    special.lastIndex = at;
    const next = special.exec(text)?.index ?? text.length;
    reader.addText(text.slice(at, next));
    at = next < text.length ? readSpecial(reader, { text, at: next, dialect, codes, brackets, addresses }) : next;
  }
  return reader.end();
}

interface Place {
  text: string;
  at: number;
  dialect: Dialect;
  codes: ReturnType<typeof findCode>;
  brackets: Map<number, number>;
  /** By where they begin, where they end. */
  addresses: Map<number, number>;
}

/** Reads what begins here and gives the place behind it. */
function readSpecial(reader: InlineReader, place: Place): number {
  const { text, at, dialect } = place;
  const char = text[at] ?? "";
  const taken = (end: number, child: Inline) => {
    reader.add(child);
    return end;
  };
  if (char === "\\") {
    const isEscape = dialect.hasEscapes && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? "");
    return taken(at + (isEscape ? 2 : 1), { type: "text", text: isEscape ? (text[at + 1] ?? "") : char });
  }
  if (char === "\n") {
    if (dialect.isLineBound) reader.closeAll();
    return taken(at + 1, { type: "text", text: char });
  }
  if (char === "`") {
    const code = place.codes.get(at);
    if (code) return taken(code.end, { type: "code", text: code.text });
    const end = runEnd(text, at);
    return taken(end, { type: "text", text: text.slice(at, end) });
  }
  if (char === "[" || char === "<") {
    const link = dialect.hasLinks ? findLink(text, at, place.brackets) : null;
    if (!link) return taken(at + 1, { type: "text", text: char });
    const children = parseInline(link.label, { ...dialect, hasLinks: false });
    return taken(link.end, { type: "link", url: link.url, children: link.isBare ? [{ type: "text", text: link.label }] : children });
  }
  if (char === "h") {
    const end = place.addresses.get(at) ?? at + 1;
    return taken(end, { type: "text", text: text.slice(at, end) });
  }
  return readRun(reader, place);
}

/** A run of one mark closes what is open, opens what is left, and the rest is text. */
function readRun(reader: InlineReader, { text, at, dialect }: Place): number {
  const mark = text[at] ?? "";
  const end = runEnd(text, at);
  const around = { before: characterBefore(text, at), after: characterAt(text, end) };
  const [canOpen, canClose] = [dialect.canOpen(mark, around), dialect.canClose(mark, around)];
  const run = { mark, length: end - at, isBoth: canOpen && canClose };
  let left = canClose ? reader.close(run) : run.length;
  if (left > 0 && canOpen && reader.open(run, left)) left = 0;
  reader.addText(mark.repeat(left));
  return end;
}

function runEnd(text: string, at: number): number {
  let end = at + 1;
  while (text[end] === text[at]) end++;
  return end;
}

const characterAt = (text: string, at: number): string => (at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : "");

function characterBefore(text: string, at: number): string {
  const isPair = /[\udc00-\udfff]/.test(text[at - 1] ?? "");
  return text.slice(Math.max(0, at - (isPair ? 2 : 1)), at);
}

/** Keeps what has been read, a frame for each mark that is open. */
class InlineReader {
  private readonly root: Inline[] = [];
  private readonly frames: Frame[] = [];

  constructor(private readonly dialect: Dialect) {}

  add(child: Inline): void {
    append(this.frames.at(-1)?.children ?? this.root, child);
  }

  addText(text: string): void {
    if (text) this.add({ type: "text", text });
  }

  open(run: Run, count: number): boolean {
    if (this.frames.length >= MAX_OPEN) return false;
    this.frames.push({ ...run, count, children: [] });
    return true;
  }

  /** Gives how many signs of the run closed nothing. */
  close(run: Run): number {
    const { mark } = run;
    let left = run.length;
    for (;;) {
      const index = this.frames.findLastIndex((frame) => arePartners(frame, run));
      const frame = this.frames[index];
      const size = frame && this.sizeOf(frame, left);
      if (!frame || !size) return left;
      this.unwind(index + 1);
      const type = this.dialect.marks[mark]?.[size];
      const node: Inline[] = type && frame.children.length > 0 ? [{ type, children: frame.children }] : frame.children;
      frame.count -= size;
      left -= size;
      if (frame.count > 0) frame.children = node;
      else {
        this.frames.pop();
        for (const child of node) this.add(child);
      }
      if (left === 0) return 0;
    }
  }

  /** How many signs pair up: as many as both sides have and the dialect knows. */
  private sizeOf({ mark, count }: Frame, left: number): 1 | 2 | null {
    const known = this.dialect.marks[mark] ?? {};
    // Where one sign is no mark of its own, or two are none, a run of another length is text.
    if (!known[1]) return count === 2 && left === 2 ? 2 : null;
    if (!known[2]) return count === 1 && left === 1 ? 1 : null;
    return count >= 2 && left >= 2 ? 2 : 1;
  }

  closeAll(): void {
    this.unwind(0);
  }

  /** What was opened from this place on and never closed is text. */
  private unwind(from: number): void {
    const lost = this.frames.splice(from);
    for (const { mark, count, children } of lost) {
      this.addText(mark.repeat(count));
      for (const child of children) this.add(child);
    }
  }

  end(): Inline[] {
    this.closeAll();
    return this.root;
  }
}

/** So that **a*b*c** is read as it is meant. Source: spec.commonmark.org/0.31.2, section 6.2, rules 9 and 10 */
function arePartners(open: Run, close: Run): boolean {
  if (open.mark !== close.mark) return false;
  const isAmbiguous = (open.isBoth || close.isBoth) && (open.length + close.length) % 3 === 0;
  return !isAmbiguous || (open.length % 3 === 0 && close.length % 3 === 0);
}

function append(list: Inline[], child: Inline): void {
  const last = list.at(-1);
  if (child.type === "text" && last?.type === "text") last.text += child.text;
  else list.push(child);
}
