import { fold } from "./fold";
import { ASIA } from "./words/asia";
import { EAST } from "./words/east";
import { NORTH } from "./words/north";
import { ORIENT } from "./words/orient";
import { WEST } from "./words/west";
import type { Words } from "./words/words";

const ALL = [WEST, NORTH, EAST, ASIA, ORIENT].flatMap((group) => Object.values(group));

/** What all languages have for one thing, folded. */
export function variants(of: (words: Words) => string | undefined): Set<string> {
  const folded = ALL.flatMap((words) => (of(words) ?? "").split("|")).map(fold);
  return new Set(folded.filter(Boolean));
}

// Scripts without spaces between words have no edge of a word to ask for: there "写道" stands in the middle of anything.
const SPACED = "[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\p{Script=Hebrew}]";
const LETTER = new RegExp(SPACED, "u");

const byLength = (phrases: Iterable<string>) => [...phrases].sort((a, b) => b.length - a.length);
const literally = (phrase: string) => phrase.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** The source of a pattern for any of these phrases, wherever they stand; longest first, for an alternation takes the first that fits. */
export const anyOf = (phrases: Iterable<string>) => `(?:${byLength(phrases).map(literally).join("|")})`;

/** The same, as whole words. */
export function anyWordOf(phrases: Iterable<string>): string {
  const before = (phrase: string) => (LETTER.test(phrase.charAt(0)) ? `(?<!${SPACED})` : "");
  const after = (phrase: string) => (LETTER.test(phrase.slice(-1)) ? `(?!${SPACED})` : "");
  const edged = byLength(phrases).map((phrase) => before(phrase) + literally(phrase) + after(phrase));
  return `(?:${edged.join("|")})`;
}
