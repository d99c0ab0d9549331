import type { Activity } from "@/lib/schemas/activity";
import type { Button } from "@/lib/schemas/content";
import type { EventDraft } from "@/server/db/scope";
import type { TemplateChange } from "@/server/templates/note-statuses";
import { type MailFold, NO_MAIL, openMailFold } from "./mail-world";
import {
  type Attachment,
  type ChannelFacts,
  type Contact,
  type Conversation,
  type Delivery,
  dedupKeyOf,
  type Evidence,
  externalKey,
  type Identity,
  identityKey,
  type Loaded,
  type Message,
  type OpenedWindow,
  type ReactionChange,
  threadKeyOf,
} from "./world";

/** What comes after the rows: jobs to enqueue in the same transaction. */
export type FollowUp =
  | { kind: "fetch-attachment"; attachmentId: string }
  | { kind: "erase-attachments"; messageId: string }
  | { kind: "fetch-profile"; identityId: string; seenIn?: { channelId: string; group: string } }
  | { kind: "deliver"; conversationId: string }
  | { kind: "poll-channel"; channelId: string; hint: Record<string, string> | null; account: string | null }
  | { kind: "sync-templates"; channelId: string };

/** A colleague's note, or a system line: a conversation was woken not by a customer but by what happened to a message of ours. */
export interface TeamLine {
  id: string;
  conversationId: string;
  seq: number;
  content: { kind: "note"; agentId: string; text: string } | { kind: "activity"; activity: Activity };
}

/** What became of an item. `awaits`: platform ids of messages that are not here yet; whoever stores one wakes the item. */
export interface Settled {
  id: number;
  channelId: string;
  reason: string | null;
  awaits: string[];
}

/** What taking an item came to; nothing means: done. */
// biome-ignore lint/suspicious/noConfusingVoidType: most takers have nothing to say, and say so by not returning.
export type Taken = { reason?: string; awaits?: string[] } | void;

/** The batch's world while it is being decided: copies of what was loaded, indexed as the rules ask, and what follows. */
export interface Fold {
  readonly now: Date;
  readonly newId: () => string;
  readonly channels: Map<string, ChannelFacts>;
  readonly identities: Map<string, Identity>;
  readonly identitiesById: Map<string, Identity>;
  readonly contacts: Map<string, Contact>;
  /** A thread's live conversation, or its last one. */
  readonly conversations: Map<string, Conversation>;
  /** All of them, also those a newer one has replaced in `conversations`. */
  readonly allConversations: Conversation[];
  readonly conversationsById: Map<string, Conversation>;
  readonly messages: Message[];
  readonly messagesById: Map<string, Message>;
  readonly messagesByDedup: Map<string, Message>;
  readonly messagesBySource: Map<string, Message>;
  readonly messagesByExternal: Map<string, Message>;
  readonly deliveries: Delivery[];
  readonly deliveriesByMessage: Map<string, Delivery>;
  readonly attachments: Attachment[];
  /** Messages whose unsupported attachments are replaced by what was learnt. */
  readonly relearnt: string[];
  readonly reactions: Map<string, ReactionChange>;
  /** What acts of customers allow us, by conversation and scene. */
  readonly windows: Map<string, OpenedWindow>;
  /** What may be suggested: people whom only a person may join. */
  readonly evidence: Map<string, Evidence>;
  readonly channelStatuses: Map<string, { id: string; status: string; reason: string }>;
  /** How templates stand now, the last word on each. */
  readonly templateStatuses: Map<string, TemplateChange>;
  readonly events: EventDraft[];
  readonly followUps: FollowUp[];
  readonly mail: MailFold;
  /** Buttons that stand before the customer as numbered lines, by conversation. */
  readonly choices: Map<string, Button[]>;
  /** What only the team sees. */
  readonly teamLines: TeamLine[];
  readonly typing: { conversationId: string; isTyping: boolean }[];
}

export const sourceKeyOf = (eventId: string, position: number) => `${eventId}\n${position}`;

/** A fold over copies: what was loaded stays as it is. */
export function openFold(loaded: Loaded, given: { now: Date; newId: () => string }): Fold {
  const fold: Fold = {
    ...given,
    channels: new Map(loaded.channels.map((channel) => [channel.id, channel])),
    identities: new Map(),
    identitiesById: new Map(),
    contacts: new Map(loaded.contacts.map((contact) => [contact.id, { ...contact }])),
    conversations: new Map(),
    allConversations: [],
    conversationsById: new Map(),
    messages: [],
    messagesById: new Map(),
    messagesByDedup: new Map(),
    messagesBySource: new Map(),
    messagesByExternal: new Map(),
    deliveries: [],
    deliveriesByMessage: new Map(),
    attachments: [],
    relearnt: [],
    reactions: new Map(),
    windows: new Map(),
    evidence: new Map(),
    channelStatuses: new Map(),
    templateStatuses: new Map(),
    events: [],
    followUps: [],
    mail: openMailFold(loaded.mail ?? NO_MAIL),
    choices: loaded.choices ?? new Map(),
    teamLines: [],
    typing: [],
  };
  for (const identity of loaded.identities) addIdentity(fold, { ...identity });
  for (const conversation of loaded.conversations) addConversation(fold, { ...conversation });
  for (const message of loaded.messages) addMessage(fold, { ...message });
  for (const delivery of loaded.deliveries) addDelivery(fold, { ...delivery, parts: delivery.parts.map((part) => ({ ...part })) });
  return fold;
}

/** Writes a line into the conversation's order that is no activity of the customer's: the list does not move. */
export function addTeamLine(fold: Fold, conversation: Conversation, content: TeamLine["content"]): void {
  touch(conversation).lastSeq += 1;
  const line = { id: fold.newId(), conversationId: conversation.id, seq: conversation.lastSeq, content };
  fold.teamLines.push(line);
  const actor = content.kind === "note" ? { type: "agent", id: content.agentId } : undefined;
  fold.events.push({ type: "message.created", conversationId: conversation.id, messageId: line.id, ...(actor && { actor }) });
}

/** Puts an identity where later items look for it. */
export function addIdentity(fold: Fold, identity: Identity): void {
  fold.identities.set(identityKey(identity.kind, identity.scope, identity.value), identity);
  fold.identitiesById.set(identity.id, identity);
}

/** Makes it its thread's conversation; an older one of the thread is no longer found there, but still written. */
export function addConversation(fold: Fold, conversation: Conversation): void {
  fold.conversations.set(threadKeyOf(conversation.channelId, conversation.threadKey), conversation);
  fold.allConversations.push(conversation);
  fold.conversationsById.set(conversation.id, conversation);
}

/** The conversation's thread goes on under another key: later items find it there, and no longer under the old one. */
export function rekeyConversation(fold: Fold, conversation: Conversation, threadKey: string): void {
  const { channelId, threadKey: from } = conversation;
  if (fold.conversations.get(threadKeyOf(channelId, from)) === conversation) fold.conversations.delete(threadKeyOf(channelId, from));
  touch(conversation).threadKey = threadKey;
  fold.conversations.set(threadKeyOf(channelId, threadKey), conversation);
}

/** Puts a message where later items look for it; again after its keys have changed. */
export function addMessage(fold: Fold, message: Message): void {
  if (!fold.messagesById.has(message.id)) fold.messages.push(message);
  fold.messagesById.set(message.id, message);
  if (message.dedupKey) fold.messagesByDedup.set(dedupKeyOf(message.channelId, message.dedupKey), message);
  if (message.isUnsupported && message.eventId && message.eventPosition !== null)
    fold.messagesBySource.set(sourceKeyOf(message.eventId, message.eventPosition), message);
  if (message.externalId) nameMessage(fold, message, message.externalId);
}

function nameMessage(fold: Fold, message: Message, externalId: string): void {
  fold.messagesByExternal.set(externalKey(message.channelId, message.threadKey, externalId), message);
  fold.messagesByExternal.set(externalKey(message.channelId, null, externalId), message);
}

function addDelivery(fold: Fold, delivery: Delivery): void {
  fold.deliveries.push(delivery);
  fold.deliveriesByMessage.set(delivery.messageId, delivery);
  const message = fold.messagesById.get(delivery.messageId);
  if (!message) return;
  for (const { externalId } of delivery.parts) if (externalId) nameMessage(fold, message, externalId);
}

/** A part of a delivery has become known by the platform's id: later items in the batch find it. */
export function nameDelivery(fold: Fold, delivery: Delivery, externalId: string): void {
  const message = fold.messagesById.get(delivery.messageId);
  if (message) nameMessage(fold, message, externalId);
}

/** The message a platform's id means, within its thread where the item names one. */
export function findTarget(fold: Fold, item: { channelId: string; thread: string | null }, externalId: string): Message | null {
  return fold.messagesByExternal.get(externalKey(item.channelId, item.thread, externalId)) ?? null;
}

/** Marks a row as to be written. */
export function touch<T extends { isChanged?: boolean }>(row: T): T {
  row.isChanged = true;
  return row;
}
