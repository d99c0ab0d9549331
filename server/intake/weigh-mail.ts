import { addressKey } from "@/lib/mail-address";
import type { MailAddress } from "@/lib/schemas/mail";
import type { InboundMail } from "@/server/channels/contract";
import { contactAfterMerges } from "@/server/contacts/resolve-identity";
import { type Candidate, isSameSubject } from "./choose-mail-conversation";
import type { Fold } from "./fold";
import { mailKey } from "./mail-key";
import { isOurs, othersIn, participantsOf } from "./mail-world";
import { type Conversation, threadKeyOf } from "./world";

/** A mail as its thread is weighed: keys instead of spellings. */
export interface MailHead {
  /** Null where it has no Message-ID: then nothing can point at it. */
  key: string | null;
  /** The answered mail last. */
  references: string[];
  subject: string;
  /** The key of who wrote it. */
  sender: string;
  /** Its sender's contact, where that is known. */
  contactId: string | null;
  /** Everybody in its head but ourselves. */
  others: Map<string, MailAddress>;
  tokens: InboundMail["tokens"];
  /** One of us wrote it: a mailbox of the tenant's, or a colleague's own. */
  isOurSide: boolean;
}

/** Reads the head off a mail. `sender` is the address that answers for it: From, but for a form of our own. */
export function mailHead(fold: Fold, mail: InboundMail, given: { sender: string; contactId: string | null }): MailHead {
  const sender = addressKey(given.sender);
  return {
    key: mail.messageId === null ? null : mailKey(mail.messageId),
    references: [...new Set(mail.references.map(mailKey))],
    subject: mail.subject,
    sender,
    contactId: given.contactId,
    others: othersIn(fold.mail, mail),
    tokens: mail.tokens,
    isOurSide: isOurs(fold.mail, sender) || isColleague(fold, mail),
  };
}

/** A colleague's address proves nothing when the server that received the mail says it is forged. */
export function isColleague(fold: Fold, mail: Pick<InboundMail, "from" | "authentication">): boolean {
  return fold.mail.colleagues.has(addressKey(mail.from.address)) && mail.authentication?.dmarc !== "fail";
}

/** The conversations that a mail may belong to, the strongest evidence first. Pure. */
export function weighMail(fold: Fold, head: MailHead): Candidate[] {
  const tokens = head.tokens.flatMap(({ token, place }) => {
    const conversationId = fold.mail.tokens.get(token.toLowerCase());
    return conversationId ? [{ place, conversationId }] : [];
  });
  const candidate = (conversationId: string, proof: Candidate["proof"], given: Partial<Candidate> & { parent?: string | null } = {}): Candidate[] => {
    const conversation = currentOf(fold, conversationId);
    if (!conversation) return [];
    const { parent, isParticipant = takesPart(fold, head, { named: conversationId, current: conversation }) } = given;
    const subjects = parent === undefined ? [conversation.subject] : [parent, conversation.subject];
    return [{ conversationId: conversation.id, proof, isParticipant, isSameSubject: isSameSubject(head.subject, subjects) }];
  };
  const toAddress = tokens.filter(({ place }) => place === "recipient");
  const copied = tokens.filter(({ place }) => place !== "recipient");
  return [
    ...toAddress.flatMap(({ conversationId }) => candidate(conversationId, "address")),
    ...[...head.references].reverse().flatMap((reference) => {
      const known = fold.mail.mails.get(reference);
      return known ? candidate(known.conversationId, "pointer", { parent: known.subject }) : [];
    }),
    ...copied.flatMap(({ conversationId }) => candidate(conversationId, "pointer")),
    ...head.references
      .flatMap((reference) => fold.mail.awaited.get(reference) ?? [])
      .flatMap((one) => candidate(one.conversationId, "sibling", { isParticipant: areMutual(fold, head, one) })),
    ...(fold.mail.awaited.get(head.key ?? "") ?? []).flatMap((one) =>
      candidate(one.conversationId, "answer", { isParticipant: wentTo(fold, head, one.sender) }),
    ),
  ];
}

/** Two who answer the same absent mail stand together when each wrote to the other: one alone could have named whom they like. */
function areMutual(fold: Fold, head: MailHead, { conversationId, sender }: { conversationId: string; sender: string }): boolean {
  return participantsOf(fold.mail, conversationId).has(head.sender) && wentTo(fold, head, sender);
}

/** Who answered a mail must have got it: without that, whoever guesses a Message-ID could wait for a stranger's mail and catch it. */
function wentTo(fold: Fold, head: MailHead, answerer: string): boolean {
  return head.isOurSide || head.others.has(answerer) || isOurs(fold.mail, answerer);
}

/** A conversation by id; where its thread has gone on in a newer one, that. */
export function currentOf(fold: Fold, conversationId: string): Conversation | null {
  const found = fold.conversationsById.get(conversationId);
  return found ? (fold.conversations.get(threadKeyOf(found.channelId, found.threadKey)) ?? found) : null;
}

/** `named` is the conversation that was pointed at, `current` what its thread has become. */
function takesPart(fold: Fold, head: MailHead, { named, current }: { named: string; current: Conversation }): boolean {
  if (head.isOurSide) return true;
  if ([named, current.id].some((id) => participantsOf(fold.mail, id).has(head.sender))) return true;
  return head.contactId !== null && contactAfterMerges(current.contactId, fold.contacts) === head.contactId;
}
