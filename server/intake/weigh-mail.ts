import { addressKey } from "@/lib/mail-address";
import type { MailAddress } from "@/lib/schemas/mail";
import type { InboundMail } from "@/server/channels/contract";
import { contactAfterMerges } from "@/server/contacts/resolve-identity";
import { type Candidate, isSameSubject } from "./choose-mail-conversation";
import type { Fold } from "./fold";
import { mailKey } from "./mail-key";
import { isOurs, type KnownMail, othersIn, participantsOf } from "./mail-world";
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
  return claimsOf(fold, head).flatMap(({ conversationId: named, proof, parent, isParticipant }) => {
    const current = currentOf(fold, named);
    if (!current) return [];
    const subjects = parent ? [parent.subject, current.subject] : [current.subject];
    return [
      {
        conversationId: current.id,
        proof,
        isParticipant: isParticipant ?? takesPart(fold, head, { named, current }),
        isSameSubject: isSameSubject(head.subject, subjects),
      },
    ];
  });
}

interface Claim {
  conversationId: string;
  proof: Candidate["proof"];
  /** The mail that was pointed at. */
  parent?: KnownMail;
  isParticipant?: boolean;
}

function claimsOf(fold: Fold, head: MailHead): Claim[] {
  const { mails, awaited } = fold.mail;
  const named = (isInAddress: boolean, proof: Claim["proof"]) =>
    head.tokens
      .filter(({ place }) => (place === "recipient") === isInAddress)
      .flatMap(({ token }) => fold.mail.tokens.get(token.toLowerCase()) ?? [])
      .map((conversationId): Claim => ({ conversationId, proof }));
  const pointers = [...head.references].reverse().flatMap((reference) => mails.get(reference) ?? []);
  const siblings = head.references.flatMap((reference) => awaited.get(reference) ?? []);
  const answers = awaited.get(head.key ?? "") ?? [];
  return [
    ...named(true, "address"),
    ...pointers.map((parent): Claim => ({ conversationId: parent.conversationId, proof: "pointer", parent })),
    ...named(false, "pointer"),
    ...siblings.map((one): Claim => ({ conversationId: one.conversationId, proof: "sibling", isParticipant: areMutual(fold, head, one) })),
    ...answers.map((one): Claim => ({ conversationId: one.conversationId, proof: "answer", isParticipant: wentTo(fold, head, one.sender) })),
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
