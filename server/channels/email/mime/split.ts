const LF = 0x0a;
const CR = 0x0d;

/**
 * The pieces of a multipart body between its boundary lines, at most `limit`. Without a boundary in the head (lost on the way) the
 * first line that looks like one counts; without the closing line the last piece goes to the end. Empty when there is no boundary.
 */
export function splitAtBoundary(body: Buffer, boundary: string | null, limit: number): Buffer[] {
  const mark = boundary?.trim() ? `--${boundary.trim()}` : guessMark(body);
  if (mark === null) return [];
  const pieces: Buffer[] = [];
  let start: number | null = null;
  for (const line of boundaryLines(body, mark)) {
    if (start !== null) pieces.push(body.subarray(start, line.start));
    start = line.isLast ? null : line.end;
    if (line.isLast || pieces.length >= limit) break;
  }
  if (start !== null && pieces.length < limit && body.subarray(start).toString("latin1", 0, 1_024).trim() !== "") pieces.push(body.subarray(start));
  return pieces;
}

interface BoundaryLine {
  /** Before the line break that belongs to the boundary. */
  start: number;
  end: number;
  isLast: boolean;
}

/** One boundary may begin as another does: only white space may follow it on its line, or the closing dashes. */
function* boundaryLines(body: Buffer, mark: string): Generator<BoundaryLine> {
  const bytes = Buffer.from(mark, "latin1");
  for (let at = body.indexOf(bytes); at !== -1; at = body.indexOf(bytes, at + 1)) {
    const isLineStart = at === 0 || body[at - 1] === LF || body[at - 1] === CR;
    const tail = isLineStart ? tailAt(body, at + bytes.length) : null;
    if (tail) yield { start: beforeBreak(body, at), ...tail };
  }
}

const DASH = 0x2d;

/** What follows the mark on its line: by bytes, for a body can hold millions of lines that begin as its boundary does. */
function tailAt(body: Buffer, from: number): { end: number; isLast: boolean } | null {
  const isLast = body[from] === DASH && body[from + 1] === DASH;
  let at = isLast ? from + 2 : from;
  while (body[at] === 0x20 || body[at] === 0x09) at += 1;
  if (at >= body.length || body[at] === LF) return { end: at + 1, isLast };
  if (body[at] === CR) return { end: body[at + 1] === LF ? at + 2 : at + 1, isLast };
  // Words behind the closing dashes are somebody's footer.
  return isLast ? { end: from + 2, isLast } : null;
}

function beforeBreak(body: Buffer, at: number): number {
  if (body[at - 1] === LF) return body[at - 2] === CR ? at - 2 : at - 1;
  return body[at - 1] === CR ? at - 1 : at;
}

/** A line of dashes and a name, with a part's head behind it. */
function guessMark(body: Buffer): string | null {
  return (
    /(?:^|[\r\n])(--[^\s-][^\r\n]{0,70}|----[^\r\n]{1,68})[ \t]*(?:\r\n|\r|\n)content-[a-z-]+:/i.exec(body.toString("latin1", 0, 65_536))?.[1]?.trim() ?? null
  );
}
