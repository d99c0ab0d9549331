import type { MailFacts } from "@/lib/schemas/mail";
import type { InboundEvent, InboundItem, InboundMail } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { charsetByBytes } from "../mime/charset";
import { fieldOf } from "../mime/headers";
import { type Mime, readMime } from "../mime/tree";
import { decodeWords } from "../mime/words";
import { eventOfReport } from "../reports/event";
import { findReport } from "../reports/report";
import { readAuthentication } from "./auth-results";
import { isList, judgeAutomation } from "./automation";
import { type Body, readBody } from "./read-body";
import { readInstant } from "./read-date";
import { type Forwarded, readForwarded } from "./read-forwarded";
import { type Parties, partyOf, readParties } from "./read-parties";
import { readMessageId, readReferences } from "./read-references";
import { readTokens } from "./read-tokens";

export interface Envelope {
  /** When the server took it (INTERNALDATE), ISO 8601. */
  receivedAt: string | undefined;
  /** The mail is too large to be fetched: this is how it begins. */
  isBeginning: boolean;
  mailbox: { address: string; imapHost: string | null };
}

/** A mail with what its head says, read once. */
interface Mail {
  mime: Mime;
  envelope: Envelope;
  parties: Parties;
  messageId: string | null;
  references: string[];
  subject: string;
}

const MAX_SUBJECT = 1_000;

/**
 * A raw mail as the one item it is: a customer's message, our own side's, or what a machine says about a mail of ours. Nothing is
 * refused for being broken, too large or too deep: what could not be read is said in the message, and the raw mail stays. Throws
 * only when there is not one field of a head.
 */
export function readMail(raw: Uint8Array, envelope: Envelope): InboundItem {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const mime = readMime(bytes, envelope.isBeginning);
  const { root } = mime;
  const { fields } = root;
  if (fields.length === 0) throw new Error("no mail: it has no head");
  const charset = root.params.charset ?? root.children[0]?.params.charset ?? charsetByBytes(bytes);
  const mail: Mail = {
    mime,
    envelope,
    parties: readParties(fields, envelope.mailbox.address, charset),
    messageId: readMessageId(fields),
    references: readReferences(fields),
    subject: decodeWords(fieldOf(fields, "subject") ?? "", charset)
      .replace(/\s+/g, " ")
      .slice(0, MAX_SUBJECT),
  };
  const dedupKey = mail.messageId ?? `hash:${hashOf(mail, bytes)}`;
  const item = { account: null, dedupKey, providerAt: readInstant(fieldOf(fields, "date"), envelope.receivedAt) };
  const report = findReport(root, mail.parties.from.address);
  const told = report && eventOfReport(report);
  if (told) return { ...item, thread: report.original.thread ?? dedupKey, event: told };
  return { ...item, thread: mail.references[0] ?? dedupKey, event: eventOf(mail, dedupKey) };
}

/** What is the same when the same mail is fetched again or came by two ways, and differs between two mails. */
function hashOf({ mime: { root }, parties, subject }: Mail, bytes: Buffer): string {
  const start = bytes.subarray(bytes.length - root.body.length).subarray(0, 4_096);
  return contentKey(Buffer.concat([Buffer.from([fieldOf(root.fields, "date"), parties.from.address, subject].join("\n")), start]));
}

function eventOf(mail: Mail, dedupKey: string): InboundEvent {
  const { parties, messageId, mime } = mail;
  const body = readBody(mime.root);
  const facts = factsOf(mail, body);
  if (parties.customer) return messageOf(mail, body, { facts, customer: parties.customer });
  // The domain's own rule says that it was not sent by this mailbox: it is not believed to be our word.
  if (facts.authentication?.dmarc === "fail")
    return { type: "ignored", reason: "claims to come from this mailbox, and the receiving server disproves it (DMARC)" };
  if (!parties.recipient) return { type: "ignored", reason: "own mail to nobody else" };
  const { text, html, attachments } = contentOf(body);
  return {
    type: "echo",
    externalId: messageId ?? dedupKey,
    to: partyOf(parties.recipient),
    clientRef: null,
    subject: mail.subject,
    ...text,
    ...html,
    attachments,
    mail: facts,
  };
}

function messageOf(mail: Mail, body: Body, { facts, customer }: { facts: InboundMail; customer: NonNullable<Parties["customer"]> }): InboundEvent {
  const { text, html, attachments } = contentOf(body);
  const problems = problemsOf(mail);
  const isProven = facts.authentication?.dmarc === "pass" && customer.address.toLowerCase() === mail.parties.from.address.toLowerCase();
  const note = problems.length === 0 ? "" : `[Not all of this mail could be read. ${problems.join(" ")} All of it is in the mailbox.]`;
  const shown = [text.text, note].filter(Boolean).join("\n\n");
  return {
    type: "message",
    externalId: mail.messageId,
    from: partyOf(customer, isProven),
    ...(mail.subject && { subject: mail.subject }),
    ...text,
    ...(shown && { text: shown }),
    ...html,
    attachments,
    mail: facts,
    ...(problems.length > 0 && { isUnsupported: true }),
  };
}

function problemsOf({ mime, parties }: Mail): string[] {
  return [...mime.problems, ...(parties.tooMany ? ["It has more than 2,000 recipients."] : [])];
}

function contentOf(body: Body) {
  const isCut = body.fullText !== body.text;
  return {
    text: { ...(body.text && { text: body.text }), ...(isCut && { fullText: body.fullText }) },
    html: body.html === null ? {} : { html: body.html },
    attachments: body.attachments,
  };
}

function factsOf(mail: Mail, body: Body): InboundMail {
  const { mime, envelope, parties, messageId, references, subject } = mail;
  const { fields } = mime.root;
  const { from, replyTo, to, cc, bcc } = parties;
  const forwarded = readForwarded(body.fullText, { subject, root: mime.root });
  return {
    ...{ messageId, references, subject, from, replyTo, to, cc, bcc },
    automation: judgeAutomation(fields, { address: from.address, mailbox: envelope.mailbox.address }, body.isInvite),
    flags: flagsOf(mail, body, forwarded),
    authentication: readAuthentication(fields, envelope.mailbox),
    remoteImages: body.remoteImages,
    tokens: readTokens(fields, { references, bodies: [body.fullText, body.html ?? ""] }),
    ...(forwarded?.block && { forwarded: forwarded.block }),
  };
}

function flagsOf({ mime, envelope }: Mail, body: Body, forwarded: Forwarded | null): MailFacts["flags"] {
  const flags: [MailFacts["flags"][number], boolean][] = [
    ["forwarded", forwarded !== null],
    ["invite", body.isInvite],
    ["list", isList(mime.root.fields, envelope.mailbox.address)],
    ["signed", body.isSigned],
    ["encrypted", body.isEncrypted],
  ];
  return flags.flatMap(([flag, isSo]) => (isSo ? [flag] : []));
}
