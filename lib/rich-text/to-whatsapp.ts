import { labelled } from "./to-plain";
import type { Mark, RichText } from "./tree";
import { type Neighbours, type Writer, writeTree } from "./write";

const SIGNS: Record<Mark, string> = { bold: "*", italic: "_", strike: "~" };

const whatsapp: Writer = {
  // There is no way to escape: a pair of stars that somebody meant as such is bold there.
  text: (text) => text,
  code: (text) => `\`${text}\``,
  codeBlock: (text) => `\`\`\`${text}\`\`\``,
  mark,
  link: labelled,
  bullet: "- ",
  quote: (text) => text.replace(/^/gm, "> "),
};

/** WhatsApp reads no mark beside a letter. Where words have no spaces one is put there; within a word the stars would show, so they are left out. */
function mark(kind: Mark, inner: string, { before, after }: Neighbours): string {
  const sides = [gap(before), gap(after)];
  const [, lead = "", words = "", tail = ""] = /^(\s*)(.*?)(\s*)$/s.exec(inner) ?? [];
  if (sides.includes(null) || words === "" || words.includes("\n")) return words.includes("\n") ? byLine(kind, inner) : inner;
  const sign = SIGNS[kind];
  return `${sides[0]}${lead}${sign}${words}${sign}${tail}${sides[1]}`;
}

/** A mark ends with its line there. */
function byLine(kind: Mark, inner: string): string {
  return inner
    .split("\n")
    .map((line) => mark(kind, line, { before: "", after: "" }))
    .join("\n");
}

function gap(neighbour: string): string | null {
  if (!/[\p{L}\p{N}_]/u.test(neighbour)) return "";
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u.test(neighbour) ? " " : null;
}

/** In WhatsApp's dialect. Source: faq.whatsapp.com/539178204879377, read 2026-11 */
export function toWhatsapp(tree: RichText): string {
  return writeTree(tree, whatsapp);
}
