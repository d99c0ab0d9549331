import { randomBytes } from "node:crypto";
import { type Mail, type Mailbox, newId, now, type World } from "./world";

/** One field of a mail's head, unfolded; "" where it has none. */
export function field(raw: string, name: string): string {
  const head = raw.split(/\r?\n\r?\n/)[0] ?? "";
  return (
    new RegExp(`^${name}:[ \\t]*([^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*)`, "im")
      .exec(head)?.[1]
      ?.replace(/\r?\n[ \t]+/g, " ")
      .trim() ?? ""
  );
}

/** The addresses of a field, lower case. */
export const addressesIn = (value: string): string[] => (value.match(/[^\s<>",;]+@[^\s<>",;]+/g) ?? []).map((address) => address.toLowerCase());

const withoutBrackets = (id: string) => id.replace(/[<>\s]/g, "");

/** Lays a mail into a mailbox: into its thread by what it refers to, into history where it is new in the inbox. */
export function addMail(world: World, mailbox: Mailbox, given: { raw: Buffer; labels: string[]; person: string; threadId?: string }): Mail {
  const text = given.raw.toString("latin1");
  const known = new Set([field(text, "In-Reply-To"), ...field(text, "References").split(/\s+/)].map(withoutBrackets));
  const id = newId(world);
  const before = mailbox.mails.find((mail) => known.has(mail.messageId));
  const messageId = withoutBrackets(field(text, "Message-ID")) || `${randomBytes(12).toString("hex")}@mail.gmail.example`;
  const { raw, labels, person, threadId = before?.threadId ?? id } = given;
  const mail: Mail = { id, threadId, raw: raw.toString("base64"), messageId, labels, at: now(world), person };
  mailbox.mails.push(mail);
  if (labels.includes("INBOX")) mailbox.history.push({ id: world.next++, mailId: id });
  return mail;
}

/** What a person reads of a mail: its plain words. */
export function wordsOf(mail: Mail): string {
  const raw = Buffer.from(mail.raw, "base64").toString("utf8");
  const [head = "", ...rest] = raw.split(/\r?\n\r?\n/);
  const plain = /Content-Type: text\/plain[\s\S]*?\r?\n\r?\n([\s\S]*?)\r?\n--/i.exec(raw);
  const isQuoted = /quoted-printable/i.test(plain ? (/text\/plain[\s\S]*?\r?\n\r?\n/i.exec(raw)?.[0] ?? "") : head);
  const body = plain?.[1] ?? rest.join("\n\n");
  return isQuoted ? decodeQuoted(body) : body;
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** A mail as a person's program writes it. */
export function composeMail(given: { from: string; name: string; to: string; subject: string; text: string; answers?: Mail }): Buffer {
  const { from, name, to, subject, text, answers } = given;
  const thread = answers ? [`In-Reply-To: <${answers.messageId}>`, `References: <${answers.messageId}>`] : [];
  const head = [
    `From: ${name} <${from}>`,
    `To: <${to}>`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${randomBytes(12).toString("hex")}@mail.example>`,
    ...thread,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${text.replace(/\r?\n/g, "\r\n")}\r\n`);
}
