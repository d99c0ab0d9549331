import { parseMarkdown } from "@/lib/rich-text/parse";
import { toHtml } from "@/lib/rich-text/to-html";
import { toPlain } from "@/lib/rich-text/to-plain";
import { type Outbound, type OutboundMail, type OutboundMessage, type Part, type RenderContext, SendError } from "@/server/channels/contract";
import { checkAttachments } from "@/server/channels/shared/check-attachments";
import { makeSafe } from "./html/safe";
import type { EmailCredentials, MailPart } from "./payload";
import { composeHtml } from "./sending/compose-html";
import { composeText } from "./sending/compose-text";
import { send } from "./sending/send";

/** Servers take 25 MB of encoded mail at best, and base64 makes three bytes four. */
export const MAX_ATTACHMENT_BYTES = 18 * 1024 * 1024;
/** The first names the thread's beginning; some readers cut long headers. */
const LAST_REFERENCES = 20;

export const outbound: Outbound<EmailCredentials> = { render, send, cleanHtml: (html) => makeSafe(html, () => null).html };

/** One mail, whole. Nothing of it can begin a new header line: control characters become spaces, and an address with any is refused. */
function render(message: OutboundMessage, { capabilities }: RenderContext): Part[] {
  const { mail, attachments } = message;
  if (!mail) throw new SendError("content", "A mail without recipients.", { retryable: false });
  checkAttachments(attachments, capabilities);
  const totalBytes = attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totalBytes > MAX_ATTACHMENT_BYTES) throw new SendError("content", "The files are larger than 18 MB together. Send them as links.", { retryable: false });
  const text = message.text?.trim() ?? "";
  if (!text && !message.html && attachments.length === 0) throw new SendError("content", "There is nothing to send.", { retryable: false });
  if (text.length > capabilities.text.max) throw new SendError("content", "The text is too long for a mail.", { retryable: false });
  return [{ body: { ...head(mail), ...content(message, mail) } }];
}

function head(mail: OutboundMail): Omit<MailPart, "text" | "html" | "attachments"> {
  const { messageId, references } = mail;
  if (!messageId) throw new SendError("content", "A mail without an id of its own.", { retryable: false });
  const answered = references.at(-1) ?? null;
  return {
    messageId: bracketed(messageId),
    // A channel that nobody named goes by its address, and that stands there anyway.
    from: cleanAddress({ ...mail.from, name: mail.from.name === mail.from.address ? null : mail.from.name }),
    to: mail.to.map(cleanAddress),
    cc: mail.cc.map(cleanAddress),
    bcc: mail.bcc.map(cleanAddress),
    replyTo: mail.answerTo === mail.from.address ? null : cleanAddress({ address: mail.answerTo, name: null }).address,
    subject: oneLine(mail.subject),
    inReplyTo: answered && bracketed(answered),
    references: (references.length > LAST_REFERENCES + 1 ? [...references.slice(0, 1), ...references.slice(-LAST_REFERENCES)] : references).map(bracketed),
    isAutomatic: mail.isAutomatic,
  };
}

function content(message: OutboundMessage, { messageId, frame = null }: OutboundMail): Pick<MailPart, "text" | "html" | "attachments"> {
  const token = /^([a-z2-7]{42})\./.exec(messageId ?? "")?.[1] ?? null;
  const { text, html } = wordsOf(message);
  return {
    text: composeText(text, frame, token),
    html: composeHtml({ text, html }, frame, token),
    attachments: message.attachments.map(({ name, mimeType }) => ({ name: oneLine(name), mimeType: oneLine(mimeType) })),
  };
}

/** Markdown in both halves of a mail: without its marks, and as elements. HTML that somebody wrote themselves goes before. */
function wordsOf({ text, html, payload }: OutboundMessage): { text: string; html: string | null } {
  if (payload?.format !== "markdown" || html !== null) return { text: text ?? "", html };
  const tree = parseMarkdown(text ?? "");
  return { text: toPlain(tree), html: toHtml(tree) };
}

/** Control characters and the line separators of Unicode become a space. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

function cleanAddress({ address, name }: { address: string; name: string | null }): { address: string; name: string } {
  if (!/^[^\s\p{Cc}<>@,;"]+@[^\s\p{Cc}<>@,;"]+$/u.test(address)) throw new SendError("content", `“${oneLine(address)}” is no address.`, { retryable: false });
  return { address, name: oneLine(name ?? "") };
}

const bracketed = (id: string): string => `<${id.replace(/[\s\p{Cc}<>]/gu, "")}>`;
