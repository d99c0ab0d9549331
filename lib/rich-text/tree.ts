/*
 * Words with their formatting, as a small tree: what every channel's dialect is read into and written from. A new line within a
 * paragraph is one, as people mean it in a chat.
 */

export type Mark = "bold" | "italic" | "strike";

export type Inline =
  | { type: "text"; text: string }
  | { type: "code"; text: string }
  | { type: Mark; children: Inline[] }
  | { type: "link"; url: string; children: Inline[] };

export type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "code-block"; text: string; language: string | null }
  /** `start` is the first number; null for bullets. */
  | { type: "list"; start: number | null; items: Block[][] }
  | { type: "quote"; children: Block[] };

export type RichText = Block[];

/** Words without any formatting: one paragraph, whatever stands in them. */
export function plainTree(text: string): RichText {
  return text.trim() === "" ? [] : [{ type: "paragraph", children: [{ type: "text", text: text.trim() }] }];
}

/** Whether nothing is formatted: then the words are best sent as they were typed. */
export function isUnformatted(tree: RichText): boolean {
  return tree.every((block) => block.type === "paragraph" && block.children.every((child) => child.type === "text"));
}

/** What a reader sees of a line, without the marks. */
export function visibleText(children: Inline[]): string {
  return children.map((child) => ("text" in child ? child.text : visibleText(child.children))).join("");
}

/** From one place of what a reader sees to another, in UTF-16 units; a mark or link that goes across stands in both parts. */
export function sliceInlines(children: Inline[], from: number, to: number): Inline[] {
  const kept: Inline[] = [];
  let at = 0;
  for (const child of children) {
    const length = "text" in child ? child.text.length : visibleText(child.children).length;
    const start = Math.max(0, from - at);
    const end = Math.min(length, to - at);
    if (start < end)
      kept.push("text" in child ? { ...child, text: child.text.slice(start, end) } : { ...child, children: sliceInlines(child.children, start, end) });
    at += length;
    if (at >= to) break;
  }
  return kept;
}
