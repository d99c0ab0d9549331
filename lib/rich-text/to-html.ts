import { linkify, type TextPart } from "@/lib/linkify";
import type { Block, Inline, Mark, RichText } from "./tree";

const TAGS: Record<Mark, string> = { bold: "strong", italic: "em", strike: "s" };

/** Text as HTML shows it, in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** For mails: whole elements, nothing of the words is ever markup. */
export function toHtml(tree: RichText): string {
  return tree.map(block).join("\n");
}

function block(one: Block): string {
  if (one.type === "paragraph") return `<p>${inlines(one.children)}</p>`;
  if (one.type === "code-block") return `<pre><code>${escapeHtml(one.text)}</code></pre>`;
  if (one.type === "quote") return `<blockquote>${toHtml(one.children)}</blockquote>`;
  const items = one.items.map((item) => `<li>${itemContent(item)}</li>`).join("");
  return one.start === null ? `<ul>${items}</ul>` : `<ol${one.start === 1 ? "" : ` start="${one.start}"`}>${items}</ol>`;
}

/** An item of one paragraph is a line, without a paragraph's distance. */
function itemContent(item: Block[]): string {
  return item.map((one) => (one.type === "paragraph" ? inlines(one.children) : block(one))).join("");
}

function inlines(children: Inline[]): string {
  return children.map((child) => inline(child, linked)).join("");
}

type Text = (text: string) => string;

/** An address that stands there as itself can be followed, but for one within a link. */
const linked: Text = (text) => linkify(text).map(address).join("");

function address({ text, href }: TextPart): string {
  return href ? `<a href="${escapeHtml(href)}">${lines(text)}</a>` : lines(text);
}

const lines: Text = (text) => escapeHtml(text).replaceAll("\n", "<br>");

function inline(child: Inline, words: Text): string {
  if (child.type === "text") return words(child.text);
  if (child.type === "code") return `<code>${escapeHtml(child.text)}</code>`;
  if (child.type === "link") return `<a href="${escapeHtml(child.url)}">${child.children.map((inner) => inline(inner, lines)).join("")}</a>`;
  return `<${TAGS[child.type]}>${child.children.map((inner) => inline(inner, words)).join("")}</${TAGS[child.type]}>`;
}
