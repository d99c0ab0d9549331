/** Addresses hold underscores and tildes that are no marks; what ends a sentence is not theirs. */
const ADDRESS = /https?:\/\/[^\s<>*`[\]\\]+/g;
const ENDING = /[_~.,:;!?'")]+$/;

/** Addresses that stand in a text as themselves: nothing in them is a mark. */
export function bareAddresses(text: string): { from: number; to: number }[] {
  return [...text.matchAll(ADDRESS)].map((match) => ({ from: match.index, to: match.index + match[0].replace(ENDING, "").length }));
}
