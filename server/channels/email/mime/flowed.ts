/**
 * Undoes format=flowed (RFC 3676): lines that end in a space go on in the next one of the same quote depth. `deletesSpace` is DelSp:
 * that space was put there by the sender's program. The signature's "-- " ends its line; a space at a line's beginning was stuffed there.
 */
export function unflow(text: string, deletesSpace: boolean): string {
  const out: string[] = [];
  let open: { depth: number; text: string } | null = null;
  for (const line of text.split("\n")) {
    const marks = /^>*/.exec(line)?.[0] ?? "";
    const content = line.slice(marks.length).replace(/^ /, "");
    const isSignature = content === "-- ";
    if (open && (open.depth !== marks.length || isSignature)) {
      out.push(open.text);
      open = null;
    }
    const isFlowing = content.endsWith(" ") && !isSignature;
    const piece = isFlowing && deletesSpace ? content.slice(0, -1) : content;
    const joined: string = open ? open.text + piece : `${marks}${marks && content && " "}${piece}`;
    if (isFlowing) open = { depth: marks.length, text: joined };
    else {
      out.push(joined);
      open = null;
    }
  }
  if (open) out.push(open.text);
  return out.join("\n");
}
