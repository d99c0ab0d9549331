import { chosenButton } from "@/lib/rich-text/chosen-button";
import type { MailFacts } from "@/lib/schemas/mail";
import type { InboundAttachment, InboundMail, InboundMessage, Party } from "@/server/channels/contract";
import { chooseConversation } from "@/server/conversations/choose-conversation";
import { previewOf } from "@/server/messages/preview";
import { findConversation } from "./find-conversation";
import { addConversation, addMessage, type Fold, findTarget, sourceKeyOf, type Taken, touch } from "./fold";
import { channelOf, identify, type Person } from "./identify";
import { addAttachments, addInbound, countInbound, namesOf } from "./message-rows";
import { fitKey } from "./prepare-items";
import { type ChannelFacts, type Conversation, dedupKeyOf, happenedAt, type Lane, type LaneItem, type Message, threadOf } from "./world";

/** A customer's message: stored once, in its thread's conversation, which wakes or begins. */
export function takeMessage(fold: Fold, item: LaneItem, event: InboundMessage): Taken {
  const channel = channelOf(fold, item.channelId);
  const earlier = findEarlier(fold, item);
  if (earlier) return learnMessage(fold, item, { event, message: earlier });
  const sender = identify(fold, channel, event.from);
  const party = event.conversationParty ? identify(fold, channel, event.conversationParty) : sender;
  if (!channel.canStart) noteReturn(fold, item, party);
  const thread = { lane: threadOf(item, party.identity), party, subject: event.subject ?? null };
  const conversation = inboundConversation(fold, channel, { thread, from: event.conversationParty ?? event.from });
  const externalId = event.externalId === null ? null : fitKey(event.externalId);
  const { attachments } = event;
  const content = contentOf(fold, item, withChoice(fold, conversation, event));
  const message = addInbound(fold, { item, conversation, sender }, { externalId, ...content, attachments });
  countInbound(conversation, message, { at: happenedAt(item), names: namesOf(attachments) });
}

/** "2" after numbered lines is a tap on the second button; the text stays as it was typed. */
function withChoice(fold: Fold, { id }: Conversation, event: InboundMessage): InboundMessage {
  const postback = event.postback ?? chosenButton(event.text ?? "", fold.choices.get(id) ?? []);
  return postback ? { ...event, postback } : event;
}

/**
 * Who writes has not blocked us, or no longer: their coming back may have gone unheard, or been told before their leaving, and nobody
 * would ever answer them again. Not where we may write first: there "STOP" holds until they say otherwise.
 */
function noteReturn(fold: Fold, item: LaneItem, { identity, contact }: Person): void {
  if (!identity.blockedAt || happenedAt(item) <= identity.blockedAt) return;
  touch(identity).blockedAt = null;
  fold.events.push({ type: "contact.updated", contactId: contact.id, channelId: item.channelId, data: { changed: ["unblocked"] } });
}

/** The message that this item became before: a second copy, or a replay. */
export function findEarlier(fold: Fold, item: LaneItem): Message | undefined {
  return fold.messagesByDedup.get(dedupKeyOf(item.channelId, item.dedupKey)) ?? fold.messagesBySource.get(sourceKeyOf(item.eventId, item.position));
}

/** What a message says, as it is kept. */
export function contentOf(
  fold: Fold,
  item: LaneItem,
  event: InboundMessage,
): Pick<Message, "text" | "fullText" | "html" | "mail" | "payload" | "handles" | "isUnsupported" | "replyToId"> {
  const { postback, referral, markdown } = event;
  const payload = { ...(postback && { postback }), ...(referral && { referral }), ...(markdown && { markdown }) };
  return {
    text: event.text ?? postback?.title ?? null,
    fullText: event.fullText ?? null,
    html: event.html ?? null,
    mail: event.mail ? factsOf(event.mail) : null,
    payload: Object.keys(payload).length > 0 ? payload : null,
    handles: event.handles ?? null,
    isUnsupported: isUnsupported(event),
    replyToId: event.replyToExternalId ? (findTarget(fold, item, fitKey(event.replyToExternalId))?.id ?? null) : null,
  };
}

/** What is kept of a mail's head; the evidence for its thread has been weighed. */
export function factsOf(mail: InboundMail): MailFacts {
  const { tokens: _tokens, forwarded: _forwarded, ...facts } = mail;
  return facts;
}

function isUnsupported(event: InboundMessage): boolean {
  return event.isUnsupported === true || event.attachments.some((attachment) => attachment.kind === "unsupported");
}

/** The same thing again is silence, unless it could not be read before and can be now: then the same message gets its content. */
export function learnMessage(fold: Fold, item: LaneItem, { event, message }: { event: InboundMessage; message: Message }): Taken {
  if (!message.isUnsupported) return { reason: "known already" };
  if (event.isUnsupported) return { reason: "still unsupported" };
  const content = contentOf(fold, item, event);
  Object.assign(touch(message), content, { dedupKey: item.dedupKey, externalId: event.externalId === null ? message.externalId : fitKey(event.externalId) });
  fold.relearnt.push(message.id);
  addMessage(fold, message);
  addAttachments(fold, message, event.attachments);
  refreshPreview(fold, message, event.attachments);
  fold.events.push({ type: "message.updated", conversationId: message.conversationId, messageId: message.id, channelId: item.channelId });
}

/** The list shows the conversation's latest message (by the customer's clock): when that one changes, so does the line. */
export function refreshPreview(fold: Fold, message: Message, attachments: InboundAttachment[] = []): void {
  const shownAt = (message.providerAt ?? message.receivedAt ?? message.storedAt).getTime();
  const conversation = fold.allConversations.find((c) => c.id === message.conversationId && c.lastActivityAt.getTime() === shownAt);
  if (!conversation) return;
  touch(conversation).preview = message.deletedAt ? null : previewOf(message.text, namesOf(attachments));
}

interface Thread {
  lane: Lane;
  party: Person;
  subject: string | null;
}

function inboundConversation(fold: Fold, channel: ChannelFacts, { thread, from }: { thread: Thread; from: Party }): Conversation {
  const current = findConversation(fold, channel, { lane: thread.lane, party: from });
  const choice = chooseConversation(current, { now: fold.now, reopenDays: channel.reopenDays });
  if (!current || choice === "begin") return beginConversation(fold, thread);
  if (choice === "reopen") reopen(fold, current);
  // The reply goes to who wrote last in a person's own thread; a group stays the group's.
  if (current.identityId !== thread.party.identity.id) touch(current).identityId = thread.party.identity.id;
  return current;
}

/** Wakes a conversation that was set aside or over. */
export function reopen(fold: Fold, conversation: Conversation): void {
  Object.assign(touch(conversation), { status: "open", snoozedUntil: null, resolvedAt: null });
  fold.events.push({ type: "conversation.updated", conversationId: conversation.id, contactId: conversation.contactId, data: { status: "open" } });
}

/** A conversation that was not there. Its number is given when it is written. */
export function beginConversation(fold: Fold, { lane, party, subject }: Thread): Conversation {
  const conversation: Conversation = {
    id: fold.newId(),
    ...lane,
    contactId: party.contact.id,
    identityId: party.identity.id,
    status: "open",
    subject,
    lastSeq: 0,
    inboundCount: 0,
    lastInboundAt: null,
    lastActivityAt: new Date(0),
    waitingSince: null,
    snoozedUntil: null,
    resolvedAt: null,
    preview: null,
    previewKind: null,
    previewAuthor: null,
    isNew: true,
  };
  addConversation(fold, conversation);
  fold.events.push({
    type: "conversation.created",
    conversationId: conversation.id,
    contactId: party.contact.id,
    channelId: lane.channelId,
    actor: { type: "contact", id: party.contact.id },
  });
  return conversation;
}
