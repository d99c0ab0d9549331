import MailComposer from "nodemailer/lib/mail-composer";
import type { MailPart } from "../payload";

export interface Envelope {
  from: string;
  to: string[];
}

/** The bytes that leave, and whom the servers are told to bring them to. Bcc stands in the envelope alone, but for providers that have none and take it out themselves. */
export async function composeMime(mail: MailPart, files: Uint8Array[], { keepsBcc = false } = {}): Promise<{ raw: Buffer; envelope: Envelope }> {
  const composed = new MailComposer({
    ...mail,
    inReplyTo: mail.inReplyTo ?? undefined,
    replyTo: mail.replyTo ?? undefined,
    bcc: keepsBcc ? mail.bcc : undefined,
    headers: mail.isAutomatic ? AUTOMATIC : {},
    attachments: mail.attachments.map(({ name, mimeType }, index) => ({ filename: name, contentType: mimeType, content: Buffer.from(files[index] ?? []) })),
    // Content is bytes alone; nothing named in a mail is opened or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  composed.keepBcc = keepsBcc;
  const to = [...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address);
  return { raw: await composed.build(), envelope: { from: mail.from.address, to: [...new Set(to)] } };
}

/** RFC 3834, section 5; the second keeps Exchange from answering (MS-OXCMAIL, section 2.2.3.2.14). */
const AUTOMATIC = { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", Precedence: "auto_reply" };
