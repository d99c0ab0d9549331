import type { Candidate } from "./choose-mail-conversation";
import { type Fold, touch } from "./fold";
import { listIn, participantsOf } from "./mail-world";
import type { Conversation } from "./world";

/**
 * An answer that came before what it answers began a conversation. Now that the mail between is here, the two are one: what waited
 * moves over, so that the order of arrival makes no difference. Only while nobody but customers has written there and nobody took
 * it up; else both go on, since a person's work is not moved under their hands.
 */
export function gatherAnswers(fold: Fold, candidates: readonly Candidate[], into: Conversation): void {
  if (into.status === "resolved") return;
  const answers = candidates.filter(({ proof, isParticipant, isSameSubject }) => proof === "answer" && isParticipant && isSameSubject);
  for (const { conversationId } of answers) {
    const from = fold.conversationsById.get(conversationId);
    if (from && from.id !== into.id && fold.mail.untouched.has(from.id)) gather(fold, from, into);
  }
}

function gather(fold: Fold, from: Conversation, into: Conversation): void {
  const base = into.lastSeq;
  moveMessages(fold, from, { into, base });
  moveMail(fold, from.id, into.id);
  sumUp(from, touch(into));
  forget(fold, from);
  // One that began in this very batch was never there for anybody.
  if (from.isNew) fold.events.splice(0, Infinity, ...fold.events.flatMap((event) => (event.conversationId === from.id ? retold(event, into.id) : [event])));
  else fold.mail.gathered.push({ from: from.id, into: into.id, base });
  if (!from.isNew) announce(fold, from, into);
}

function moveMessages(fold: Fold, from: Conversation, { into, base }: { into: Conversation; base: number }): void {
  for (const message of fold.messages)
    if (message.conversationId === from.id) Object.assign(message, { conversationId: into.id, seq: message.seq + base, threadKey: into.threadKey });
}

function moveMail({ mail }: Fold, from: string, into: string): void {
  for (const known of mail.mails.values()) if (known.conversationId === from) known.conversationId = into;
  for (const awaited of mail.awaited.values()) for (const one of awaited) if (one.conversationId === from) one.conversationId = into;
  listIn(mail.written, into).push(...listIn(mail.written, from).map((one) => ({ ...one, conversationId: into })));
  const target = participantsOf(mail, into);
  for (const [address, participant] of participantsOf(mail, from))
    if (!target.has(address)) target.set(address, { ...participant, conversationId: into, isNew: true });
  mail.participants.delete(from);
  mail.untouched.get(into)?.push(...(mail.untouched.get(from) ?? []));
}

function sumUp(from: Conversation, into: Conversation): void {
  into.lastSeq += from.lastSeq;
  into.inboundCount += from.inboundCount;
  if (from.waitingSince && !(into.waitingSince && into.waitingSince < from.waitingSince)) into.waitingSince = from.waitingSince;
  if (from.lastInboundAt && !(into.lastInboundAt && into.lastInboundAt > from.lastInboundAt)) into.lastInboundAt = from.lastInboundAt;
  if (from.lastActivityAt < into.lastActivityAt) return;
  Object.assign(into, { lastActivityAt: from.lastActivityAt, preview: from.preview, previewKind: from.previewKind, previewAuthor: from.previewAuthor });
}

function forget(fold: Fold, from: Conversation): void {
  fold.allConversations.splice(fold.allConversations.indexOf(from), 1);
  fold.conversationsById.delete(from.id);
  for (const [key, conversation] of fold.conversations) if (conversation === from) fold.conversations.delete(key);
}

function retold(event: Fold["events"][number], conversationId: string): Fold["events"] {
  return event.type === "conversation.created" ? [] : [{ ...event, conversationId }];
}

function announce(fold: Fold, from: Conversation, into: Conversation): void {
  fold.events.push({ type: "conversation.merged", conversationId: from.id, contactId: from.contactId, channelId: from.channelId, data: { intoId: into.id } });
  for (const messageId of fold.mail.untouched.get(from.id) ?? [])
    fold.events.push({ type: "message.created", conversationId: into.id, messageId, channelId: from.channelId, actor: { type: "system", id: null } });
  fold.mail.untouched.delete(from.id);
}
