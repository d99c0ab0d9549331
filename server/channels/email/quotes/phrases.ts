import { anyWordOf, variants } from "./vocabulary";

const VERB = anyWordOf(variants((words) => words.wrote));
const originals = variants((words) => words.original);
const forwards = [...variants((words) => words.forwarded)];

/** A verb of "... wrote:" anywhere in a folded line. */
export const WROTE = new RegExp(VERB, "u");
/** The same at the end of one, whatever punctuation follows. */
export const WROTE_LAST = new RegExp(`${VERB}[\\s:;,.>"'-]{0,20}$`, "u");
/** A folded line that begins as attributions do. */
export const OPENS = new RegExp(`^["'<(-]{0,9}\\s?${anyWordOf(variants((words) => words.opens))}`, "u");

// Of those pronouns only that are no names and no articles anywhere: "il" and "vi" begin attributions, Ho is a family.
const PRONOUN = anyWordOf(
  "i|you|we|they|he|she|ich|wir|du|er|sie|ihr|j'ai|j'avais|je|nous|vous|yo|tú|usted|eu|você|io|ik|jij|wij|hij|ja|ty|wy|я|ты|мы|вы|он|она|ви|ми|jag|jeg|minä".split(
    "|",
  ),
);
const TOLD = [
  `${PRONOUN}(?: [\\p{L}']+){0,2} ${VERB}`,
  `${VERB} ${anyWordOf(["ich", "er", "sie", "ik", "hij", "jag", "jeg"])}`,
  `(?<!\\p{L})ho ${VERB}`,
  "^(?:我|你|您|他|她)(?:们|們)?(?!\\S*@)",
  "[,。，;；]\\s?(?:我|你|您)",
];
/** A person tells who wrote what, "you wrote", "habe ich geschrieben", "我写道": no program says that. */
export const IN_PERSON = new RegExp(TOLD.join("|"), "u");

/** A phrase of a separator without its dashes and punctuation. */
const bare = (line: string) => line.replace(/^[-_=:~.\s]+|[-_=:~.\s]+$/g, "");

/** Says that the message below is the one that is answered. The line has nothing else in it. */
export const namesOriginal = (line: string) => line.length < 120 && originals.has(bare(line));

/** A phrase between dashes, with or without more behind it: Yahoo has the whole header block in the same line. */
const BETWEEN_DASHES = /^-{2,}\s?([^-]{3,60}?)\s?-{2,}/;

/** Says that the message below is passed on. Some add by whom, or how many. */
export function namesForward(line: string): boolean {
  const dashed = BETWEEN_DASHES.exec(line)?.[1];
  if (dashed) return forwards.some((forward) => dashed === forward || dashed.startsWith(`${forward} `));
  return line.length < 120 && forwards.includes(bare(line));
}
