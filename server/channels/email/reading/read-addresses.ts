import { domainToASCII } from "node:url";
import type { MailAddress } from "@/lib/schemas/mail";
import { decodeRaw, withoutWords } from "../mime/words";

/** RFC 5321, 4.5.3.1: 64 of the local part, 255 of the domain. */
const MAX_LENGTH = 320;
const MAX_NAME = 200;
/** A field beyond this names nobody who will be answered. */
const MAX_FIELD = 512 * 1024;

/**
 * The addresses of From, To and their kin, in order, without doubles: names in any encoding, groups, comments, quotations without
 * an end, semicolons between people. What is no address is left out. Never throws, and takes time in proportion to the field.
 */
export function readAddresses(value: string, charset: string | null): MailAddress[] {
  const found = new Map<string, MailAddress>();
  for (const { name, address } of tokenise(decodeRaw(value.slice(0, MAX_FIELD), charset)).flatMap(readMailbox)) {
    const clean = cleanAddress(address);
    if (clean && !found.has(clean.toLowerCase())) found.set(clean.toLowerCase(), { address: clean, name: cleanName(name, clean) });
  }
  return [...found.values()];
}

interface Mailbox {
  name: string;
  address: string;
}

/** One entry of the list, its pieces by what they are. */
interface Entry {
  /** Outside of brackets and comments. */
  words: string;
  angle: string | null;
  comment: string;
}

/** Cuts at the commas and semicolons that separate people, and drops the names of groups. */
function tokenise(text: string): Entry[] {
  const entries: Entry[] = [];
  let entry: Entry = { words: "", angle: null, comment: "" };
  const close = () => {
    entries.push(entry);
    entry = { words: "", angle: null, comment: "" };
  };
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    const end = endOf(text, at);
    const inner = text.slice(at + 1, end - 1);
    if (end > at + 1 && char === '"') entry.words += quoted(inner);
    else if (end > at + 1 && char === "(") entry.comment += inner;
    else if (end > at + 1 && char === "<") entry.angle ??= inner;
    else if (char === "," || char === ";") close();
    // A group's name ends in a colon; in an address none can stand but behind a scheme.
    else if (char === ":" && !/mailto$/i.test(entry.words)) entry.words = "";
    else entry.words += text.slice(at, end);
    at = end;
  }
  close();
  return entries;
}

/** Where the token that begins here ends; a quotation, comment or bracket without its end is one character. */
function endOf(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === "=") {
    ENCODED_WORD.lastIndex = at;
    return at + (ENCODED_WORD.exec(text)?.[0].length ?? 1);
  }
  if (char === "<") return endWithin(text, at, ">");
  if (char === "(") return endWithin(text, at, ")");
  if (char !== '"') return at + 1;
  for (let i = at + 1; i < Math.min(text.length, at + MAX_LENGTH * 4); i++) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === '"') return i + 1;
  }
  return at + 1;
}

function endWithin(text: string, at: number, close: string): number {
  const end = text.slice(at, at + MAX_LENGTH * 4).indexOf(close);
  return end === -1 ? at + 1 : at + end + 1;
}

/** A quotation with an @ is a local part ("john doe"@host) or somebody's address as their name: it is kept as it was for either. */
function quoted(inner: string): string {
  const text = inner.replace(/\\(.)/g, "$1");
  return /[\s,;:<>()]/.test(text) || text.includes("@") ? `\ue000${text}\ue000` : text;
}

const BARE = /[^\s<>()[\],;:"\ue000]{1,100}@[^\s<>()[\],;:"\ue000@]{1,255}/;
/** Some leave commas and spaces in them that belong to the name. */
const ENCODED_WORD = /=\?[^?\s]{1,60}\?[bq]\?[^?]{0,1000}\?=/iy;

function readMailbox({ words, angle, comment }: Entry): Mailbox[] {
  if (angle?.includes("@")) return [{ name: plain(words) || plain(comment), address: angle }];
  // "john doe"@host
  const local = /^\s*\ue000([^\ue000@]+)\ue000@([^\s\ue000]+)\s*$/.exec(words);
  if (local) return [{ name: plain(comment), address: `"${local[1]}"@${local[2]}` }];
  const bare = BARE.exec(words.replaceAll("\ue000", " "));
  if (bare) return [{ name: plain(words.replaceAll("\ue000", " ").replace(bare[0], "")) || plain(comment), address: bare[0] }];
  // Some encode name and address as one.
  const decoded = withoutWords(words);
  return decoded !== words.trim() && decoded.includes("@") ? tokenise(decoded).flatMap((entry) => (entry.words === words ? [] : readDecoded(entry))) : [];
}

function readDecoded({ words, angle }: Entry): Mailbox[] {
  const address = angle ?? BARE.exec(words)?.[0];
  return address ? [{ name: plain(angle === null ? "" : words), address }] : [];
}

function plain(text: string): string {
  return withoutWords(text.replaceAll("\ue000", "")).replace(/\s+/g, " ").trim();
}

/** A name that only repeats the address says nothing. Marks that turn the direction of writing are how names are forged. */
function cleanName(name: string, address: string): string | null {
  const text = name
    .replace(/[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]/g, "")
    .replace(/^['"“”]+|['"“”]+$/g, "")
    .trim()
    .slice(0, MAX_NAME);
  return text === "" || text.toLowerCase() === address.toLowerCase() ? null : text;
}

/** The address when it can be one, its domain in lower case and ASCII (RFC 5891, so that one domain has one spelling); null otherwise. */
export function cleanAddress(text: string): string | null {
  const bare = text
    .normalize("NFC")
    .replace(/^\s*(mailto:)?/i, "")
    .replace(/[\s\u200b\ufeff]+$/, "")
    .replace(/^.*:(?=[^@]*@)/, "");
  const at = bare.lastIndexOf("@");
  const local = bare
    .slice(0, at)
    .replace(/^'(?=[^']*$)/, "")
    .trim();
  const domain = domainToASCII(
    bare
      .slice(at + 1)
      .normalize("NFKC")
      .replace(/[.'\s>]+$/, "")
      .trim(),
  );
  const isLocal = /^"[^"\r\n]{1,100}"$|^[^\s@<>(),;:"[\]\\]{1,100}$/.test(local);
  if (at < 1 || !isLocal || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(domain) || bare.length > MAX_LENGTH) return null;
  return `${local}@${domain}`;
}
