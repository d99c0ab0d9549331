export interface TextPart {
  text: string;
  /** http(s) or mailto, safe as a link's target; absent for plain text. */
  href?: string;
}

// The look-behind lets a mail address begin only where a word begins: without it a long word costs the square of its length.
const ADDRESS = /\bhttps?:\/\/[^\s<>"'“”‘’（）【】《》，。！？、；]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24}\b/gi;

/**
 * Cuts people's text into plain parts and links. Only http, https and mail addresses become links: `javascript:` and
 * the like stay text. Punctuation that ends a sentence is not part of the address; a closing bracket is, if it was opened in it.
 */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const found = trimEnd(match[0]);
    const href = found.includes("://") ? webAddress(found) : `mailto:${found}`;
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: found, href });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function trimEnd(address: string): string {
  let open = address.split("(").length - address.split(")").length;
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1] ?? "";
    if (last === ")" && open < 0) open++;
    else if (!".,;:!?'\"*_~".includes(last)) break;
  }
  return address.slice(0, end);
}

/** The address if a browser would take it as http(s), else null. */
export function webAddress(value: string): string | null {
  if (!URL.canParse(value)) return null;
  return /^https?:$/.test(new URL(value).protocol) ? value : null;
}
