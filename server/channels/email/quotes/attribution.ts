import type { Line } from "./line";
import { IN_PERSON, OPENS, WROTE, WROTE_LAST } from "./phrases";

/**
 * - `certain`: nobody writes such a line by hand; what follows is quoted even without ">"
 * - `likely`: says who wrote only if quoted lines follow
 */
export type Certainty = "certain" | "likely";

export interface Attribution {
  /** The first of its lines. */
  start: number;
  certainty: Certainty;
}

/** Programs break the line at 72 to 78 characters; with a long name and address it fills four. */
const MAX_LINES = 4;
const MAX_LENGTH = 400;

const ADDRESS = /[^\s<>@"':：,;()[\]]@[^\s<>@,;()[\]]/;
/** The line ends with the address: so do all that have no verb. */
const ADDRESS_LAST = /@[^\s<>@]{1,120}[>)\]]{0,2}\s?:["'>\s]{0,9}$/;
/** The line begins with a name and its address in brackets: with a verb behind, it needs no date. */
const NAME_AND_ADDRESS = /^[^<>@:]{1,80}<[^<>@\s]{1,80}@[^<>@\s]{1,120}>/;
const YEAR = /(?<!\d)(?:19|20|25)\d\d(?!\d)/;
const NUMERIC_DATE = /(?<!\d)\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}(?!\d)/;
const TIME = /(?<!\d)\d{1,2} ?[:.h時时点點시] ?\d{2}(?!\d)/;
/** A line that is a name and an address, or the end of them: the date stands in the next. */
const ENDS_IN_ADDRESS = /<[^<>]{0,100}@[^<>]{1,200}>$/;
const TWO_NUMBERS = /\d\D+\d/;

/** A date with a year, or a day and a time. */
export const hasDate = (text: string) =>
  (YEAR.test(text) && TWO_NUMBERS.test(text)) || NUMERIC_DATE.test(text) || (TIME.test(text) && /\d\D+\d\D+\d/.test(text));

/** The end of one sentence and the beginning of another: then it is a text, not a line about a text. */
const SENTENCES = /[!?。！？；]|\p{Ll}{4,}\. \p{L}/u;

/** How a line ends is asked of every line of a mail: its last characters have to be enough. */
const TAIL = 40;
const ENDS_OPEN = /:["'>_ ]{0,9}$|--$/;
const saysAtEnd = (text: string) => WROTE_LAST.test(text.slice(-TAIL));

const words = (text: string) => text.split(" ").filter((word) => /\p{L}/u.test(word) && !word.includes("@")).length;

/** Does this text, a line or several joined, say who wrote what follows? Folded text in. */
export function judgeAttribution(text: string): Certainty | null {
  const endsOpen = ENDS_OPEN.test(text.slice(-TAIL));
  if ((!endsOpen && !saysAtEnd(text)) || !/\p{L}/u.test(text)) return null;
  const says = WROTE.test(text);
  const dated = hasDate(text);
  const addressed = ADDRESS.test(text);
  if (NAME_AND_ADDRESS.test(text) && saysAtEnd(text) && words(text) <= 7) return certain(text);
  if (addressed && dated && (says || (ADDRESS_LAST.test(text) && words(text) <= 12))) return certain(text);
  if (says && dated && !SENTENCES.test(text) && (OPENS.test(text) || /^["'(]*\d/.test(text) || (TIME.test(text) && words(text) <= 10))) return certain(text);
  // "Tom wrote:" is all that some programs write; "this is what your colleague wrote:" is a person's.
  return endsOpen && ((says && words(text) <= 5) || dated || addressed) ? "likely" : null;
}

const certain = (text: string): Certainty => (IN_PERSON.test(text) ? "likely" : "certain");

interface Found extends Attribution {
  isDated: boolean;
  isAddressed: boolean;
  isOpened: boolean;
}

/** Does the line `text`, put in front of what was found, complete it? */
function completes(found: Found, next: Found, text: string): boolean {
  if (found.certainty === "certain" && next.certainty !== "certain") return false;
  const isStronger = found.certainty !== next.certainty;
  return isStronger || (!found.isDated && next.isDated) || (!found.isOpened && next.isOpened) || (!found.isAddressed && ENDS_IN_ADDRESS.test(text));
}

/**
 * The attribution that ends with the line `end`, not reaching above `floor` nor over a blank line. The fewest lines that say
 * it all are taken, so that a sentence standing directly above stays what it is.
 */
export function attributionEndingAt(lines: readonly Line[], end: number, floor: number): Attribution | null {
  const last = lines[end]?.text ?? "";
  if (!ENDS_OPEN.test(last.slice(-TAIL)) && !saysAtEnd(last)) return null;
  let best: Found | null = null;
  let joined = "";
  for (let start = end; start >= floor && end - start < MAX_LINES; start--) {
    const text = lines[start]?.text;
    if (!text) break;
    joined = joined ? `${text} ${joined}` : text;
    if (joined.length > MAX_LENGTH) break;
    const certainty = judgeAttribution(joined);
    if (!certainty) continue;
    const found: Found = { start, certainty, isDated: hasDate(joined), isAddressed: ADDRESS.test(joined), isOpened: OPENS.test(text) };
    if (!best || completes(best, found, text)) best = found;
  }
  return best;
}
