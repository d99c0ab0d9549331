export type Formatting = "bold" | "italic" | "list" | "link";

/** A text field's words and what is selected in them, in UTF-16 units. */
export interface Selected {
  text: string;
  from: number;
  to: number;
}

/** What to put where, and what is selected then. */
export interface Change {
  from: number;
  to: number;
  put: string;
  select: [from: number, to: number];
}

const SIGNS = { bold: "**", italic: "_" } as const;

/** What a press on a formatting button does to the selected words; pressed again it takes the marks away. Pure. */
export function applyMark(selected: Selected, formatting: Formatting): Change {
  if (formatting === "list") return toggleList(selected);
  return formatting === "link" ? makeLink(selected) : toggleMark(selected, SIGNS[formatting]);
}

/** White space around the words stays outside of the marks, or they would be none. */
function tight({ text, from, to }: Selected): Selected {
  const part = text.slice(from, to);
  const lead = part.length - part.trimStart().length;
  if (part.trim() === "") return { text, from, to: from };
  return { text, from: from + lead, to: from + lead + part.trim().length };
}

function toggleMark(selected: Selected, sign: string): Change {
  const { text, from, to } = tight(selected);
  const words = text.slice(from, to);
  const size = sign.length;
  if (text.slice(from - size, from) === sign && text.slice(to, to + size) === sign && from >= size)
    return { from: from - size, to: to + size, put: words, select: [from - size, to - size] };
  if (words.length > 2 * size && words.startsWith(sign) && words.endsWith(sign))
    return { from, to, put: words.slice(size, -size), select: [from, to - 2 * size] };
  return { from, to, put: sign + words + sign, select: [from + size, to + size] };
}

/** Whole lines, however much of them is selected. */
function toggleList({ text, from, to }: Selected): Change {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", Math.max(from, to - 1));
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split("\n");
  const isList = lines.every((line) => line.startsWith("- "));
  const put = lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n");
  return { from: start, to: end, put, select: [start + put.length, start + put.length] };
}

/** The address is what is missing: it is selected. A selected address lacks its words. */
function makeLink(selected: Selected): Change {
  const { text, from, to } = tight(selected);
  const words = text.slice(from, to);
  if (/^https?:\/\/\S+$/.test(words)) return { from, to, put: `[](${words})`, select: [from + 1, from + 1] };
  const put = `[${words}](https://)`;
  return words === "" ? { from, to, put, select: [from + 1, from + 1] } : { from, to, put, select: [from + words.length + 3, from + put.length - 1] };
}
