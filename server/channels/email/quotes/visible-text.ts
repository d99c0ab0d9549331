import { isTooDeep, parseHtml } from "./html-tree";
import { PICTURE } from "./line";
import { readHtmlLines } from "./read-html-lines";

/** More than a screen's worth many times over; what is longer is read in the HTML itself. */
const MAX_LENGTH = 100_000;

/**
 * What people see of an HTML mail as plain text, without what `markHtml` marked: for lists, search and notifications, where the mail
 * brings no text of its own. Blocks are lines, paragraphs have a blank line between them, items a dash; links and tables keep their
 * words; pictures say what is written under them. At most 100,000 characters.
 */
export function visibleTextOf(html: string): string {
  // What is nested beyond reason keeps its words and loses its lines.
  const source = isTooDeep(html) ? html.replace(/<[^<>]*>/g, " ") : html;
  const lines = readHtmlLines(source, parseHtml(source), (element) => "data-quote" in element.attribs);
  const said: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length > MAX_LENGTH) break;
    const words = line.said
      .replaceAll(PICTURE, "")
      .replace(/\u00a0/g, " ")
      .trim();
    if (line.mark === "rule" && /^_+$/.test(words)) continue;
    // One blank line between paragraphs, however many the mail has.
    if ((!words || line.isParagraph) && said.at(-1)) said.push("");
    if (words) said.push(words);
    length += words.length + 1;
  }
  return said.join("\n").trim().slice(0, MAX_LENGTH);
}
