import type { MailFacts } from "@/lib/schemas/mail";
import { type Field, fieldOf, fieldsOf } from "../mime/headers";
import { decodeWords } from "../mime/words";

type Automation = MailFacts["automation"];

/** Fields that only machines write (RFC 3834 and what programs did before it and do beside it). */
const MACHINE_FIELDS = [
  "x-autoreply",
  "x-autorespond",
  "x-auto-reply-from",
  "x-autoreply-from",
  "x-ms-exchange-inbox-rules-loop",
  "x-loop",
  "x-failed-recipients",
  "x-mail-autoreply",
];
const LIST_FIELDS = ["list-id", "list-unsubscribe", "list-post", "feedback-id", "x-mailinglist", "mailing-list", "x-campaign-id", "x-mailgun-campaign-id"];
const MACHINE_SENDER = /^(mailer[-_.]?daemon|postmaster|bounces?([-+=_.].*)?|double-bounce|autoreply|auto-reply|autoresponder|microsoftexchange[0-9a-f]{32})$/i;
const NO_REPLY_SENDER =
  /^(no[-_.]?reply|do[-_.]?not[-_.]?reply|noresponder|no[-_.]?responder|ne[-_.]?pas[-_.]?repondre|nicht[-_.]?antworten|unattended|nepasrepondre)([-+_.].*)?$/i;
/** How programs begin the subject of an answer for somebody absent. People write such words too. */
const SUBJECT =
  /^\s*(?:\[[^\]]*\]\s*)?(automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply|out of (?:the )?office|ooo|auto|abwesenheitsnotiz|abwesend|automatische antwort|réponse automatique|absence|risposta automatica|fuori sede|respuesta automática|fuera de la oficina|resposta automática|ausência|automatisch antwoord|afwezig|autosvar|frånvaro|fraværsmelding|automaattinen vastaus|odpowiedź automatyczna|автоответ|автоматический ответ|自动回复|自動回覆|自動返信|自動応答|不在|자동 회신|부재중)\s*(?:[:：]|$|-)/i;

export interface Sender {
  address: string;
  /** The mailbox's own: a list of that name is the tenant's, and people write to it. */
  mailbox: string;
}

/** Whether a machine wrote the mail, or somebody whom no machine shall answer. */
export function judgeAutomation(fields: readonly Field[], { address, mailbox }: Sender, isInvite: boolean): Automation {
  const isAutomatic = hasMachineMark(fields) || isMailSystem(fields, address);
  // Calendars send invitations as a machine, for a person who waits for an answer.
  if (isInvite) return "no-answer";
  if (isAutomatic) return "automatic";
  const isReserved = isList(fields, mailbox) || hasSuppression(fields) || isUnanswered(address);
  if (!SUBJECT.test(subjectOf(fields))) return isReserved ? "no-answer" : "none";
  // The subject alone proves nothing; with an answer's marks or another sign it does.
  const isAnswer = fieldsOf(fields, "in-reply-to", "references").length > 0;
  return isAnswer || isReserved ? "automatic" : "no-answer";
}

/** Whether mails of this sender can only be a machine's: reports are looked for in no others. */
export function isMachineSender(fields: readonly Field[], address: string): boolean {
  return hasMachineMark(fields) || isMailSystem(fields, address);
}

/** Whether an address says of itself that nobody reads what is sent to it. */
export function isUnanswered(address: string): boolean {
  return NO_REPLY_SENDER.test(localPart(address));
}

/** Whether the sender is a mail system; some name themselves without a host, and so have no address. */
export function isMailSystem(fields: readonly Field[], address: string): boolean {
  return MACHINE_SENDER.test(localPart(address)) || /^[^@]{0,200}\b(mailer-daemon|postmaster)\b[^@]{0,50}$/i.test(fieldOf(fields, "from") ?? "");
}

/** Whether it came through a list or as a bulk mail; the tenant's own address as a list is none. */
export function isList(fields: readonly Field[], mailbox: string): boolean {
  const isOwn = fieldsOf(fields, "list-id", "list-post").some((value) => namesMailbox(value, mailbox));
  const bulk = /^\s*(bulk|list)\b/i.test(fieldOf(fields, "precedence") ?? "");
  return !isOwn && (bulk || fieldsOf(fields, ...LIST_FIELDS).some((value) => value.trim() !== ""));
}

function hasMachineMark(fields: readonly Field[]): boolean {
  const submitted = fieldOf(fields, "auto-submitted");
  if (submitted !== undefined && !/^\s*no\b/i.test(submitted)) return true;
  if (/^\s*<\s*>/.test(fieldOf(fields, "return-path") ?? "")) return true;
  if (/^\s*(auto_reply|auto-reply|junk)\b/i.test(fieldOf(fields, "precedence") ?? "")) return true;
  if (/vacation/i.test(fieldOf(fields, "x-apple-action") ?? "")) return true;
  return fieldsOf(fields, ...MACHINE_FIELDS).some((value) => !/^\s*(no|false)?\s*$/i.test(value));
}

function hasSuppression(fields: readonly Field[]): boolean {
  return /\b(all|oof|autoreply)\b/i.test(fieldOf(fields, "x-auto-response-suppress") ?? "");
}

/** "<support.acme.example>" and "<mailto:support@acme.example>" are support@acme.example. */
function namesMailbox(value: string, mailbox: string): boolean {
  const text = value.toLowerCase();
  return text.includes(mailbox.toLowerCase()) || text.includes(`<${mailbox.toLowerCase().replace("@", ".")}>`);
}

function localPart(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf("@")));
}

function subjectOf(fields: readonly Field[]): string {
  return decodeWords(fieldOf(fields, "subject") ?? "").slice(0, 300);
}
