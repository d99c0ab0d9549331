import { type Element, isElement, type Node, parentOf, type Tree, walk } from "./html-tree";
import { type Line, type Mark, PICTURE, readLine } from "./line";
import { quoteMarkOf } from "./quote-marks";

/** A line of an HTML mail, and where it begins. */
export interface HtmlLine extends Line {
  /** What it says, as people read it. */
  said: string;
  node: Node;
  /** Where in the source it begins; within preformatted text that is not where the node begins. */
  offset: number;
  /** A paragraph begins: a blank line is seen above it. */
  isParagraph: boolean;
}

const BLOCKS = new Set(
  "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead title tr ul".split(
    " ",
  ),
);
const PARAGRAPHS = new Set(["p", "ul", "ol", "dl", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]);
const UNSEEN = new Set(["head", "style", "script", "template", "noscript", "title"]);
const MAX_LINE = 20_000;

const isPreformatted = (element: Element) => element.name === "pre" || /white-space\s*:\s*(?:pre|break-spaces)/i.test(element.attribs.style ?? "");
/** What counts who reads a mail is no picture that anybody sees. */
const isTiny = ({ attribs }: Element) => [attribs.width, attribs.height].some((size) => /^\s*[0-3](?:px)?\s*$/.test(size ?? ""));
const marksOf = ({ attribs }: Element) => `${attribs.class ?? ""} ${attribs.id ?? ""} ${attribs.name ?? ""}`.split(/\s+/).filter(Boolean);
/** Outlook's line above a header block, and GMX's at the side of a quotation. */
const TOP_BORDER = /border-top(?:-style|-width|-color)?\s*:\s*(?!\s*(?:none|0|medium))/i;
const SIDE_BORDER = /border-left(?:-width|-style)?\s*:\s*(?!\s*(?:none|0|medium))/i;

/** What an element says of what is within. */
interface Meaning {
  depth: number;
  isIndented: boolean;
  mark: Mark | null;
}

function blockquoteMeaning(element: Element): Meaning {
  const isCite = element.attribs.type === "cite" || marksOf(element).some((name) => /quote|cite|isreplycontent|iosymail/i.test(name));
  const isQuote = isCite || SIDE_BORDER.test(element.attribs.style ?? "");
  return { depth: isQuote ? 1 : 0, isIndented: !isQuote, mark: null };
}

function meaningOf(element: Element, quoting: ReadonlySet<Node>): Meaning {
  if (element.name === "blockquote") return blockquoteMeaning(element);
  const kinds = marksOf(element).map(quoteMarkOf);
  const named = kinds.find((kind) => kind !== null && kind !== "container");
  if (named) return { depth: 0, isIndented: false, mark: named };
  if (kinds.includes("container")) return { depth: quoting.has(element) ? 0 : 1, isIndented: false, mark: quoting.has(element) ? "attribution" : null };
  const style = element.name === "div" ? (element.attribs.style ?? "") : "";
  return { depth: 0, isIndented: SIDE_BORDER.test(style), mark: TOP_BORDER.test(style) ? "rule" : null };
}

/** The elements that have a block quote within. */
function findQuoting(tree: Tree): Set<Node> {
  const quoting = new Set<Node>();
  walk(tree, {
    enter(node) {
      if (isElement(node) && node.name === "blockquote")
        for (let above = parentOf(node); above && !quoting.has(above); above = parentOf(above)) quoting.add(above);
      return true;
    },
    leave() {},
  });
  return quoting;
}

/** Collects the lines; one object a mail. */
class LineReader {
  readonly lines: HtmlLine[] = [];
  private said = "";
  private begin: { node: Node; offset: number; depth: number; isIndented: boolean } | null = null;
  private depth = 0;
  private indents = 0;
  private preformatted = 0;
  private isAddressed = false;
  private isParagraph = false;
  private mark: Mark | null = null;
  /** What stands before the next text, wherever in the item that begins. */
  private bullet = "";

  constructor(
    private readonly html: string,
    private readonly quoting: ReadonlySet<Node>,
    private readonly isHidden: (element: Element) => boolean,
  ) {}

  enter(node: Node): boolean {
    if (!isElement(node)) {
      if (node.type === "text") this.text(node, node.data);
      return false;
    }
    if (UNSEEN.has(node.name) || this.isHidden(node)) return false;
    if (node.name === "br") this.endLine(node);
    if (node.name === "img" && !isTiny(node)) this.add(node, PICTURE, node.startIndex ?? 0);
    if (node.name === "td" || node.name === "th") this.said += this.said.endsWith(" ") ? "" : " ";
    if (BLOCKS.has(node.name)) this.block(node);
    if (node.name === "hr") this.rule(node);
    if (node.name === "a" && /^mailto:/i.test(node.attribs.href ?? "")) this.isAddressed = true;
    if (node.name === "li") this.bullet = "- ";
    this.change(node, 1);
    return true;
  }

  leave(node: Node): void {
    if (!isElement(node)) return;
    this.change(node, -1);
    if (BLOCKS.has(node.name)) this.block(node);
  }

  private change(element: Element, by: 1 | -1): void {
    const meaning = meaningOf(element, this.quoting);
    if (by === 1 && meaning.mark && this.mark !== "separator") this.mark = meaning.mark;
    this.depth += meaning.depth * by;
    this.indents += meaning.isIndented ? by : 0;
    this.preformatted += isPreformatted(element) ? by : 0;
  }

  private block(element: Element): void {
    if (this.begin) this.endLine(element);
    if (PARAGRAPHS.has(element.name)) this.isParagraph = true;
  }

  private rule(element: Element): void {
    this.mark = this.mark === "separator" ? this.mark : "rule";
    this.add(element, "________", element.startIndex ?? 0);
    this.endLine(element);
  }

  private text(node: Node, data: string): void {
    const start = node.startIndex ?? 0;
    if (!this.preformatted) return this.add(node, this.collapse(data), start);
    const parts = data.split("\n");
    const raw = this.html.slice(start, (node.endIndex ?? start) + 1).split("\n");
    let offset = start;
    for (const [i, part] of parts.entries()) {
      this.add(node, part.replace(/\r$/, ""), offset);
      if (i < parts.length - 1) this.endLine(node, offset);
      // A line break written as an entity makes the two disagree; then the whole text begins where the node does.
      if (raw.length === parts.length) offset += (raw[i]?.length ?? 0) + 1;
    }
  }

  private collapse(data: string): string {
    const single = data.replace(/[ \t\r\n\f]+/g, " ");
    return this.said.endsWith(" ") ? single.replace(/^ /, "") : single;
  }

  private add(node: Node, text: string, offset: number): void {
    // White space between elements begins no line; a no-break space does, people make blank lines of it.
    if (!this.begin && !/[^ \t\r\n\f]/.test(text)) return;
    if (!this.begin) {
      this.begin = { node, offset, depth: this.depth, isIndented: this.indents > 0 };
      this.said = this.bullet;
      this.bullet = "";
    }
    if (this.said.length < MAX_LINE) this.said += text;
  }

  endLine(node: Node, offset = node.startIndex ?? 0): void {
    const begin = this.begin ?? { node, offset, depth: this.depth, isIndented: this.indents > 0 };
    const { text, depth } = readLine(this.said);
    const spoken = text.startsWith("- ") ? text.slice(2) : text;
    const line: HtmlLine = { ...begin, text: spoken, depth: depth + begin.depth, said: this.said.trim(), isParagraph: this.isParagraph };
    if (this.isAddressed && spoken) line.isAddressed = true;
    this.isAddressed = false;
    if (this.mark && spoken) line.mark = this.mark;
    if (spoken) this.mark = null;
    this.lines.push(line);
    this.said = "";
    this.begin = null;
    this.isParagraph = false;
  }

  end(): HtmlLine[] {
    const last = this.begin;
    if (last) this.endLine(last.node);
    return this.lines;
  }
}

/** The lines of an HTML document in reading order. `isHidden` leaves elements out. */
export function readHtmlLines(html: string, tree: Tree, isHidden: (element: Element) => boolean = () => false): HtmlLine[] {
  const reader = new LineReader(html, findQuoting(tree), isHidden);
  walk(tree, { enter: (node) => reader.enter(node), leave: (node) => reader.leave(node) });
  return reader.end();
}
