import { makeSafe } from "../html/safe";
import type { Part } from "../mime/tree";
import { visibleTextOf } from "../quotes/visible-text";
import { textOf } from "./read-content";

const MAX_LENGTH = 200_000;

/** What a machine's letter says, for looking into it. */
export function letterText(part: Part): string {
  const text = textOf(part).slice(0, MAX_LENGTH);
  return part.type === "text/html" ? visibleTextOf(makeSafe(text, () => null).html) : text;
}
