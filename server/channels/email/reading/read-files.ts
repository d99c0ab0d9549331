import type { InboundAttachment } from "@/server/channels/contract";
import { takeDataImages } from "../html/data-images";
import { decodeUu } from "../mime/encoding";
import { readTnef, type TnefFile } from "../mime/tnef";
import { bytesOf, findPart, type Part } from "../mime/tree";
import { describeFile } from "./attachments";
import { type Passage, readContent, textOf } from "./read-content";

/** A file of the mail. `attachment` is there for files within files: they are no part of their own. */
export interface MailFile {
  part: Part;
  attachment?: InboundAttachment;
  cid?: string | null;
}

/** A block of uuencode stands in the text, as mail programs sent files before MIME. */
const UU_BLOCK = /(?:^|\n)begin [0-7]{3,4} ([^\n]{1,200})\n(?:[ -`]{1,86}\n){1,1000000}?(?:`?\n)?end(?=\n|$)/g;
const MAX_BLOCKS = 20;

/** Takes out of the mail's files and texts what others packed into them: Outlook's winmail.dat, uuencoded blocks. */
export function unpackFiles({ passages, files }: { passages: Passage[]; files: Part[] }): { passages: Passage[]; files: MailFile[] } {
  const found: { passages: Passage[]; files: MailFile[] } = { passages: [], files: [] };
  for (const passage of passages) found.passages.push(withoutDataImages(withoutBlocks(passage, found.files), found.files));
  const hasWords = passages.some(({ plain, html }) => (plain ?? html ?? "").trim() !== "");
  for (const part of files) {
    const tnef = isTnef(part) ? readTnef(bytesOf(part)) : null;
    const isEmpty = !tnef || (tnef.files.length === 0 && tnef.text === null && tnef.html === null);
    if (isEmpty) found.files.push({ part });
    else {
      for (const [i, file] of tnef.files.entries()) found.files.push(tnefFile(part, file, { index: i, number: found.files.length + 1 }));
      if (!hasWords && (tnef.text || tnef.html)) found.passages.push({ plain: tnef.text, html: tnef.html, path: null });
    }
  }
  return found;
}

function isTnef(part: Part): boolean {
  return /^application\/(vnd\.)?ms-tnef$/.test(part.type) || /^winmail\.dat$/i.test(part.disposition.params.filename ?? part.params.name ?? "");
}

function tnefFile(part: Part, { name, mimeType, contentId, bytes }: TnefFile, at: { index: number; number: number }): MailFile {
  const attachment = describeFile({ name, mimeType, sizeBytes: bytes.length, path: `${part.path}#tnef${at.index}`, number: at.number });
  return { part, attachment, cid: contentId };
}

function withoutBlocks(passage: Passage, files: MailFile[]): Passage {
  const { plain, path } = passage;
  if (plain === null || path === null || !plain.includes("begin ")) return passage;
  let count = 0;
  const rest = plain.replace(UU_BLOCK, (block, name: string) => {
    const bytes = count < MAX_BLOCKS ? decodeUu(block) : null;
    if (!bytes) return block;
    const attachment = describeFile({
      name,
      mimeType: "application/octet-stream",
      sizeBytes: bytes.length,
      path: `${path}#uu${count}`,
      number: files.length + 1,
    });
    files.push({ part: { ...NO_PART, path }, attachment });
    count += 1;
    return "";
  });
  return { ...passage, plain: rest };
}

function withoutDataImages(passage: Passage, files: MailFile[]): Passage {
  if (!passage.html?.includes("data:image/")) return passage;
  const { html, images } = takeDataImages(passage.html);
  for (const { cid, mimeType, bytes } of images) {
    const attachment = describeFile({ name: null, mimeType, sizeBytes: bytes.length, path: `#${cid}`, number: files.length + 1 });
    files.push({ part: NO_PART, attachment, cid });
  }
  return { ...passage, html };
}

/** Stands for a file that has no head of its own. */
const NO_PART: Part = {
  path: "",
  fields: [],
  type: "",
  params: {},
  disposition: { value: "", params: {} },
  encoding: "",
  contentId: null,
  body: Buffer.alloc(0),
  children: [],
};

/** The bytes of a file by the place that its attachment names ("2.1", "2#tnef0", "1#uu1", "#data-…"); null where there is none. Pure. */
export function extractPart(root: Part, place: string): { bytes: Buffer; mimeType: string | null } | null {
  const [path = "", within] = place.split("#");
  if (within?.startsWith("data-")) return dataImage(root, within);
  const part = findPart(root, path);
  if (!part || part.children.length > 0) return null;
  if (within === undefined) return { bytes: bytesOf(part), mimeType: part.type };
  const index = Number(/\d+$/.exec(within)?.[0]);
  if (within.startsWith("tnef")) {
    const file = readTnef(bytesOf(part))?.files[index];
    return file ? { bytes: file.bytes, mimeType: file.mimeType } : null;
  }
  const block = [...textOf(part).matchAll(UU_BLOCK)][index]?.[0];
  const bytes = block === undefined ? null : decodeUu(block);
  return bytes && { bytes, mimeType: null };
}

function dataImage(root: Part, cid: string): { bytes: Buffer; mimeType: string } | null {
  const images = readContent(root).passages.flatMap(({ html }) => takeDataImages(html ?? "").images);
  return images.find((image) => image.cid === cid) ?? null;
}
