import { isElement, parseHtml } from "./html-tree";
import { readHtmlLines } from "./read-html-lines";

/** More than a screen's worth many times over; what is longer is read in the HTML itself. */
const MAX_LENGTH = 100_000;

/**
 * What people see of an HTML mail as plain text, without what `markHtml` marked: for lists, search and notifications, where the mail
 * brings no text of its own. Blocks are lines, paragraphs have a blank line between them, items a dash; links and tables keep their
 * words; pictures say what is written under them. At most 100,000 characters.
 */
export function visibleTextOf(html: string): string {
  const tree = parseHtml(html);
  const lines = readHtmlLines(html, tree, (element) => isElement(element) && "data-quote" in element.attribs);
  let text = "";
  for (const { said, isParagraph, mark } of lines) {
    if (text.length > MAX_LENGTH) break;
    const words = said
      .replace(/▣/g, "")
      .replace(/\u00a0/g, " ")
      .trim();
    if (mark === "rule" && /^_+$/.test(words)) continue;
    const gap = isParagraph && !text.endsWith("\n\n") ? "\n" : "";
    text += words ? `${gap}${words}\n` : text.endsWith("\n\n") ? "" : "\n";
  }
  return text.trim().slice(0, MAX_LENGTH);
}
