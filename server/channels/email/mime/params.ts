import { decodeText } from "./charset";
import { decodeRaw, withoutWords } from "./words";

export interface Structured {
  /** Lower case: "text/plain", "attachment". */
  value: string;
  params: Record<string, string>;
}

const MAX_PARAMS = 200;
const MAX_FIELD = 32_768;
// Name, then a quoted value or anything up to the next semicolon: sloppy senders quote nothing, or forget the end of it.
const PARAM = /;\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.){0,2000})"[^;]*|"?([^;]*))/gs;

/** Content-Type and its like, with parameters as RFC 2231 writes them, as encoded words (as most do), or raw. Never throws. */
export function readStructured(value: string, charset: string | null): Structured {
  const params = new Map<string, Segment[]>();
  for (const [, key = "", quoted, bare = ""] of [...value.slice(0, MAX_FIELD).matchAll(PARAM)].slice(0, MAX_PARAMS)) {
    const [, name = "", index, star] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(key.toLowerCase()) ?? ["", key.toLowerCase()];
    const text =
      quoted === undefined
        ? bare
            .replace(/\s+/g, " ")
            .replace(/ \(.*\) ?$/, "")
            .trim()
        : quoted.replace(/\\(["\\])/g, "$1");
    params.set(name, [...(params.get(name) ?? []), { index: index === undefined ? null : Number(index), isEncoded: star === "*", text }]);
  }
  return {
    value: (/^[^;\s]*/.exec(value.trim())?.[0] ?? "").toLowerCase(),
    params: Object.fromEntries([...params].map(([name, segments]) => [name, paramOf(segments, charset)])),
  };
}

interface Segment {
  index: number | null;
  isEncoded: boolean;
  text: string;
}

/** The form that RFC 2231 gives wins over the plain one beside it; of two plain ones the first. */
function paramOf(segments: Segment[], charset: string | null): string {
  const numbered = segments.filter(({ index }) => index !== null).sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const extended = numbered.length > 0 ? numbered : segments.filter(({ isEncoded }) => isEncoded).slice(0, 1);
  return extended.length > 0 ? joinSegments(extended, charset) : readPlain(segments[0]?.text ?? "", charset);
}

/** charset'language'text stands at the first segment, and speaks for all: bytes are joined before they are decoded. */
function joinSegments(segments: Segment[], fallback: string | null): string {
  const first = segments[0];
  const [, charset, rest] = (first?.isEncoded && /^([^']*)'[^']*'(.*)$/s.exec(first.text)) || [];
  const bytes = segments.map((segment, i) => {
    const text = i === 0 && rest !== undefined ? rest : segment.text;
    return segment.isEncoded ? percentDecoded(text) : Buffer.from(text, "latin1");
  });
  const text = decodeText(Buffer.concat(bytes), charset || fallback);
  return segments.some(({ isEncoded }) => isEncoded) ? text : withoutWords(text);
}

function percentDecoded(text: string): Buffer {
  return Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** Names in plain parameters are often encoded words and sometimes percent-encoded; neither belongs there. */
function readPlain(text: string, charset: string | null): string {
  const words = withoutWords(decodeRaw(text, charset));
  if (!/%[c-f][0-9a-f]%[89ab][0-9a-f]/i.test(words)) return words;
  const decoded = percentDecoded(words).toString("utf8");
  return decoded.includes("\uFFFD") ? words : decoded;
}
