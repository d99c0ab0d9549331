import { parseDocument } from "htmlparser2";

export type Tree = ReturnType<typeof parseDocument>;
export type Node = Tree["children"][number];
export type Element = Extract<Node, { attribs: Record<string, string> }>;

/** The parser's time grows with the square of the depth, and nobody's mail is nested so deep. */
const MAX_DEPTH = 5000;
const VOID = /^<(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b|\/>$/i;

/** Is this HTML nested deeper than any mail, so that it must not be parsed? */
export function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [tag] of html.matchAll(/<\/?[a-z][^<>]*>/gi)) {
    if (tag.startsWith("</")) depth = Math.max(0, depth - 1);
    else if (!VOID.test(tag) && ++depth > MAX_DEPTH) return true;
  }
  return false;
}

/** The document with the place of every node in the source. */
export const parseHtml = (html: string): Tree => parseDocument(html, { withStartIndices: true, withEndIndices: true, decodeEntities: true });

export const isElement = (node: Node | Tree | null | undefined): node is Element => Boolean(node && "name" in node && "attribs" in node);

export const childrenOf = (node: Node | Tree): Node[] => ("children" in node ? (node.children as Node[]) : []);

/** The element a node stands in, or null at the top. */
export function parentOf(node: Node): Element | null {
  const { parent } = node;
  return isElement(parent as Node | null) ? (parent as Element) : null;
}

interface Visitor {
  /** Called before what is within; false: it is left out. */
  enter(node: Node): boolean;
  /** Called after what is within, if that was visited. */
  leave(node: Node): void;
}

/** Walks a document in order without recursion: a mail with 100,000 nested elements must not exhaust the stack. */
export function walk(tree: Tree, visitor: Visitor): void {
  const stack: { nodes: Node[]; at: number }[] = [{ nodes: childrenOf(tree), at: 0 }];
  for (let level = stack.at(-1); level; level = stack.at(-1)) {
    const node = level.nodes[level.at];
    if (!node) {
      stack.pop();
      const above = stack.at(-1);
      const done = above?.nodes[above.at++];
      if (done) visitor.leave(done);
    } else if (visitor.enter(node)) stack.push({ nodes: childrenOf(node), at: 0 });
    else level.at++;
  }
}
