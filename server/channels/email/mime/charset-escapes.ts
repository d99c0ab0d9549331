import iconv from "iconv-lite";

/*
 * Charsets that switch by escape sequences: each stretch is brought into the 8-bit form of the same set, which is then decoded.
 * RFC 1468 (ISO-2022-JP), RFC 1554 (its extension), RFC 1557 (Korean), RFC 1843 (HZ). cp50220 to 50222 add half-width katakana and
 * NEC's characters (①); both stand in Windows' forms of EUC-JP too.
 */

type Set2022 = "ascii" | "kanji" | "supplement" | "katakana" | "korean" | "chinese";

const DESIGNATES: [string, Set2022][] = [
  ["$B", "kanji"],
  ["$@", "kanji"],
  ["$(B", "kanji"],
  ["$(@", "kanji"],
  ["$(Q", "kanji"],
  ["$(O", "kanji"],
  ["$(D", "supplement"],
  ["$(C", "korean"],
  ["$A", "chinese"],
  ["(I", "katakana"],
  ["(B", "ascii"],
  ["(J", "ascii"],
  ["(H", "ascii"],
];

const SHIFT_OUT = "\x0e";
const SHIFT_IN = "\x0f";
/** A line's end is the end of what was shifted. */
const SHIFT_END = new RegExp(`[${SHIFT_IN}\r\n]`);

/** ISO-2022-JP with its extensions, and ISO-2022-KR. */
export function decodeIso2022(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  // RFC 1557: announced once at the head, then shifted in and out.
  if (text.includes("\x1b$)C")) return decodeShifted(text.replaceAll("\x1b$)C", ""));
  const [head = "", ...stretches] = text.split("\x1b");
  return head + stretches.map(decodeStretch).join("");
}

function decodeStretch(stretch: string): string {
  const found = DESIGNATES.find(([sequence]) => stretch.startsWith(sequence));
  if (!found) return stretch;
  const [sequence, set] = found;
  const rest = stretch.slice(sequence.length);
  if (set === "ascii") return rest;
  // A line's end ends the stretch too: senders forget to switch back.
  return rest
    .split(/(\r?\n)/)
    .map((line, i) => (i % 2 === 1 ? line : fromHigh(line, set)))
    .join("");
}

/** Seven bits become eight: EUC-JP, EUC-KR and EUC-CN are the same tables with the top bit set. */
function fromHigh(line: string, set: Set2022): string {
  const bytes = [...line].flatMap((char, i) => {
    const code = char.charCodeAt(0);
    if (code <= 0x20 || code === 0x7f) return [code];
    if (set === "katakana") return [0x8e, code | 0x80];
    return set === "supplement" && i % 2 === 0 ? [0x8f, code | 0x80] : [code | 0x80];
  });
  return iconv.decode(Buffer.from(bytes), set === "korean" ? "cp949" : set === "chinese" ? "gb18030" : "euc-jp");
}

function decodeShifted(text: string): string {
  const [head = "", ...stretches] = text.split(SHIFT_OUT);
  const decoded = stretches.map((stretch) => {
    const end = stretch.search(SHIFT_END);
    return end === -1 ? fromHigh(stretch, "korean") : fromHigh(stretch.slice(0, end), "korean") + stretch.slice(end).replace(SHIFT_IN, "");
  });
  return head + decoded.join("");
}

/** HZ: GB 2312 between ~{ and ~}, ~~ for a tilde. */
export function decodeHz(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/~\{([^~\r\n]*)(?:~\}|(?=[\r\n])|$)|~~|~\r?\n/g, (all, stretch?: string) =>
      stretch !== undefined ? fromHigh(stretch, "chinese") : all === "~~" ? "~" : "",
    );
}
