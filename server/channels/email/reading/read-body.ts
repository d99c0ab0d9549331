import type { InboundAttachment } from "@/server/channels/contract";
import { InlineImages } from "../html/images";
import { isTooMuch, makeSafe, readableStart } from "../html/safe";
import type { Part } from "../mime/tree";
import { cutText } from "../quotes/cut-text";
import { markHtml } from "../quotes/mark-html";
import { visibleTextOf } from "../quotes/visible-text";
import { attachmentOf } from "./attachments";
import { describeInvite, type Invite, inviteAttachments } from "./calendar";
import { type Content, escapeHtml, type Passage, readContent } from "./read-content";
import { unpackFiles } from "./read-files";
import { unwrapPgp } from "./read-pgp";

export interface Body {
  /** What the sender wrote now; "" where there is nothing but a subject or files. */
  text: string;
  /** With the quoted history. */
  fullText: string;
  html: string | null;
  remoteImages: number;
  attachments: InboundAttachment[];
  isInvite: boolean;
  isSigned: boolean;
  isEncrypted: boolean;
}

/** Half a million characters are a book: nobody reads on, and the original mail has the rest. */
const MAX_TEXT = 500_000;

/** A mail's content as people see it: its words, its formatted form made safe, its files. */
export function readBody(root: Part): Body {
  const content = readContent(root);
  const pgp = unwrapPgp(content.passages);
  const { passages, files } = unpackFiles({ passages: pgp.passages, files: content.files });
  const images = new InlineImages(files);
  const html = htmlOf(passages, images);
  const words = wordsOf(passages, html?.html ?? null);
  const cards = inviteAttachments(content.calendars, files.length + 1);
  const invite = cards.flatMap(({ data }) => (data?.invite ? [data.invite as Invite] : []))[0];
  const isEmpty = words.full.trim() === "";
  const text = isEmpty ? emptyText(content, invite) : words.visible;
  return {
    text: text.slice(0, MAX_TEXT).trim(),
    fullText: (isEmpty ? text : words.full).slice(0, MAX_TEXT).trim(),
    html: html ? markHtml(html.html).html : null,
    remoteImages: html?.remoteImages ?? 0,
    attachments: [...files.map((file, i) => images.describe(file.attachment ?? attachmentOf(file.part, i + 1), i)), ...cards],
    isInvite: invite !== undefined && invite.method !== "PUBLISH",
    isSigned: content.isSigned || pgp.isSigned,
    isEncrypted: content.isEncrypted || pgp.isEncrypted,
  };
}

function emptyText(content: Content, invite: Invite | undefined): string {
  if (content.isEncrypted) return "[This mail is encrypted. It can be read in a mail program that has the key.]";
  return invite ? describeInvite(invite) : "";
}

/** All passages as one document, when any of them is formatted and they are not too much. */
function htmlOf(passages: Passage[], images: InlineImages): { html: string; remoteImages: number } | null {
  if (!passages.some(({ html }) => html !== null)) return null;
  const joined = passages.map(({ plain, html }) => html ?? escapeHtml(plain ?? "")).join("\n");
  if (isTooMuch(joined)) return null;
  const safe = makeSafe(joined, (cid) => images.resolve(cid));
  return safe.html === "" ? null : safe;
}

/** The text that the mail brings, else what is read in its HTML. */
function wordsOf(passages: Passage[], safeHtml: string | null): { visible: string; full: string } {
  const only = passages.length === 1 ? passages[0] : undefined;
  if (only && only.plain === null && safeHtml !== null) return { visible: visibleTextOf(markHtml(safeHtml).html), full: visibleTextOf(safeHtml) };
  const full = passages.map(({ plain, html }) => plain ?? visibleTextOf(makeSafe(readableStart(html ?? ""), () => null).html)).join("\n");
  return { visible: cutText(full.slice(0, MAX_TEXT)).visible, full };
}
