import { bareAddresses } from "./bare-address";
import type { Mark, RichText } from "./tree";
import { type Neighbours, type Writer, writeTree } from "./write";

const markdown: Writer = {
  text: escapeMarkdown,
  code,
  codeBlock: (text, language) => `\`\`\`${language ?? ""}\n${text}\n\`\`\``,
  mark,
  link: (label, url) => `[${label}](${/[\s()<>\\]/.test(url) ? `<${url.replace(/[<>\s]/g, encodeURIComponent)}>` : url})`,
  bullet: "- ",
  quote: (text) => text.replace(/^/gm, "> "),
};

/** White space stands outside of the marks, or they would be none. */
function mark(kind: Mark, inner: string, { before, after }: Neighbours): string {
  const [, lead = "", words = "", tail = ""] = /^(\s*)(.*?)(\s*)$/s.exec(inner) ?? [];
  if (words === "") return inner;
  const isWithinWord = /[\p{L}\p{N}_]/u.test(before) || /[\p{L}\p{N}_]/u.test(after);
  const sign = kind === "bold" ? "**" : kind === "strike" ? "~~" : isWithinWord ? "*" : "_";
  return `${lead}${sign}${words}${sign}${tail}`;
}

/** Code that holds backticks stands between more of them. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  const isPadded = /^`|`$/.test(text);
  return isPadded ? `${fence} ${text} ${fence}` : fence + text + fence;
}

/** Words that mean nothing but themselves in Markdown. Addresses stay whole, and so do underscores within a word. */
export function escapeMarkdown(text: string): string {
  let [escaped, at] = ["", 0];
  for (const { from, to } of bareAddresses(text)) {
    escaped += escapeWords(text.slice(at, from)) + text.slice(from, to);
    at = to;
  }
  return escaped + escapeWords(text.slice(at));
}

function escapeWords(text: string): string {
  return text
    .replace(/[\\`*[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~(?=~)|(?<=~)~/gu, "\\$&")
    .replace(/^( {0,3})([->])(?= |$)/gm, "$1\\$2")
    .replace(/^( {0,3})>/gm, "$1\\>")
    .replace(/^( {0,3}\d{1,3})\.(?= )/gm, "$1\\.");
}

/** In our own neutral form, which `parseMarkdown` reads back. */
export function toMarkdown(tree: RichText): string {
  return writeTree(tree, markdown);
}
