/** Where a reader expects a pause, best first. Each matches up to and including the last such place. */
const PAUSES = [/^[\s\S]*\n\n/, /^[\s\S]*\n/, /^[\s\S]*[.!?…](?=\s)/, /^[\s\S]*[。！？]/, /^[\s\S]*\s/];

function cutLength(text: string, max: number): number {
  // One character more, so that a sentence ending exactly at the limit is seen to be followed by a space.
  const head = text.slice(0, max + 1);
  for (const pause of PAUSES) {
    const length = pause.exec(head)?.[0].length ?? 0;
    // A pause in the first half would make many short messages; the next kind of pause is then better.
    if (length > max / 2 && length <= max) return length;
  }
  const isInsidePair = /[\ud800-\udbff]$/.test(text.slice(0, max));
  return isInsidePair ? max - 1 : max;
}

/** Cuts a text into parts of at most `max` UTF-16 units at paragraph, line, sentence or word ends, never inside a character. Nothing but the white space around cuts is lost. */
export function splitText(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const length = cutLength(rest, max);
    parts.push(rest.slice(0, length).trimEnd());
    rest = rest.slice(length).trimStart();
  }
  if (rest) parts.push(rest);
  return parts;
}
