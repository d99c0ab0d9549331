import { normaliseEmail } from "@/lib/normalise-email";
import type { MailAddress } from "@/lib/schemas/mail";

/** As many as one field takes; the server asks again. */
export const MAX_RECIPIENTS = 50;

/** Between addresses: comma, semicolon, a new line, and their Chinese sisters; none of them inside quotes or angle brackets. Bounded: what never closes is not sought for ever. */
const PIECE = /(?:"(?:[^"\\]|\\.){0,200}"|<[^<>]{0,400}>|[^,;\n\r\t，；、"<]|["<])+/g;

/** What somebody typed or pasted, as recipients: addresses with or without names, one or many. Whatever is no address stays as it is written. */
export function readRecipients(text: string): MailAddress[] {
  return (text.match(PIECE) ?? []).flatMap(readPiece);
}

function readPiece(piece: string): MailAddress[] {
  const text = piece.trim();
  const open = text.lastIndexOf("<");
  if (open >= 0 && text.endsWith(">")) return [recipient(text.slice(open + 1, -1), unquoted(text.slice(0, open).trim()))];
  const words = text.split(/\s+/).filter(Boolean);
  // A column of a spreadsheet, or addresses with spaces between: each is one. Other words are one mistake, not several.
  if (words.length > 1 && words.every((word) => word.includes("@"))) return words.map((word) => recipient(word, ""));
  return words.length > 0 ? [recipient(text, "")] : [];
}

function unquoted(name: string): string {
  return name.length > 1 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1).replace(/\\(.)/g, "$1") : name;
}

function recipient(address: string, name: string): MailAddress {
  const written = address.trim().replace(/^mailto:/i, "");
  return { address: normaliseEmail(written) ?? written, name: name.trim() || null };
}

/** Whether a mail could be sent there at all. */
export function isAddress(address: string): boolean {
  return normaliseEmail(address) !== null;
}

/** The list with the new ones behind it, each address once, at most as many as a field takes. */
export function addRecipients(list: readonly MailAddress[], added: readonly MailAddress[]): MailAddress[] {
  const known = new Map([...list, ...added].reverse().map((one) => [one.address.toLowerCase(), one]));
  return [...known.values()].reverse().slice(0, MAX_RECIPIENTS);
}
