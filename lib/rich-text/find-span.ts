/** Longest address that is followed; browsers and platforms take about as much. */
const MAX_URL = 2_000;

interface Code {
  text: string;
  end: number;
}

/** Where code begins, from one run of backticks to the next of the same length; read once, so that many unmatched runs cost no more than one. */
export function findCode(text: string): Map<number, Code> {
  const runs = [...text.matchAll(/`+/g)].map((match) => ({ at: match.index, length: match[0].length }));
  const nextOf = new Map<number, number>();
  const partners = new Map<number, number>();
  for (let i = runs.length - 1; i >= 0; i--) {
    const { length } = runs[i] ?? { length: 0 };
    const next = nextOf.get(length);
    if (next !== undefined) partners.set(i, next);
    nextOf.set(length, i);
  }
  const codes = new Map<number, Code>();
  for (let i = 0; i < runs.length; i++) {
    const partner = partners.get(i);
    const [open, close] = [runs[i], partner === undefined ? undefined : runs[partner]];
    if (!open || !close || partner === undefined) continue;
    codes.set(open.at, { text: trimCode(text.slice(open.at + open.length, close.at)), end: close.at + close.length });
    i = partner;
  }
  return codes;
}

/** One space on each side is for code that begins or ends with a backtick. */
function trimCode(code: string): string {
  const line = code.replace(/^\n|\n$/g, "");
  return /^ .*[^ ].* $/s.test(line) || /^ `.*` $/s.test(line) ? line.slice(1, -1) : line;
}

interface Link {
  label: string;
  url: string;
  end: number;
  /** <https://…>: the address is its own label. */
  isBare: boolean;
}

/** The link that begins at this bracket, if it is one and leads somewhere harmless. */
export function findLink(text: string, at: number, brackets: Map<number, number>): Link | null {
  if (text[at] === "<") {
    const url = /^<([^\s<>]+)>/.exec(text.slice(at, at + MAX_URL))?.[1];
    return url && isSafeTarget(url) ? { label: url.replace(/^mailto:/, ""), url, end: at + url.length + 2, isBare: true } : null;
  }
  const labelEnd = brackets.get(at);
  if (labelEnd === undefined || text[labelEnd + 1] !== "(") return null;
  const target = /^\(\s*(?:<([^<>\n]*)>|((?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))(?:\s+"[^"\n]*")?\s*\)/.exec(
    text.slice(labelEnd + 1, labelEnd + 1 + MAX_URL),
  );
  const url = (target?.[1] ?? target?.[2] ?? "").replace(/\\([!-/:-@[-`{-~])/g, "$1");
  const label = text.slice(at + 1, labelEnd);
  if (!target || !isSafeTarget(url) || label.trim() === "") return null;
  return { label, url, end: labelEnd + 1 + target[0].length, isBare: false };
}

/** Which bracket closes which, read once. */
export function findBrackets(text: string): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "[") open.push(i);
    else if (text[i] === "]") {
      const start = open.pop();
      if (start !== undefined) ends.set(start, i);
    }
  }
  return ends;
}

/** Only what opens a page, a letter or a call: `javascript:` and its like stay text. */
export function isSafeTarget(url: string): boolean {
  return /^(https?:\/\/[^/]|mailto:|tel:)/i.test(url) && URL.canParse(url);
}
