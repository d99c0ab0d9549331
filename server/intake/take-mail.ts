import { addressKey } from "@/lib/mail-address";
import type { MailFacts } from "@/lib/schemas/mail";
import type { InboundMail, InboundMessage, Party } from "@/server/channels/contract";
import { chooseConversation } from "@/server/conversations/choose-conversation";
import { chooseMailConversation, type MailChoice } from "./choose-mail-conversation";
import { addTeamLine, type Fold, type Taken } from "./fold";
import { gatherAnswers } from "./gather-thread";
import { channelOf, findPerson, identify, type Person } from "./identify";
import { mailKey } from "./mail-key";
import { isOurs, listIn } from "./mail-world";
import { addInbound, countInbound, namesOf, showInbound } from "./message-rows";
import { nameThread } from "./name-thread";
import { noteMail } from "./note-mail";
import { beginConversation, contentOf, factsOf, findEarlier, learnMessage, reopen } from "./take-message";
import { takeOwnMail } from "./take-own-mail";
import { isColleague, type MailHead, mailHead, weighMail } from "./weigh-mail";
import { type ChannelFacts, type Conversation, happenedAt, type LaneItem, type Message } from "./world";

/** A mail from outside: stored once, in the conversation its evidence speaks for, or in one of its own. */
export function takeMail(fold: Fold, item: LaneItem, { event, mail }: { event: InboundMessage; mail: InboundMail }): Taken {
  const earlier = findEarlier(fold, item);
  if (earlier) return learnMessage(fold, item, { event: stillStriking(event, { mail, earlier }), message: earlier });
  if (isHere(fold, mail)) return { reason: "received already, perhaps in another mailbox" };
  const writer = writerOf(fold, event, mail);
  if (!writer) return takeOwnMail(fold, item, { event, mail });
  const channel = channelOf(fold, item.channelId);
  const head = mailHead(fold, mail, { sender: writer.address, contactId: findPerson(fold, channel, writer.party)?.contact.id ?? null });
  const candidates = weighMail(fold, head);
  const choice = chooseMailConversation(candidates);
  const sender = identify(fold, channel, writer.party);
  const facts = judge(fold, { item, mail, choice, sender, isForwarded: writer.forward !== null });
  const thread = { item, head, channel, sender, isAutomatic: facts.automation === "automatic" };
  const conversation = conversationFor(fold, choice, thread);
  gatherAnswers(fold, candidates, conversation);
  write(fold, { ...thread, conversation, event: writer.forward ? unwrapped(event, writer.forward) : event, facts });
  if (writer.forward) noteComment(fold, conversation, { from: mail.from.address, forward: writer.forward });
}

/** What struck us when it came still holds when more of it can be read. */
function stillStriking(event: InboundMessage, { mail, earlier }: { mail: InboundMail; earlier: Message }): InboundMessage {
  return { ...event, mail: { ...mail, flags: [...new Set([...(earlier.mail?.flags ?? []), ...mail.flags])] } };
}

interface Writer {
  /** Whose mail it is. */
  party: Party;
  /** The address that answers for it. */
  address: string;
  /** What a colleague passed on. */
  forward: Forward | null;
}

type Forward = NonNullable<InboundMail["forwarded"]>;

/** Whose mail it is; null when it is ours. What a colleague passes on is its author's. */
function writerOf(fold: Fold, event: InboundMessage, mail: InboundMail): Writer | null {
  const { from, forwarded } = mail;
  if (isOurs(fold.mail, from.address)) return isForm(fold, event, mail) ? { party: event.from, address: event.from.value, forward: null } : null;
  if (forwarded && isColleague(fold, mail)) return { party: partyAt(forwarded.from), address: from.address, forward: forwarded };
  return { party: event.from, address: from.address, forward: null };
}

/** The words of who wrote it first; the mail as it came is kept whole. */
function unwrapped(event: InboundMessage, { text }: Forward): InboundMessage {
  return text ? { ...event, text, fullText: event.fullText ?? event.text } : event;
}

/** What the colleague wrote above it was meant for us. The waiting customer stays what the list shows. */
function noteComment(fold: Fold, conversation: Conversation, { from, forward }: { from: string; forward: Forward }): void {
  const agentId = fold.mail.colleagues.get(addressKey(from));
  if (!agentId || !forward.comment?.trim()) return;
  addTeamLine(fold, conversation, { kind: "note", agentId, text: forward.comment.trim() });
  fold.mail.untouched.delete(conversation.id);
}

/** A form on our own website writes in our name, to us alone, for whoever filled it in. */
function isForm(fold: Fold, event: InboundMessage, mail: InboundMail): boolean {
  return !isOurs(fold.mail, event.from.value) && [...mail.to, ...mail.cc].every(({ address }) => isOurs(fold.mail, address));
}

/** The same mail in two of our mailboxes is one; the same Message-ID from somebody else is another mail, whatever it says. */
function isHere(fold: Fold, mail: InboundMail): boolean {
  const known = mail.messageId === null ? undefined : fold.mail.mails.get(mailKey(mail.messageId));
  if (!known) return false;
  return known.kind === "inbound" ? known.sender === addressKey(mail.from.address) : isOurs(fold.mail, mail.from.address);
}

/** The party behind an address that only stands in a text. */
function partyAt({ address, name }: { address: string; name: string | null }): Party {
  return { scope: "email", value: addressKey(address), email: address, ...(name && { name }) };
}

interface Judged {
  item: LaneItem;
  mail: InboundMail;
  choice: MailChoice;
  sender: Person;
  isForwarded: boolean;
}

/** What is kept of the head, with what struck us about it. */
function judge(fold: Fold, { item, mail, choice, sender, isForwarded }: Judged): MailFacts {
  const facts = factsOf(mail);
  const flags = new Set(facts.flags);
  if (isForwarded) flags.add("forwarded");
  if (choice.kind === "join" && choice.isNewcomer) flags.add("newcomer");
  if (choice.kind === "begin" && choice.why !== "no-thread") flags.add(choice.why);
  const isLoop = choice.kind === "join" && writesLikeAMachine(fold, choice.conversationId, { identityId: sender.identity.id, at: happenedAt(item) });
  return { ...facts, flags: [...flags], automation: isLoop ? "automatic" : facts.automation };
}

/** More mails in as many minutes from one address in one conversation than people write: two machines answer each other. Ours. */
const LOOP_MAILS = 10;
const LOOP_MS = 10 * 60_000;

function writesLikeAMachine(fold: Fold, conversationId: string, who: { identityId: string; at: Date }): boolean {
  const isNear = (at: Date) => Math.abs(at.getTime() - who.at.getTime()) <= LOOP_MS;
  const written = (fold.mail.written.get(conversationId) ?? []).filter((one) => one.identityId === who.identityId && isNear(one.at));
  return written.length >= LOOP_MAILS;
}

interface Thread {
  item: LaneItem;
  head: MailHead;
  channel: ChannelFacts;
  sender: Person;
  isAutomatic: boolean;
}

function conversationFor(fold: Fold, choice: MailChoice, thread: Thread): Conversation {
  const joined = choice.kind === "join" ? fold.conversationsById.get(choice.conversationId) : undefined;
  const isOutside = choice.kind === "begin" && choice.why !== "no-thread";
  if (!joined) return begin(fold, thread, { channelId: thread.item.channelId, threadKey: nameThread(fold, thread.item, { key: thread.head.key, isOutside }) });
  // What a machine writes joins its thread as it stands, and wakes nobody.
  const next = thread.isAutomatic ? "join" : chooseConversation(joined, { now: fold.now, reopenDays: thread.channel.reopenDays });
  if (next === "begin") return begin(fold, thread, { channelId: joined.channelId, threadKey: joined.threadKey });
  if (next === "reopen") reopen(fold, joined);
  return joined;
}

function begin(fold: Fold, { head, sender }: Thread, lane: { channelId: string; threadKey: string }): Conversation {
  const conversation = beginConversation(fold, { lane, party: sender, subject: head.subject || null });
  fold.mail.untouched.set(conversation.id, []);
  return conversation;
}

function write(fold: Fold, given: Thread & { conversation: Conversation; event: InboundMessage; facts: MailFacts }): void {
  const { item, head, sender, conversation, event, facts, isAutomatic } = given;
  const parent = [...head.references].reverse().find((reference) => fold.mail.mails.get(reference)?.conversationId === conversation.id);
  const { attachments } = event;
  const message = addInbound(
    fold,
    { item, conversation, sender },
    {
      externalId: head.key,
      ...contentOf(fold, item, event),
      mail: facts,
      replyToId: parent ? (fold.mail.mails.get(parent)?.id ?? null) : null,
      attachments,
    },
  );
  const shown = { at: happenedAt(item), names: namesOf(attachments) };
  if (isAutomatic) showInbound(conversation, message, shown);
  else countInbound(conversation, message, shown);
  fold.mail.untouched.get(conversation.id)?.push(message.id);
  listIn(fold.mail.written, conversation.id).push({ conversationId: conversation.id, identityId: sender.identity.id, at: shown.at });
  noteMail(fold, { head, message });
}
