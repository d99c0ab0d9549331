import type { MailAddress } from "@/lib/schemas/mail";
import type { Party } from "@/server/channels/contract";
import { type Field, fieldOf, fieldsOf } from "../mime/headers";
import { isUnanswered } from "./automation";
import { readAddresses } from "./read-addresses";

/** A mailing list's thousands are not people of this conversation. */
const MAX_RECIPIENTS = 2_000;
/** RFC 2606: a name that will never be anybody's. */
const NOBODY: MailAddress = { address: "unknown@sender.invalid", name: null };

export interface Parties {
  from: MailAddress;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** Whose mail it is: never the mailbox itself. Null when nobody else stands in it. */
  customer: MailAddress | null;
  /** Whom the mailbox wrote to, when it is its own mail. */
  recipient: MailAddress | null;
  isOwn: boolean;
  tooMany: boolean;
}

/** Everybody in a mail's head, as seen from the mailbox. */
export function readParties(fields: readonly Field[], mailbox: string, charset: string | null): Parties {
  const list = (...names: string[]) => fieldsOf(fields, ...names).flatMap((value) => readAddresses(value, charset));
  const from = list("from");
  const replyTo = list("reply-to");
  const to = unique(list("to"));
  const cc = unique(list("cc"));
  const bcc = unique(list("bcc"));
  const isForeign = ({ address }: MailAddress) => !isSameMailbox(address, mailbox);
  const sender = from[0] ?? list("sender", "x-sender", "resent-from", "return-path", "x-envelope-from")[0] ?? NOBODY;
  const others = [...to, ...cc, ...bcc].filter(isForeign);
  const isOwn = !isForeign(sender);
  const answerTo = replyTo.find((address) => isForeign(address) && mayReplace(address, { sender, fields }));
  return {
    from: sender,
    replyTo: unique(replyTo),
    to: to.slice(0, MAX_RECIPIENTS),
    cc: cc.slice(0, MAX_RECIPIENTS),
    bcc: bcc.slice(0, MAX_RECIPIENTS),
    // A form on a web page writes in our own name, for the one it gives as Reply-To.
    customer: isOwn ? (others.length === 0 && answerTo ? answerTo : null) : named(originalOf(fields, sender, charset) ?? answerTo ?? sender, sender),
    recipient: others[0] ?? null,
    isOwn,
    tooMany: Math.max(to.length, cc.length) > MAX_RECIPIENTS,
  };
}

/** With or without a tag behind a plus: the same mailbox. */
export function isSameMailbox(address: string, mailbox: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\+[^@]*(?=@)/, "");
  return plain(address) === plain(mailbox);
}

/** A Reply-To names who wants the answer, unless a list put itself there or nobody reads it. */
function mayReplace({ address }: MailAddress, { sender, fields }: { sender: MailAddress; fields: readonly Field[] }): boolean {
  if (isUnanswered(address) && !isUnanswered(sender.address)) return false;
  return !fieldsOf(fields, "list-post", "x-google-group-id", "x-beenthere", "mailing-list").some((value) =>
    value.toLowerCase().includes(address.toLowerCase()),
  );
}

/** Groups that rewrite From ("Eve via Support") say elsewhere who it was. */
function originalOf(fields: readonly Field[], sender: MailAddress, charset: string | null): MailAddress | null {
  if (!/\bvia\b/i.test(sender.name ?? "")) return null;
  return readAddresses(fieldOf(fields, "x-original-from") ?? fieldOf(fields, "x-original-sender") ?? "", charset)[0] ?? null;
}

/** A bare Reply-To is mostly the writer's other address: then the name in From is theirs. */
function named(customer: MailAddress, sender: MailAddress): MailAddress {
  const name = customer.name ?? (isUnanswered(sender.address) ? null : sender.name);
  return { ...customer, name: name?.replace(/^["']?(.*?)["']?\s+via\s.*$/i, "$1") || null };
}

function unique(addresses: MailAddress[]): MailAddress[] {
  return [...new Map(addresses.map((entry) => [entry.address.toLowerCase(), entry])).values()];
}

/** An address as an identity. `isProven`: the receiving server vouches for the domain it was sent from (DMARC). */
export function partyOf({ address, name }: MailAddress, isProven = false): Party {
  const value = address.toLowerCase();
  return { scope: "email", value, ...(name !== null && { name }), email: value, ...(isProven && { verified: true }) };
}
