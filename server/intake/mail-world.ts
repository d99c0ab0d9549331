import { addressKey, isMailboxOf } from "@/lib/mail-address";
import type { MailAddress } from "@/lib/schemas/mail";

/*
 * What the mails of a batch need to find their conversations, as plain data: loaded by load-mail.ts, changed in memory by the
 * rules, written by write-mail.ts. Addresses are keys (lib/mail-address.ts), Message-IDs as mailKey makes them.
 */

/** A mail that is here. */
export interface KnownMail {
  messageId: string;
  /** The message that it became. */
  id: string;
  conversationId: string;
  kind: "inbound" | "outbound";
  sender: string | null;
  subject: string | null;
}

/** A mail that is not here, which one here answers. */
export interface AwaitedMail {
  messageId: string;
  conversationId: string;
  /** Who answered it. */
  sender: string;
}

export interface Participant {
  conversationId: string;
  address: string;
  name: string | null;
}

/** When somebody wrote in a conversation. */
export interface Written {
  conversationId: string;
  identityId: string;
  at: Date;
}

export interface MailWorld {
  /** The tenant's own mailboxes. */
  mailboxes: string[];
  /** Colleagues among those who wrote in this batch, by the address they sign in with. */
  colleagues: { address: string; agentId: string }[];
  /** What the batch's reply tokens name; those that name nothing are left out. */
  tokens: { token: string; conversationId: string }[];
  mails: KnownMail[];
  awaited: AwaitedMail[];
  participants: Participant[];
  written: Written[];
  /** Conversations in which only customers have written and that nobody has taken up, with the messages in them. */
  untouched: { conversationId: string; messageIds: string[] }[];
}

export const NO_MAIL: MailWorld = { mailboxes: [], colleagues: [], tokens: [], mails: [], awaited: [], participants: [], written: [], untouched: [] };

/** The same, indexed as the rules ask, with what this batch adds. */
export interface MailFold {
  readonly mailboxes: ReadonlySet<string>;
  /** Agents by address. */
  readonly colleagues: ReadonlyMap<string, string>;
  readonly tokens: ReadonlyMap<string, string>;
  readonly mails: Map<string, KnownMail>;
  readonly untouched: Map<string, string[]>;
  /** By the Message-ID that is waited for. */
  readonly awaited: Map<string, (AwaitedMail & { isNew?: boolean })[]>;
  /** By conversation, then by address. */
  readonly participants: Map<string, Map<string, Participant & { isNew?: boolean }>>;
  /** By conversation. */
  readonly written: Map<string, Written[]>;
  /** Message-IDs that came in this batch: nobody waits for them any more. */
  readonly arrived: Set<string>;
  /** Conversations whose messages moved into another; `base` is what was added to their sequence. */
  readonly gathered: { from: string; into: string; base: number }[];
}

/** A fold over copies: what was loaded stays as it is. */
export function openMailFold(world: MailWorld): MailFold {
  const fold: MailFold = {
    mailboxes: new Set(world.mailboxes.map(addressKey)),
    colleagues: new Map(world.colleagues.map(({ address, agentId }) => [addressKey(address), agentId])),
    tokens: new Map(world.tokens.map(({ token, conversationId }) => [token, conversationId])),
    mails: new Map(world.mails.map((mail) => [mail.messageId, { ...mail, sender: mail.sender && addressKey(mail.sender) }])),
    untouched: new Map(world.untouched.map(({ conversationId, messageIds }) => [conversationId, [...messageIds]])),
    awaited: new Map(),
    participants: new Map(),
    written: new Map(),
    arrived: new Set(),
    gathered: [],
  };
  for (const one of world.participants) participantsOf(fold, one.conversationId).set(one.address, { ...one });
  for (const one of world.awaited) listIn(fold.awaited, one.messageId).push({ ...one });
  for (const one of world.written) listIn(fold.written, one.conversationId).push({ ...one });
  return fold;
}

/** The list under a key; what is pushed onto it stays. */
export function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const found = lists.get(key) ?? [];
  lists.set(key, found);
  return found;
}

/** Who takes part in a conversation, by address; what is set in it stays. */
export function participantsOf(fold: MailFold, conversationId: string): Map<string, Participant & { isNew?: boolean }> {
  const found = fold.participants.get(conversationId) ?? new Map<string, Participant & { isNew?: boolean }>();
  fold.participants.set(conversationId, found);
  return found;
}

/** Whether an address is one of the tenant's own mailboxes. */
export const isOurs = (fold: MailFold, address: string) => isMailboxOf(fold.mailboxes, address);

/** Everybody in a mail's head but ourselves, each once, in the head's order: From, Reply-To, To, Cc. */
export function othersIn(fold: MailFold, mail: { from: MailAddress; replyTo: MailAddress[]; to: MailAddress[]; cc: MailAddress[] }): Map<string, MailAddress> {
  const others = new Map<string, MailAddress>();
  for (const one of [mail.from, ...mail.replyTo, ...mail.to, ...mail.cc]) {
    const key = addressKey(one.address);
    if (!isOurs(fold, key) && !others.has(key)) others.set(key, one);
  }
  return others;
}
