import type { AttachmentKind, InboundAttachment } from "@/server/channels/contract";
import { fieldOf } from "../mime/headers";
import { bytesOf, type Part } from "../mime/tree";
import { decodeWords } from "../mime/words";

/** 255 bytes are what file systems take; a bit less leaves room for "(1)". */
const MAX_NAME_BYTES = 200;
/** The name's end has its extension, but not that far out. */
const MAX_READ = 1_000;
const EXTENSIONS: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/svg+xml": "svg",
  "text/plain": "txt",
  "text/calendar": "ics",
  "application/ics": "ics",
  "message/rfc822": "eml",
  "message/global": "eml",
  "message/delivery-status": "txt",
  "text/rfc822-headers": "txt",
  "application/pkcs7-mime": "p7m",
  "application/pgp-encrypted": "asc",
  "application/octet-stream": "bin",
  "application/msword": "doc",
  "application/vnd.ms-excel": "xls",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "audio/mpeg": "mp3",
  "audio/x-wav": "wav",
  "video/quicktime": "mov",
};
/** For files that are sent as "some bytes": what their name says they are. */
const TYPES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  heic: "image/heic",
  bmp: "image/bmp",
  pdf: "application/pdf",
  txt: "text/plain",
  csv: "text/csv",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  wav: "audio/wav",
  mp4: "video/mp4",
  mov: "video/quicktime",
  eml: "message/rfc822",
  ics: "text/calendar",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
};

/** A file of a mail as an attachment; `number` counts them, for those without a name. Its bytes are fetched from the mail by its path. */
export function attachmentOf(part: Part, number: number): InboundAttachment {
  const mimeType = part.type === "message/global" ? "message/rfc822" : part.type;
  return describeFile({ name: nameOf(part), mimeType, sizeBytes: bytesOf(part).length, path: part.path, number });
}

export interface FileFacts {
  name: string | null;
  mimeType: string;
  sizeBytes: number;
  /** Where `extractPart` finds it. */
  path: string;
  number: number;
}

/** Whatever a mail holds as a file, wherever in it. */
export function describeFile({ name, mimeType, sizeBytes, path, number }: FileFacts): InboundAttachment {
  const clean = cleanName(name ?? "") || madeUpName(mimeType, number);
  const type = mimeType === "application/octet-stream" ? (TYPES[extensionOf(clean)] ?? mimeType) : mimeType;
  return { kind: kindOf(type), name: clean, mimeType: type, sizeBytes, source: { part: path } };
}

/** The name that a part gives itself; a mail within the mail is called by its subject. */
function nameOf(part: Part): string | null {
  const name = part.disposition.params.filename || part.params.name;
  if (name) return name;
  if (part.type === "message/rfc822" || part.type === "message/global") {
    const subject = /^subject:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im.exec(bytesOf(part).toString("latin1", 0, 16_384))?.[1];
    return subject ? `${decodeWords(subject.replace(/\r?\n[ \t]+/g, " ")).slice(0, 80)}.eml` : null;
  }
  const description = fieldOf(part.fields, "content-description");
  return description && /\.\w{2,5}$/.test(description) ? decodeWords(description) : null;
}

/** A name that can be shown and saved: no path, no control or direction marks (they hide "gpj.exe"), at most 200 bytes. */
export function cleanName(name: string): string {
  const clean = name
    .slice(0, MAX_READ)
    .normalize("NFC")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what shall not be in a name
    .replace(/[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g, "")
    .replace(/[/\\:*?"<>|]/g, "_")
    .replace(/\s+/g, " ")
    .replace(/^[.\s_]+(?=[^.\s_])|[.\s]+$/g, "");
  if (Buffer.byteLength(clean) <= MAX_NAME_BYTES) return clean;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(clean)?.[0] ?? "";
  const room = Buffer.from(clean.slice(0, clean.length - extension.length)).subarray(0, MAX_NAME_BYTES - Buffer.byteLength(extension));
  return room.toString("utf8").replace(/\uFFFD+$/, "") + extension;
}

function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

function madeUpName(mimeType: string, number: number): string {
  const [kind = "", subtype = ""] = mimeType.split("/");
  const extension = EXTENSIONS[mimeType] ?? (/^[a-z0-9]{2,5}$/.test(subtype) ? subtype : "bin");
  const word = ["image", "audio", "video", "message"].includes(kind) ? kind : "attachment";
  return `${word}-${number}.${extension}`;
}

/** What a browser shows or plays in place; the bytes are looked at again when they are stored. */
function kindOf(type: string): AttachmentKind {
  if (/^image\/(png|jpe?g|pjpeg|gif|webp|bmp|heic|heif|avif)$/.test(type)) return "image";
  if (type.startsWith("audio/")) return "audio";
  return type.startsWith("video/") ? "video" : "file";
}
