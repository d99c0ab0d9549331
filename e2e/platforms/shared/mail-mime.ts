import { randomBytes } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import PostalMime, { type Address } from "postal-mime";

export interface WrittenMail {
  from: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
  file?: { name: string; type: string; base64: string };
  /** The Message-ID of the mail it answers, without brackets. */
  answers?: string;
}

/** A mail as a person's program writes it. */
export async function composeMail({ file, answers, ...mail }: WrittenMail): Promise<Buffer> {
  const messageId = `<${randomBytes(12).toString("hex")}@${mail.from.address.split("@")[1]}>`;
  const attachments = file ? [{ filename: file.name, contentType: file.type, content: file.base64, encoding: "base64" }] : [];
  const thread = answers ? { inReplyTo: `<${answers}>`, references: [`<${answers}>`] } : {};
  return new MailComposer({ ...mail, ...thread, messageId, attachments }).compile().build();
}

export interface ReadMail {
  /** Without brackets; "" where it has none. */
  messageId: string;
  from: string;
  /** To, Cc and Bcc. */
  to: string[];
  replyTo: string | null;
  subject: string;
  text: string;
  files: { name: string; type: string; bytes: Buffer }[];
}

/** What a person, or a server, sees of a mail. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw);
  return {
    messageId: mail.messageId?.replace(/[<>\s]/g, "") ?? "",
    from: addressesOf(mail.from && [mail.from])[0] ?? "",
    to: addressesOf([...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])]),
    replyTo: addressesOf(mail.replyTo)[0] ?? null,
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    files: mail.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? "file",
      type: mimeType,
      bytes: Buffer.from(content as ArrayBuffer),
    })),
  };
}

const addressesOf = (list: Address[] = []): string[] =>
  list.flatMap((entry) => (entry.group ? addressesOf(entry.group as Address[]) : [entry.address?.toLowerCase() ?? ""])).filter(Boolean);
