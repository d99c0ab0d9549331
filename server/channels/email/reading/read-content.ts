import { decodeText } from "../mime/charset";
import { unflow } from "../mime/flowed";
import { bytesOf, type Part } from "../mime/tree";

/** A stretch of the visible mail: the same words as text, as HTML, or as both. */
export interface Passage {
  plain: string | null;
  html: string | null;
  /** The part that is this plain text and nothing else. */
  path: string | null;
}

export interface Content {
  passages: Passage[];
  /** Parts that are files, in the order of the mail. */
  files: Part[];
  calendars: Part[];
  isSigned: boolean;
  isEncrypted: boolean;
}

/** More text than this is not read by anybody; the original has it. */
const MAX_BYTES = 8 * 1024 * 1024;
const SIGNATURES = /^application\/(x-)?(pkcs7|pgp)-signature$/;

/** What of a mail is its text, what its files, what its invitation. RFC 2046 for the kinds of multipart. */
export function readContent(root: Part): Content {
  const content: Content = { passages: [], files: [], calendars: [], isSigned: false, isEncrypted: false };
  visit(content, root);
  return content;
}

function visit(content: Content, part: Part): void {
  switch (part.children.length > 0 ? part.type : "") {
    case "":
      return visitLeaf(content, part);
    case "multipart/alternative":
      return visitAlternative(content, part);
    case "multipart/related":
      return visitRelated(content, part);
    case "multipart/signed":
      return visitSigned(content, part);
    case "multipart/encrypted":
      return visitEncrypted(content, part);
    // A Macintosh file in two: the second holds what other machines know.
    case "multipart/appledouble":
      return visitAll(content, part.children.slice(1));
    default:
      return visitAll(content, part.children);
  }
}

function visitAll(content: Content, parts: Part[]): void {
  for (const part of parts) visit(content, part);
}

/** The same content several times, the best last. One passage; what is no text in it is a file after all. */
function visitAlternative(content: Content, part: Part): void {
  const versions = part.children.map((child) => {
    const version = readContent(child);
    content.files.push(...version.files);
    content.calendars.push(...version.calendars);
    content.isSigned ||= version.isSigned;
    content.isEncrypted ||= version.isEncrypted;
    return version.passages;
  });
  const rich = versions.findLast((passages) => passages.some(({ html }) => html !== null));
  const plain = versions.find((passages) => passages.some((passage) => passage.plain !== null) && passages !== rich);
  const text = plain?.map((passage) => passage.plain ?? "").join("\n") ?? null;
  if (!rich) return void content.passages.push(...(text === null ? [] : [{ plain: text, html: null, path: null }]));
  // Text that only says to take another program is none.
  const isUseful = text !== null && text.trim() !== "" && !(text.length < 300 && /\bHTML\b/.test(text) && text.trim().split("\n").length < 6);
  if (!isUseful) return void content.passages.push(...rich);
  content.passages.push({ plain: text, html: rich.map(({ html, plain: words }) => html ?? escapeHtml(words ?? "")).join("\n"), path: null });
}

/** One document and what it shows; `start` names the document where it is not the first. */
function visitRelated(content: Content, part: Part): void {
  const start = part.params.start?.replace(/[<>]/g, "");
  const document = part.children.find((child) => start && child.contentId === start) ?? part.children.find(isDocument) ?? part.children[0];
  for (const child of part.children) {
    if (child === document || child.children.length > 0) visit(content, child);
    else content.files.push(child);
  }
}

function isDocument({ type, children, disposition }: Part): boolean {
  return (type.startsWith("text/") && disposition.value !== "attachment") || children.length > 0;
}

function visitSigned(content: Content, part: Part): void {
  content.isSigned = true;
  visitAll(content, part.children.slice(0, 1));
  // Lists add their footers here.
  visitAll(
    content,
    part.children.slice(1).filter(({ type }) => !SIGNATURES.test(type)),
  );
}

function visitEncrypted(content: Content, part: Part): void {
  content.isEncrypted = true;
  content.files.push(...part.children.filter(({ type }) => type !== "application/pgp-encrypted"));
}

function visitLeaf(content: Content, part: Part): void {
  if (SIGNATURES.test(part.type)) {
    content.isSigned = true;
    return;
  }
  if (/^application\/(x-)?pkcs7-mime$/.test(part.type)) {
    const isSigned = /^signed/.test(part.params["smime-type"] ?? "");
    content.isSigned ||= isSigned;
    content.isEncrypted ||= !isSigned;
  }
  if (part.type === "text/calendar" || part.type === "application/ics") return void content.calendars.push(part);
  if (!isText(part)) return void content.files.push(part);
  const text = textOf(part);
  content.passages.push(part.type === "text/html" ? { plain: null, html: text, path: null } : { plain: text, html: null, path: part.path });
}

/** Text that has a file's name is shown as a file, unless it says itself that it belongs to the body. */
function isText({ type, disposition, params }: Part): boolean {
  if (!/^text\/(plain|html|enriched|x-markdown|markdown)$/.test(type) || disposition.value === "attachment") return false;
  const hasName = Boolean(disposition.params.filename ?? params.name);
  return !hasName || (disposition.value === "inline" && type === "text/html" && !/\.html?$/i.test(disposition.params.filename ?? params.name ?? ""));
}

/** A text part as text: its encoding, charset and flow undone, line ends as LF. */
export function textOf(part: Part): string {
  const bytes = bytesOf(part).subarray(0, MAX_BYTES);
  const charset = part.params.charset ?? (part.type === "text/html" ? charsetInHtml(bytes) : null);
  const text = decodeText(bytes, charset).replace(/\r\n?/g, "\n");
  const isFlowed = part.type === "text/plain" && part.params.format?.toLowerCase() === "flowed";
  return isFlowed ? unflow(text, part.params.delsp?.toLowerCase() === "yes") : text;
}

/** What the document says of itself counts only where the mail says nothing. */
function charsetInHtml(bytes: Buffer): string | null {
  return /<meta[^>]{1,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(bytes.toString("latin1", 0, 4_096))?.[1] ?? null;
}

/** Plain text as HTML that shows it so. */
export function escapeHtml(text: string): string {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return `<div style="white-space:pre-wrap">${escaped}</div>`;
}
