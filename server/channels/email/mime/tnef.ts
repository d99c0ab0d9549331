import { decodeText } from "./charset";
import { type MapiValue, readMapi } from "./tnef-mapi";

/*
 * winmail.dat: what Outlook sends when it takes the other side for another Outlook. Written after [MS-OXTNEF] (learn.microsoft.com,
 * read 2026-11): a signature, then attributes of a level, an id, a length, data and a checksum.
 */

export interface TnefFile {
  name: string | null;
  mimeType: string;
  contentId: string | null;
  bytes: Buffer;
}

export interface Tnef {
  text: string | null;
  html: string | null;
  files: TnefFile[];
}

const SIGNATURE = 0x223e9f78;
const HEADER_BYTES = 9;
const MAX_ATTRIBUTES = 5_000;
const MAX_FILES = 100;

const ATTRIBUTE = { codePage: 0x9007, body: 0x800c, messageProps: 0x9003, attachBegin: 0x9002, attachTitle: 0x8010, attachData: 0x800f, attachProps: 0x9005 };
const PROPERTY = { body: 0x1000, html: 0x1013, data: 0x3701, fileName: 0x3704, longName: 0x3707, mimeTag: 0x370e, contentId: 0x3712, displayName: 0x3001 };

/** What a winmail.dat holds, as far as it is whole; null when it is none. Never throws. Formatted text (RTF) stays in it. */
export function readTnef(bytes: Buffer): Tnef | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null;
  const found: Tnef = { text: null, html: null, files: [] };
  let charset = "windows-1252";
  for (const { id, data } of attributes(bytes)) {
    const file = found.files.at(-1);
    if (id === ATTRIBUTE.codePage && data.length >= 4) charset = `windows-${data.readUInt32LE(0)}`;
    else if (id === ATTRIBUTE.body) found.text ??= plain(data, charset);
    else if (id === ATTRIBUTE.messageProps) readBodies(found, readMapi(data, charset), charset);
    else if (id === ATTRIBUTE.attachBegin && found.files.length < MAX_FILES) found.files.push(emptyFile());
    else if (!file) continue;
    else if (id === ATTRIBUTE.attachTitle) file.name ??= plain(data, charset);
    else if (id === ATTRIBUTE.attachData) file.bytes = data;
    else if (id === ATTRIBUTE.attachProps) readFileProps(file, readMapi(data, charset));
  }
  return { ...found, files: found.files.filter((file) => file.bytes.length > 0) };
}

function emptyFile(): TnefFile {
  return { name: null, mimeType: "application/octet-stream", contentId: null, bytes: Buffer.alloc(0) };
}

function* attributes(bytes: Buffer): Generator<{ id: number; data: Buffer }> {
  let at = 6;
  for (let count = 0; count < MAX_ATTRIBUTES && at + HEADER_BYTES <= bytes.length; count++) {
    const id = bytes.readUInt32LE(at + 1) & 0xffff;
    const size = bytes.readUInt32LE(at + 5);
    const start = at + HEADER_BYTES;
    if (start + size > bytes.length) return;
    yield { id, data: bytes.subarray(start, start + size) };
    at = start + size + 2;
  }
}

function plain(data: Buffer, charset: string): string {
  return decodeText(data, charset).trim();
}

function readBodies(found: Tnef, props: Map<number, MapiValue>, charset: string): void {
  const body = props.get(PROPERTY.body);
  const html = props.get(PROPERTY.html);
  if (typeof body === "string") found.text = body;
  if (html !== undefined) found.html = typeof html === "string" ? html : decodeText(html, charset);
}

function readFileProps(file: TnefFile, props: Map<number, MapiValue>): void {
  const text = (id: number) => {
    const value = props.get(id);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const data = props.get(PROPERTY.data);
  file.name = text(PROPERTY.longName) ?? text(PROPERTY.fileName) ?? file.name ?? text(PROPERTY.displayName);
  file.mimeType = text(PROPERTY.mimeTag)?.toLowerCase() ?? file.mimeType;
  file.contentId = text(PROPERTY.contentId)?.replace(/[<>]/g, "") ?? null;
  if (file.bytes.length === 0 && Buffer.isBuffer(data)) file.bytes = data;
}
