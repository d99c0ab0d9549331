import { escapeHtml } from "./to-html";
import type { Mark, RichText } from "./tree";
import { type Writer, writeTree } from "./write";

const TAGS: Record<Mark, string> = { bold: "b", italic: "i", strike: "s" };

const telegram: Writer = {
  text: escapeHtml,
  code: (text) => `<code>${escapeHtml(text)}</code>`,
  codeBlock: (text, language) =>
    language ? `<pre><code class="language-${escapeHtml(language)}">${escapeHtml(text)}</code></pre>` : `<pre>${escapeHtml(text)}</pre>`,
  mark: (mark, inner) => `<${TAGS[mark]}>${inner}</${TAGS[mark]}>`,
  link: (label, url) => `<a href="${escapeHtml(url)}">${label}</a>`,
  bullet: "• ",
  // A quote within a quote is refused there.
  quote: (text) => `<blockquote>${text.replace(/<\/?blockquote>/g, "")}</blockquote>`,
};

/** In the Bot API's HTML, for parse_mode "HTML". Source: core.telegram.org/bots/api#html-style, Bot API 10.1 */
export function toTelegram(tree: RichText): string {
  return writeTree(tree, telegram);
}

/** What Telegram counts and a person reads of such a text: its tags are none of it. */
export function visibleOfTelegram(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
