import { findCut } from "./find-cut";
import { childrenOf, isElement, isTooDeep, type Node, parentOf, parseHtml, type Tree } from "./html-tree";
import { type HtmlLine, readHtmlLines } from "./read-html-lines";

export interface MarkedHtml {
  html: string;
  hasQuote: boolean;
}

/** Elements that may stand only in certain others: they carry the mark themselves, a wrapper would tear the table apart. */
const BOUND = new Set(["tr", "td", "th", "tbody", "thead", "tfoot", "caption", "colgroup", "col", "li", "dt", "dd", "option"]);
/** Elements in which a `div` would end the element. */
const PHRASING = new Set(["p", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]);
const ROOTS = new Set(["html", "body"]);

interface Insertion {
  at: number;
  text: string;
}

const isBlank = (node: Node) => (node.type === "text" ? !/[^ \t\r\n\f]/.test(node.data) : !isElement(node));

/** The largest node that begins where the line does and has nothing before it within its parent. */
function outermost(node: Node): Node {
  let outer = node;
  for (let parent = parentOf(outer); parent && !ROOTS.has(parent.name); parent = parentOf(outer)) {
    for (let before = outer.prev; before; before = before.prev) if (!isBlank(before as Node)) return outer;
    outer = parent;
  }
  return outer;
}

/** Wraps the siblings `nodes`, of which the first may begin within itself, at `from`. */
function wrap(nodes: Node[], from: number): Insertion[] {
  const spoken = nodes.filter((node) => !isBlank(node));
  const [first, last] = [spoken[0], spoken.at(-1)];
  if (!first || !last) return [];
  if (spoken.some((node) => isElement(node) && BOUND.has(node.name)))
    return spoken.filter(isElement).map((element) => ({ at: (element.startIndex ?? 0) + 1 + element.name.length, text: " data-quote" }));
  const tag = PHRASING.has(parentOf(first)?.name ?? "") ? "span" : "div";
  return [
    { at: Math.max(from, first.startIndex ?? 0), text: `<${tag} data-quote>` },
    { at: (last.endIndex ?? 0) + 1, text: `</${tag}>` },
  ];
}

/** Marks all from the line on to the end of the document: its rest, and on each level above what follows. */
function insertionsFrom(tree: Tree, line: HtmlLine): Insertion[] {
  const isWithinText = line.offset > (line.node.startIndex ?? 0);
  const start = isWithinText ? line.node : outermost(line.node);
  const insertions: Insertion[] = [];
  for (let node: Node | null = start; node; node = parentOf(node)) {
    if (isElement(node) && ROOTS.has(node.name)) break;
    const siblings = childrenOf(parentOf(node) ?? tree);
    const at = siblings.indexOf(node);
    insertions.push(...wrap(siblings.slice(node === start ? at : at + 1), node === start && isWithinText ? line.offset : 0));
  }
  return insertions;
}

/**
 * Marks the quoted history at the end of a mail, with the signature above it, so that a style sheet can fold it: `[data-quote]`,
 * mostly a `div` around it, in tables and paragraphs what may stand there. Nothing is removed or changed; without the marks it
 * is the same HTML to the byte. What is quoted is decided by the rules of `findCut`, as for plain text.
 *
 * Takes HTML that the sanitiser has passed, with the names of `QUOTE_MARKS` left in it.
 */
export function markHtml(html: string): MarkedHtml {
  if (isTooDeep(html)) return { html, hasQuote: false };
  const tree = parseHtml(html);
  const lines = readHtmlLines(html, tree);
  const cut = findCut(lines);
  // Blank lines belong to what stands above them: a mark on them would fold nothing that anybody sees.
  const line = cut === null ? undefined : lines.slice(cut).find((candidate) => candidate.text);
  if (!line) return { html, hasQuote: false };
  const insertions = insertionsFrom(tree, line).sort((a, b) => a.at - b.at);
  let marked = "";
  let done = 0;
  for (const { at, text } of insertions) {
    marked += html.slice(done, at) + text;
    done = at;
  }
  return { html: marked + html.slice(done), hasQuote: insertions.length > 0 };
}
