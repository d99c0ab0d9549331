import { findCut } from "./find-cut";
import { readTextLines } from "./line";

export interface CutText {
  /** What this mail's writer wrote. Empty only if the text is. */
  visible: string;
  /** The tail that was cut, from the end of the last line that is shown. `visible + quoted` is the text again, to the byte. */
  quoted: string | null;
}

/**
 * Cuts the quoted history off the end of a mail's plain text, with the lines that programs put above it, the signature after "-- "
 * and the line of a device. An answer below or between quotations keeps them, and a message that was passed on is kept whole.
 */
export function cutText(text: string): CutText {
  const lines = readTextLines(text);
  const cut = findCut(lines);
  if (cut === null) return { visible: text, quoted: null };
  const visible = text.slice(0, lines[cut]?.start).trimEnd();
  return { visible, quoted: text.slice(visible.length) };
}
