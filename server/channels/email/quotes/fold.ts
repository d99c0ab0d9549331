/** No line that a mail program writes is longer; what is longer is somebody's text, and looking at all of it would cost time for nothing. */
const LOOK_AT = 1000;

const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** Most lines of most mails need nothing of all that. */
const PLAIN = /^[\t -_a-~]*$/;
const DASHES = /[\u2010-\u2015\u2212\u2e3a\u2e3b\u2500\u2501\uff70]/g;
const QUOTES = /[‘’ʼ`´]/g;

/** Digits of other scripts as 0-9, so that one pattern of dates reads them all. */
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59]/g;
const toDigit = (digit: string) => String((digit.charCodeAt(0) & 0xf) - (digit < "\u0966" ? 0 : 6));

/**
 * A line as the rules compare it: without direction marks and zero-width characters, full-width forms and odd spaces made plain,
 * bold's asterisks gone, lower case. Only for matching: what people see is never folded.
 */
export function fold(line: string): string {
  const head = line.slice(0, LOOK_AT);
  const plain = PLAIN.test(head) ? head : makePlain(head);
  return plain.replace(/\*/g, "").replace(/\s+/g, " ").trim().toLowerCase();
}

function makePlain(head: string): string {
  const plain = head.normalize("NFKC").replace(INVISIBLE, "").replace(DASHES, "-").replace(QUOTES, "'").replace(DIGITS, toDigit);
  // The Turkish capital leaves its dot behind when it becomes small: "İleti" and "ileti" are one word.
  return plain.toLowerCase().replace(/i\u0307/g, "i");
}
