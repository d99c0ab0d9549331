import { AppError } from "@/lib/errors";
import { addressKey, isMailboxOf, parseMailAddress } from "@/lib/mail-address";
import type { MailAddress, MailFacts, MailRecipients } from "@/lib/schemas/mail";
import { normaliseSubject } from "@/server/channels/shared/mail-subject";

/** What stands on a mail of ours before it has an id. */
export interface Envelope {
  from: MailAddress;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
  /** The thread's beginning and its end, the answered mail last. */
  references: string[];
}

interface Correspondence {
  /** The mailbox that writes. */
  from: MailAddress;
  /** All mailboxes of the tenant, by their keys: none of them gets our mail back. */
  mailboxes: ReadonlySet<string>;
  /** The mail that is answered; one of our own when we write again before anybody has answered. */
  answered: { facts: MailFacts; isOurs: boolean } | null;
  /** Whom the conversation is with, where nothing is answered. */
  contact: MailAddress | null;
  subject: string | null;
}

/** To, Cc and Bcc together: what people write, and below what mail servers take for spam. Ours. */
const MAX_RECIPIENTS = 50;
/** Enough for every mail program to find the thread, and far from the line length that breaks some. */
const LAST_REFERENCES = 20;

/**
 * Who gets an answer and under which subject. Without other wishes: whoever the answered mail wants the answer to go to, and everybody
 * else in its To and Cc; with `replyAll` false the first alone. Our own mailboxes, repetitions and what is no address never get one;
 * an address that somebody typed and that is none is told to them. Throws invalid (`not-an-address`, `no-recipient`,
 * `too-many-recipients`). Pure.
 */
export function replyEnvelope(given: Correspondence, wanted: Partial<MailRecipients> = {}): Envelope {
  const { from, answered, mailboxes } = given;
  const [direct, others] = answered ? partners(answered, mailboxes) : [[], []];
  const seen = new Set<string>();
  const take = (addresses: MailAddress[]) => addresses.filter((one) => !isMailboxOf(mailboxes, one.address) && isFirst(seen, one.address));
  const chosen = take(wanted.to ? typed("to", wanted.to) : direct);
  const to = chosen.length === 0 && !wanted.to && given.contact ? take([given.contact]) : chosen;
  const cc = take(wanted.cc ? typed("cc", wanted.cc) : (wanted.replyAll ?? true) ? others : []);
  const bcc = take(typed("bcc", wanted.bcc ?? []));
  if (to.length === 0) throw unfit("to", "no-recipient", "Say who this mail goes to.");
  // Too many wished for are refused in words; of a crowd that was merely copied in, the first get the answer.
  const wished = (wanted.to ? to.length : 0) + (wanted.cc ? cc.length : 0) + bcc.length;
  if (wished > MAX_RECIPIENTS) throw unfit("to", "too-many-recipients", `A mail goes to ${MAX_RECIPIENTS} addresses at most.`);
  const first = to.slice(0, MAX_RECIPIENTS - (wished - (wanted.to ? to.length : 0)));
  const copied = cc.slice(0, MAX_RECIPIENTS - first.length - bcc.length);
  return { from, to: first, cc: copied, bcc, subject: subjectFor(given, wanted.subject), references: chain(answered?.facts) };
}

/** Whom a mail's answer goes to, and who else had it. */
function partners({ facts, isOurs }: { facts: MailFacts; isOurs: boolean }, mailboxes: ReadonlySet<string>): [MailAddress[], MailAddress[]] {
  if (isOurs) return [valid(facts.to), valid(facts.cc)];
  const wished = valid(facts.replyTo).filter(({ address }) => !isMailboxOf(mailboxes, address));
  return [wished.length > 0 ? wished : valid([facts.from]), valid([...facts.to, ...facts.cc])];
}

const valid = (addresses: MailAddress[]) => addresses.filter(({ address }) => parseMailAddress(address) !== null);

function isFirst(seen: Set<string>, address: string): boolean {
  const key = addressKey(address);
  return !seen.has(key) && Boolean(seen.add(key));
}

function typed(field: "to" | "cc" | "bcc", addresses: string[]): MailAddress[] {
  return addresses.map((text) => {
    const address = parseMailAddress(text);
    if (address) return address;
    throw unfit(field, "not-an-address", `“${text.replace(/\p{Cc}/gu, " ").slice(0, 100)}” is not an e-mail address.`);
  });
}

/** The thread's own subject behind one "Re:", however many the mail has gathered: mail programs thread by it. */
function subjectFor({ answered, subject, from }: Correspondence, wanted: string | undefined): string {
  const chosen = oneLine(wanted ?? "");
  if (chosen) return chosen;
  const own = bareSubject(oneLine(answered?.facts.subject || subject || ""));
  if (!answered) return own || (from.name ?? from.address);
  return `Re: ${own}`.trim();
}

/** Without the prefixes in front; what a colon inside the subject parts is left alone. */
function bareSubject(subject: string): string {
  const rest = subject.slice(subject.search(/[:：]/) + 1).trim();
  const isPrefixed = rest !== "" && rest !== subject && normaliseSubject(rest) === normaliseSubject(subject);
  return isPrefixed ? bareSubject(rest) : subject;
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

function chain(answered: MailFacts | undefined): string[] {
  if (!answered) return [];
  const ids = [...new Set([...answered.references, ...(answered.messageId ? [answered.messageId] : [])])];
  return ids.length > LAST_REFERENCES + 1 ? [...ids.slice(0, 1), ...ids.slice(-LAST_REFERENCES)] : ids;
}

function unfit(field: "to" | "cc" | "bcc", reason: string, publicMessage: string): AppError {
  return new AppError("invalid", reason, { reason, publicMessage, fields: [{ field: `mail.${field}`, message: publicMessage }] });
}
