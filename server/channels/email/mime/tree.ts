import { decodeTransfer } from "./encoding";
import { type Field, fieldOf, type Head, readHead } from "./headers";
import { readStructured, type Structured } from "./params";
import { splitAtBoundary } from "./split";

/** A part of a mail; the mail itself is one. Nothing is copied or decoded until somebody asks. */
export interface Part {
  /** Its place as IMAP counts: "2.1"; "" is a mail of several parts, "1" the only part of a mail of one. Stands in attachments' `source`. */
  path: string;
  fields: Field[];
  type: string;
  params: Record<string, string>;
  disposition: Structured;
  encoding: string;
  /** Without angle brackets. */
  contentId: string | null;
  body: Buffer;
  children: Part[];
}

export interface Mime {
  root: Part;
  /** What was not read, in words for the one who reads the mail. */
  problems: string[];
}

/** 35 MB is what Exchange Online takes (learn.microsoft.com, "Exchange Online limits", read 2026-11); people's mails have a dozen parts, five deep. */
const MIME_LIMITS = { bytes: 35 * 1024 * 1024, parts: 100, depth: 20 };

/** Of a mail beyond the limit: what was written stands there. */
const BEGINNING_BYTES = 1024 * 1024;

/**
 * The tree of a mail's parts. Never throws: what is beyond the limits is left out and said. `isBeginning`: the bytes end before the
 * mail does.
 */
export function readMime(bytes: Buffer, isBeginning = false): Mime {
  const reading: Reading = { problems: new Set(), parts: 0, charset: null };
  const head = readHead(bytes);
  if (head.isCut) reading.problems.add("Its head is longer than 256 KB.");
  const isTooLarge = bytes.length > MIME_LIMITS.bytes;
  const body = bytes.subarray(head.bodyAt, isTooLarge ? head.bodyAt + BEGINNING_BYTES : undefined);
  const root = readPart(reading, { head, body, path: "", depth: 0, fallback: "text/plain" });
  if (!isBeginning && !isTooLarge) return { root, problems: [...reading.problems] };
  reading.problems.add("It is so large that only its beginning was read, and files may be missing.");
  return { root: withoutCutFile(root), problems: [...reading.problems] };
}

/** Half a text is better than none; half a file is broken, and nobody would see that it is. */
function withoutCutFile(part: Part): Part {
  const last = part.children.at(-1);
  if (last) return { ...part, children: [...part.children.slice(0, -1), withoutCutFile(last)] };
  if (part.type.startsWith("text/")) return part;
  return { ...part, type: "text/plain", params: {}, disposition: { value: "", params: {} }, body: part.body.subarray(0, 0) };
}

interface Reading {
  problems: Set<string>;
  parts: number;
  /** The first charset that the mail names: raw 8-bit names in its parts are in it. */
  charset: string | null;
}

interface Place {
  head: Head;
  body: Buffer;
  path: string;
  depth: number;
  /** The type of a part that names none: in a digest it is another. */
  fallback: string;
}

function readPart(reading: Reading, { head: { fields }, body, path, depth, fallback }: Place): Part {
  const content = readStructured(fieldOf(fields, "content-type") ?? "", reading.charset);
  reading.charset ??= content.params.charset ?? null;
  const part: Part = {
    path,
    fields,
    type: typeOf(content.value, fallback),
    params: content.params,
    disposition: readStructured(fieldOf(fields, "content-disposition") ?? "", reading.charset),
    encoding: (fieldOf(fields, "content-transfer-encoding") ?? "").toLowerCase().match(/^[\s"]*([a-z0-9-]+)/)?.[1] ?? "",
    contentId: fieldOf(fields, "content-id")?.replace(/^[<\s]+|[>\s]+$/g, "") || null,
    body,
    children: [],
  };
  if (part.type.startsWith("multipart/")) part.children = readChildren(reading, part, depth);
  if (part.children.length > 0) return part;
  // Several parts are announced and there is one: its text. What is too deep stays a file.
  const leaf = depth >= MIME_LIMITS.depth ? "application/octet-stream" : "text/plain";
  const type = part.type.startsWith("multipart/") ? leaf : part.type;
  return { ...part, type, path: path || "1" };
}

/** "text" is what very old programs write; a type that is none says as much as none. */
function typeOf(value: string, fallback: string): string {
  if (value === "text") return "text/plain";
  return /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(value) ? value : fallback;
}

function readChildren(reading: Reading, part: Part, depth: number): Part[] {
  const pieces = piecesOf(part);
  if (pieces.length > 0 && depth >= MIME_LIMITS.depth) {
    reading.problems.add(`Its parts stand in each other more than ${MIME_LIMITS.depth} deep.`);
    return [];
  }
  const fallback = part.type === "multipart/digest" ? "message/rfc822" : "text/plain";
  const children: Part[] = [];
  for (const [i, piece] of pieces.entries()) {
    reading.parts += 1;
    if (reading.parts > MIME_LIMITS.parts) {
      reading.problems.add(`It has more than ${MIME_LIMITS.parts} parts.`);
      break;
    }
    const head = readHead(piece);
    children.push(readPart(reading, { head, body: piece.subarray(head.bodyAt), path: `${part.path}${part.path && "."}${i + 1}`, depth: depth + 1, fallback }));
  }
  return children;
}

/** No encoding may stand on a multipart, and some do; a boundary may differ from the one in the body. */
function piecesOf({ body, encoding, params }: Part): Buffer[] {
  const boundary = params.boundary ?? null;
  const pieces = split(body, boundary);
  if (pieces.length > 0) return pieces;
  const decoded = decodeTransfer(body, encoding);
  const again = decoded === body ? [] : split(decoded, boundary);
  return again.length > 0 ? again : split(decoded, null);
}

const split = (body: Buffer, boundary: string | null) => splitAtBoundary(body, boundary, MIME_LIMITS.parts + 1);

/** What a part holds, its encoding undone. */
export function bytesOf(part: Part): Buffer {
  return decodeTransfer(part.body, part.encoding);
}

/** The part at a place; null where there is none (any more). */
export function findPart(root: Part, path: string): Part | null {
  if (root.path === path) return root;
  for (const child of root.children) {
    const found = path === child.path || path.startsWith(`${child.path}.`) ? findPart(child, path) : null;
    if (found) return found;
  }
  return null;
}

/** A part and all below it, in the order of the mail. */
export function allParts(part: Part): Part[] {
  return [part, ...part.children.flatMap(allParts)];
}
