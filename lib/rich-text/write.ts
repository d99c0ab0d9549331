import { type Block, type Inline, type Mark, type RichText, visibleText } from "./tree";

/** What stands directly before and behind a piece of a line; empty at its ends. */
export interface Neighbours {
  before: string;
  after: string;
}

/** How one dialect writes what stands in the tree. Blocks are laid out in lines, alike in all. */
export interface Writer {
  text(text: string): string;
  code(text: string): string;
  codeBlock(text: string, language: string | null): string;
  mark(mark: Mark, inner: string, neighbours: Neighbours): string;
  link(label: string, url: string): string;
  bullet: string;
  quote(text: string): string;
}

/** Writes a tree in lines: for every dialect but HTML. */
export function writeTree(tree: RichText, writer: Writer): string {
  return writeBlocks(tree, writer, 0);
}

function writeBlocks(blocks: Block[], writer: Writer, depth: number): string {
  // An item's own list follows its words at once; between paragraphs there is a line.
  const gap = (block: Block) => (depth > 0 && block.type === "list" ? "\n" : "\n\n");
  return blocks.map((block, i) => (i === 0 ? "" : gap(block)) + writeBlock(block, writer, depth)).join("");
}

function writeBlock(block: Block, writer: Writer, depth: number): string {
  if (block.type === "code-block") return writer.codeBlock(block.text, block.language);
  if (block.type === "quote") return writer.quote(writeBlocks(block.children, writer, 0));
  if (block.type === "paragraph") return writeInlines(block.children, writer);
  return block.items
    .map((item, i) => {
      const head = block.start === null ? writer.bullet : `${block.start + i}. `;
      return head + indent(writeBlocks(item, writer, depth + 1), " ".repeat(head.length));
    })
    .join("\n");
}

const indent = (text: string, by: string) => text.replace(/\n(?=.)/g, `\n${by}`);

/** One line's words in the dialect. */
function writeInlines(children: Inline[], writer: Writer, around: Neighbours = { before: "", after: "" }): string {
  return children
    .map((child, i) => {
      if (child.type === "text") return writer.text(child.text);
      if (child.type === "code") return writer.code(child.text);
      const before = i === 0 ? around.before : visibleText(children.slice(i - 1, i));
      const after = i === children.length - 1 ? around.after : visibleText(children.slice(i + 1, i + 2));
      const neighbours = { before: [...before].at(-1) ?? "", after: [...after][0] ?? "" };
      const inner = writeInlines(child.children, writer, neighbours);
      return child.type === "link" ? writer.link(inner, child.url) : writer.mark(child.type, inner, neighbours);
    })
    .join("");
}
