import iconv from "iconv-lite";
import { decodeHz, decodeIso2022 } from "./charset-escapes";
import { charsetOf } from "./charset-labels";

/**
 * Bytes as text, by what the mail says of them and by what they are: senders are wrong about charsets every day. Valid UTF-8 wins over
 * any 8-bit label, unlabelled 8-bit text is UTF-8, else GB18030 where it looks like Chinese, else windows-1252. Never throws; what no
 * charset knows becomes U+FFFD. A byte order mark and NULs are dropped.
 */
export function decodeText(bytes: Uint8Array, label: string | null | undefined): string {
  return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), charsetOf(label))
    .replace(/^\uFEFF/, "")
    .replaceAll("\0", "");
}

/** The charset of a mail that names none, where its bytes tell: names and subjects are too short to tell by themselves. */
export function charsetByBytes(bytes: Buffer): string | null {
  const sample = bytes.subarray(0, 65_536);
  return !isSevenBit(sample) && sample.toString("utf8").includes("\uFFFD") && looksChinese(sample) ? "gb18030" : null;
}

function decode(bytes: Buffer, charset: string | null): string {
  if (charset?.startsWith("utf-16") || charset?.startsWith("utf-32") || charset === "utf-7") return iconv.decode(bytes, charset);
  if (charset === "hz-gb-2312") return decodeHz(bytes);
  // Stands in unlabelled and in mislabelled mails, and in no other charset does this sequence mean anything.
  if (hasJapaneseEscape(bytes) || charset?.startsWith("iso-2022-")) return isSevenBit(bytes) ? decodeIso2022(bytes) : guess(bytes, "shift_jis");
  if (isSevenBit(bytes)) return bytes.toString("latin1");
  if (charset === null || charset === "utf-8") return guess(bytes, charset === null ? null : "utf-8");
  return isPlainlyUtf8(bytes, charset) ? bytes.toString("utf8") : iconv.decode(bytes, charset);
}

/** For bytes that nothing true is said about. */
function guess(bytes: Buffer, hint: "utf-8" | "shift_jis" | null): string {
  const utf8 = bytes.toString("utf8");
  if (!utf8.includes("\uFFFD") || bytes.includes(REPLACEMENT)) return utf8;
  // A cut mail called UTF-8 is still UTF-8: some of it decodes, little of it does not.
  if (hint === "utf-8" && isMostlyUtf8(utf8)) return utf8;
  if (hint === "shift_jis") return decodeJapanese(bytes);
  return iconv.decode(bytes, looksChinese(bytes) ? "gb18030" : "windows-1252");
}

const REPLACEMENT = Buffer.from("\uFFFD");

function isMostlyUtf8(decoded: string): boolean {
  const broken = decoded.match(/\uFFFD/g)?.length ?? 0;
  const whole = decoded.match(/[\u0080-\uFFFC]/g)?.length ?? 0;
  return whole > broken;
}

function decodeJapanese(bytes: Buffer): string {
  const asShiftJis = iconv.decode(bytes, "shift_jis");
  if (!asShiftJis.includes("\uFFFD")) return asShiftJis;
  const asEuc = iconv.decode(bytes, "euc-jp");
  return asEuc.includes("\uFFFD") ? asShiftJis : asEuc;
}

const MULTI_BYTE = /^(gb|big5|shift_jis|euc-|cp949)/;

/**
 * Short texts in a double-byte charset can be valid UTF-8 by chance (the two characters of 联通 are, in GBK), but not as UTF-8's
 * sequences of three, which is what the same script takes there.
 */
function isPlainlyUtf8(bytes: Buffer, charset: string): boolean {
  const text = bytes.toString("utf8");
  if (text.includes("\uFFFD")) return false;
  return MULTI_BYTE.test(charset) ? /[\u0800-\uFFFF]/.test(text) : true;
}

function isSevenBit(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

function hasJapaneseEscape(bytes: Buffer): boolean {
  return bytes.includes("\x1b$B") || bytes.includes("\x1b$@");
}

/**
 * Unlabelled GBK: every run of 8-bit bytes is made of pairs, nearly all of them common ideographs (GB 2312, rows 16 to 55). European
 * and Cyrillic words have runs of any length.
 */
function looksChinese(bytes: Buffer): boolean {
  const runs = bytes.toString("latin1").match(/[\x80-\xFF]+/g) ?? [];
  if (runs.some((run) => run.length % 2 === 1)) return false;
  const pairs = runs.join("").match(/[\x80-\xFF]{2}/g) ?? [];
  const common = pairs.filter((pair) => /[\xB0-\xD7\xA1\xA3][\xA1-\xFE]/.test(pair)).length;
  return pairs.length >= 4 && common / pairs.length > 0.8;
}
