import type { MailFacts } from "@/lib/schemas/mail";
import type { InboundAttachment, InboundMail, InboundMessage } from "@/server/channels/contract";
import { chooseConversation } from "@/server/conversations/choose-conversation";
import { previewOf } from "@/server/messages/preview";
import { addConversation, addMessage, type Fold, findTarget, sourceKeyOf, type Taken, touch } from "./fold";
import { channelOf, identify, type Person } from "./identify";
import { fitKey } from "./prepare-items";
import { type ChannelFacts, type Conversation, dedupKeyOf, happenedAt, type Lane, type LaneItem, type Message, threadKeyOf, threadOf } from "./world";

/** A customer's message: stored once, in its thread's conversation, which wakes or begins. */
export function takeMessage(fold: Fold, item: LaneItem, event: InboundMessage): Taken {
  const channel = channelOf(fold, item.channelId);
  const earlier = findEarlier(fold, item);
  if (earlier) return learnMessage(fold, item, { event, message: earlier });
  const sender = identify(fold, channel, event.from);
  const party = event.conversationParty ? identify(fold, channel, event.conversationParty) : sender;
  const conversation = inboundConversation(fold, channel, { lane: threadOf(item, party.identity), party, subject: event.subject ?? null });
  const message = newMessage(
    fold,
    { item, conversation },
    {
      kind: "inbound",
      contactId: sender.contact.id,
      identityId: sender.identity.id,
      authorType: "contact",
      authorId: sender.contact.id,
      externalId: event.externalId === null ? null : fitKey(event.externalId),
      ...contentOf(fold, item, event),
    },
  );
  addAttachments(fold, message, event.attachments);
  countInbound(conversation, message, { at: happenedAt(item), names: event.attachments.map((a) => a.name ?? null) });
  fold.events.push({
    type: "message.created",
    conversationId: conversation.id,
    messageId: message.id,
    contactId: sender.contact.id,
    channelId: item.channelId,
    actor: { type: "contact", id: sender.contact.id },
  });
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
): Pick<Message, "text" | "fullText" | "html" | "mail" | "payload" | "isUnsupported" | "replyToId"> {
  const { postback, referral } = event;
  const payload = { ...(postback && { postback }), ...(referral && { referral }) };
  return {
    text: event.text ?? postback?.title ?? null,
    fullText: event.fullText ?? null,
    html: event.html ?? null,
    mail: event.mail ? factsOf(event.mail) : null,
    payload: Object.keys(payload).length > 0 ? payload : null,
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
  const names = attachments.map((attachment) => attachment.name ?? null);
  touch(conversation).preview = message.deletedAt ? null : previewOf(message.text, names);
}

interface Thread {
  lane: Lane;
  party: Person;
  subject: string | null;
}

function inboundConversation(fold: Fold, channel: ChannelFacts, thread: Thread): Conversation {
  const current = fold.conversations.get(threadKeyOf(thread.lane.channelId, thread.lane.threadKey)) ?? null;
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

type Given = Omit<Partial<Message>, "id"> & Pick<Message, "kind" | "authorType" | "authorId">;

/** The conversation's next message. */
export function newMessage(fold: Fold, { item, conversation }: { item: LaneItem; conversation: Conversation }, given: Given): Message {
  touch(conversation).lastSeq += 1;
  const message: Message = {
    id: fold.newId(),
    conversationId: conversation.id,
    threadKey: conversation.threadKey,
    contactId: conversation.contactId,
    channelId: item.channelId,
    seq: conversation.lastSeq,
    identityId: conversation.identityId,
    text: null,
    fullText: null,
    html: null,
    mail: null,
    payload: null,
    isUnsupported: false,
    replyToId: null,
    dedupKey: item.dedupKey,
    externalId: null,
    eventId: item.eventId,
    eventPosition: item.position,
    providerAt: item.providerAt ? new Date(item.providerAt) : null,
    receivedAt: item.receivedAt,
    storedAt: fold.now,
    editedAt: null,
    deletedAt: null,
    isNew: true,
    ...given,
  };
  addMessage(fold, message);
  return message;
}

/** What came with a message, in its order; what must be fetched follows by a job. */
export function addAttachments(fold: Fold, message: Message, attachments: InboundAttachment[]): void {
  for (const [position, given] of attachments.entries()) {
    const source = given.source ?? (isOfBytes(given) ? {} : null);
    const attachment = {
      id: fold.newId(),
      messageId: message.id,
      position,
      kind: given.kind,
      name: given.name ?? null,
      mimeType: given.mimeType ?? null,
      sizeBytes: given.sizeBytes ?? null,
      state: source ? ("pending" as const) : ("inline" as const),
      source,
      width: given.width ?? null,
      height: given.height ?? null,
      durationMs: given.durationMs ?? null,
      data: given.data ?? null,
    };
    fold.attachments.push(attachment);
    if (source) fold.followUps.push({ kind: "fetch-attachment", attachmentId: attachment.id });
  }
}

const BYTES = new Set<string>(["image", "audio", "voice", "video", "file", "story"]);

/** Without facts of its own it is nothing but its bytes: where they cannot be fetched, whoever tries says so. */
function isOfBytes({ kind, data }: InboundAttachment): boolean {
  return BYTES.has(kind) && !data;
}

interface Shown {
  at: Date;
  /** Of the files that came with it. */
  names: (string | null)[];
}

/** Somebody waits for an answer. Times only move outwards, so that late and reordered messages end in the same state. */
export function countInbound(conversation: Conversation, message: Message, shown: Shown): void {
  conversation.inboundCount += 1;
  conversation.waitingSince = earlier(conversation.waitingSince, shown.at);
  conversation.lastInboundAt = later(conversation.lastInboundAt, shown.at);
  showInbound(conversation, message, shown);
}

/** The list shows it; nobody waits for that. */
export function showInbound(conversation: Conversation, message: Message, { at, names }: Shown): void {
  showLast(conversation, message, { at, preview: previewOf(message.text, names) });
}

/** Makes a message the line the list shows, unless a newer one (by the customer's clock) is shown already. */
export function showLast(conversation: Conversation, message: Message, { at, preview }: { at: Date; preview: string | null }): void {
  if (at < conversation.lastActivityAt) return;
  Object.assign(conversation, { lastActivityAt: at, preview, previewKind: message.kind, previewAuthor: null });
}

const later = (a: Date | null, b: Date) => (a && a > b ? a : b);
const earlier = (a: Date | null, b: Date) => (a && a < b ? a : b);
