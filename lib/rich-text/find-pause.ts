/** A pause in the first half would make many short messages; the next kind of pause is then better. */
const EARLIEST = 0.5;

const sentences = new Intl.Segmenter("und", { granularity: "sentence" });
const wordsIn = new Intl.Segmenter("und", { granularity: "word" });
const characters = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Ranges that had better stay whole: a link's label, a bold phrase. */
export interface Whole {
  from: number;
  to: number;
}

/**
 * Where to cut a text of which `most` units fit: at the end of a paragraph, a line, a sentence, a word, best first, in any language, and
 * not within what had better stay whole if there is another place. Never within a character. At least 1.
 */
export function findPause(text: string, most: number, wholes: readonly Whole[] = []): number {
  const head = text.slice(0, most + 1);
  const isFree = (at: number) => !wholes.some(({ from, to }) => from < at && at < to);
  for (const places of [paragraphs, lines, sentenceEnds, wordEnds]) {
    const at = places(head).findLast((place) => place > most * EARLIEST && place <= most && isFree(place));
    if (at !== undefined) return at;
  }
  // A phrase longer than a message is cut like any other words; the mark goes on in the next one.
  const inWhole = wordEnds(head).findLast((place) => place > most * EARLIEST && place <= most);
  return inWhole ?? characterEnd(head, most);
}

const paragraphs = (text: string) => [...text.matchAll(/\n\s*\n/g)].map((gap) => gap.index + gap[0].length);
const lines = (text: string) => [...text.matchAll(/\n/g)].map((end) => end.index + 1);
const sentenceEnds = (text: string) => [...sentences.segment(text)].map(({ index }) => index);

/** A word keeps the comma behind it. */
function wordEnds(text: string): number[] {
  return [...wordsIn.segment(text)].filter(({ index, segment }) => index > 0 && !/^[\p{Pe}\p{Pf}\p{Po}]/u.test(segment)).map(({ index }) => index);
}

/** A family of emoji joined into one is one character. */
function characterEnd(head: string, most: number): number {
  const [first = head, ...rest] = [...characters.segment(head)].map(({ segment }) => segment);
  let end = 0;
  for (const segment of [first, ...rest]) {
    if (end + segment.length > most) break;
    end += segment.length;
  }
  if (end > 0) return end;
  // One character of many code points that no message holds: its code points, at least.
  return /[\ud800-\udbff]$/.test(head.slice(0, most)) && most > 1 ? most - 1 : Math.max(1, most);
}
