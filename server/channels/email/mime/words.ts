import { decodeText } from "./charset";

const WORD = /=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=/gi;
/** RFC 2047, 6.2: white space between two encoded words is none of the text. */
const WORDS = new RegExp(`${WORD.source}(?:\\s*${WORD.source})*`, "gi");
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what shall not be shown
const CONTROLS = /[\x00-\x1f\x7f]+/g;

/**
 * A field's text as people read it. Raw 8-bit bytes are UTF-8 or what the mail's own charset says; encoded words of one charset that
 * stand side by side are put together before they are decoded, for characters are split between them. Never throws.
 */
export function decodeWords(value: string, charset: string | null = null): string {
  return withoutWords(decodeRaw(value, charset));
}

/** The same without the 8-bit step, for text that has been through it. */
export function withoutWords(text: string): string {
  return text
    .replace(WORDS, (words) => decodeRun([...words.matchAll(WORD)]))
    .replace(CONTROLS, " ")
    .trim();
}

/** A field of one byte a character as text; encoded words stay. */
export function decodeRaw(value: string, charset: string | null): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of ISO-2022 is one
  return /[\x80-\xff\x1b]/.test(value) ? decodeText(Buffer.from(value, "latin1"), charset) : value;
}

interface Stretch {
  charset: string;
  isBase64: boolean;
  text: string;
  bytes: Buffer[];
}

function decodeRun(words: RegExpExecArray[]): string {
  const stretches: Stretch[] = [];
  for (const [, label = "", encoding = "", text = ""] of words) {
    const charset = label.toLowerCase().replace(/\*.*/, "");
    const isBase64 = encoding.toLowerCase() === "b";
    let last = stretches.at(-1);
    if (last?.charset !== charset || last.isBase64 !== isBase64) {
      last = { charset, isBase64, text: "", bytes: [] };
      stretches.push(last);
    }
    // Some cut the base64 itself, in the middle of its groups of four: such words are one.
    if (isBase64 && last.text.length % 4 !== 0 && !last.text.endsWith("=")) last.text += text;
    else {
      flush(last);
      last.text = text;
    }
  }
  return stretches.map((stretch) => decodeText(Buffer.concat(flush(stretch).bytes), stretch.charset)).join("");
}

function flush(stretch: Stretch): Stretch {
  if (stretch.text) stretch.bytes.push(stretch.isBase64 ? Buffer.from(stretch.text, "base64") : decodeQ(stretch.text));
  stretch.text = "";
  return stretch;
}

function decodeQ(text: string): Buffer {
  const latin1 = text.replaceAll("_", " ").replace(/=([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin1, /[^\0-\xff]/.test(latin1) ? "utf8" : "latin1");
}
