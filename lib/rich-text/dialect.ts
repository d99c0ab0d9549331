import type { Mark } from "./tree";

/** What stands on both sides of a run of marks; empty at the ends of the text. */
export interface Surroundings {
  before: string;
  after: string;
}

/** How a dialect writes its marks, as far as the readers of the two we read differ. */
export interface Dialect {
  /** By character, then by how often it stands there. */
  marks: Record<string, Partial<Record<1 | 2, Mark>>>;
  canOpen(mark: string, around: Surroundings): boolean;
  canClose(mark: string, around: Surroundings): boolean;
  /** [label](url) */
  hasLinks: boolean;
  /** A backslash before a sign makes it text. */
  hasEscapes: boolean;
  /** A mark ends with its line. */
  isLineBound: boolean;
}

const isSpace = (char: string) => char === "" || /\s/u.test(char);
const isPunctuation = (char: string) => /[\p{P}\p{S}]/u.test(char);
const isWord = (char: string) => /[\p{L}\p{N}_]/u.test(char);
/** Scripts without spaces between words: a mark beside them is as good as one beside a space, or **（这样）**的 would keep its stars. */
const isSpaceless = (char: string) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u.test(char);

const isLeft = ({ before, after }: Surroundings) =>
  !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before) || isSpaceless(before));
const isRight = ({ before, after }: Surroundings) =>
  !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after) || isSpaceless(after));

/** Our own form: a part of CommonMark. An underscore within a word is one, as in snake_case. Source: spec.commonmark.org/0.31.2, section 6.2 */
export const MARKDOWN: Dialect = {
  marks: { "*": { 1: "italic", 2: "bold" }, _: { 1: "italic", 2: "bold" }, "~": { 2: "strike" } },
  canOpen: (mark, around) => isLeft(around) && (mark !== "_" || !isRight(around) || isPunctuation(around.before)),
  canClose: (mark, around) => isRight(around) && (mark !== "_" || !isLeft(around) || isPunctuation(around.after)),
  hasLinks: true,
  hasEscapes: true,
  isLineBound: false,
};

/** As WhatsApp's own programs read it. Source: faq.whatsapp.com/539178204879377, read 2026-11 */
export const WHATSAPP: Dialect = {
  marks: { "*": { 1: "bold" }, _: { 1: "italic" }, "~": { 1: "strike" } },
  canOpen: (_mark, { before, after }) => !isWord(before) && !isSpace(after),
  canClose: (_mark, { before, after }) => !isSpace(before) && !isWord(after),
  hasLinks: false,
  hasEscapes: false,
  isLineBound: true,
};
