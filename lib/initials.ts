const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** What stands in an avatar: one character of a CJK name, else the first letters of the first and last word; "?" for no name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = firstGrapheme(words[0] ?? "");
  if (!first) return "?";
  if (CJK.test(first)) return first;
  const last = words.length > 1 ? firstGrapheme(words[words.length - 1] ?? "") : secondOfCode(words[0] ?? "");
  return (first + last).toLocaleUpperCase();
}

function secondOfCode(word: string): string {
  // A lone word gives two letters, but an emoji or a sign does not get a neighbour.
  const second = [...word][1] ?? "";
  return /^[\p{L}\p{N}]{2}/u.test(word) && !CJK.test(second) ? second : "";
}

function firstGrapheme(word: string): string {
  const bare = word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, "");
  const segment = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(bare)[Symbol.iterator]().next();
  return segment.done ? "" : segment.value.segment;
}
