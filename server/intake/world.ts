import type { Button } from "@/lib/schemas/content";
import type { MailFacts } from "@/lib/schemas/mail";
import type { Pilot } from "@/lib/schemas/pilot";
import type { DeliveryStatus } from "@/server/messages/next-status";
import type { MailWorld } from "./mail-world";
import type { StoredItem } from "./prepare-items";

/*
 * What a batch of items touches, as plain data: loaded by load-batch.ts, changed in memory by decide.ts, written by
 * write-batch.ts. `isNew` and `isChanged` are set by decide alone.
 */

export interface Lane {
  channelId: string;
  threadKey: string;
}

/** One item out of its lane, with what the lane knows of it. */
export interface LaneItem extends StoredItem {
  id: number;
  channelId: string;
  laneKey: string;
  dedupKey: string;
  eventId: string;
  position: number;
  receivedAt: Date;
}

export interface ChannelFacts {
  id: string;
  kind: string;
  status: string;
  /** Days after its end in which a new message reopens a conversation. */
  reopenDays: number;
  /** Whether its platform can be asked who somebody is. */
  hasProfiles: boolean;
  /** Whether we may write first; where we may not, who writes allows us to answer. */
  canStart: boolean;
  /** For whom it runs, where that is not everybody. */
  pilot: Pilot | null;
}

interface Tracked {
  isNew?: boolean;
  isChanged?: boolean;
}

export interface Identity extends Tracked {
  id: string;
  contactId: string;
  kind: string;
  scope: string;
  value: string;
  verified: boolean;
  displayName: string | null;
  blockedAt: Date | null;
}

export interface Contact extends Tracked {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  avatarUrl: string | null;
  locale: string | null;
  mergedIntoId: string | null;
}

export interface Conversation extends Tracked {
  id: string;
  channelId: string;
  threadKey: string;
  contactId: string;
  identityId: string;
  status: "open" | "pending" | "snoozed" | "resolved";
  subject: string | null;
  lastSeq: number;
  inboundCount: number;
  lastInboundAt: Date | null;
  lastActivityAt: Date;
  waitingSince: Date | null;
  snoozedUntil: Date | null;
  resolvedAt: Date | null;
  preview: string | null;
  previewKind: string | null;
  previewAuthor: string | null;
}

/** What an act of the customer allows us, until when and how often; see ReplyWindow in the contract. */
export interface OpenedWindow {
  conversationId: string;
  scene: string;
  openedAt: Date;
  expiresAt: Date;
  sendsLeft: number | null;
  handle: string | null;
}

/** Two identities of different contacts that the platform says are one person's. */
export interface Evidence {
  identityId: string;
  sameAsId: string;
  channelId: string;
  seenAt: Date;
}

export interface Message extends Tracked {
  id: string;
  conversationId: string;
  /** Where its platform ids mean something. */
  threadKey: string;
  contactId: string | null;
  channelId: string;
  seq: number;
  /** activity: a line that the platform gave cause for. */
  kind: "inbound" | "outbound" | "activity";
  identityId: string | null;
  authorType: "contact" | "agent" | "bot" | "system" | "external";
  authorId: string | null;
  text: string | null;
  fullText: string | null;
  html: string | null;
  mail: MailFacts | null;
  payload: Record<string, unknown> | null;
  handles: Record<string, string> | null;
  isUnsupported: boolean;
  replyToId: string | null;
  dedupKey: string | null;
  externalId: string | null;
  eventId: string | null;
  eventPosition: number | null;
  providerAt: Date | null;
  receivedAt: Date | null;
  storedAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
}

export interface Attachment {
  id: string;
  messageId: string;
  position: number;
  kind: string;
  name: string | null;
  mimeType: string | null;
  sizeBytes: number | null;
  state: "pending" | "inline";
  source: Record<string, string> | null;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  data: Record<string, unknown> | null;
}

export interface Delivery extends Tracked {
  id: string;
  messageId: string;
  conversationId: string;
  channelId: string;
  identityId: string;
  threadKey: string;
  text: string | null;
  status: DeliveryStatus;
  /** Before the call: what the platform calls "at or before" is compared with this. */
  attemptedAt: Date | null;
  reason: string | null;
  code: string | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  sentAt: Date | null;
  failedAt: Date | null;
  parts: { part: number; externalId: string | null; isChanged?: boolean }[];
}

/** Everything loaded for one batch. */
export interface Loaded {
  channels: ChannelFacts[];
  identities: Identity[];
  contacts: Contact[];
  conversations: Conversation[];
  messages: Message[];
  deliveries: Delivery[];
  /** What customers were last offered as numbered lines, by conversation, where that was looked for. */
  choices?: Map<string, Button[]>;
  /** Only where the batch holds mail. */
  mail?: MailWorld;
}

/** One emoji of one person on one message; the last word counts. `emoji` null: all of theirs. */
export interface ReactionChange {
  messageId: string;
  authorId: string;
  emoji: string | null;
  action: "add" | "remove";
  at: Date;
}

export const identityKey = (kind: string, scope: string, value: string) => `${kind}\n${scope}\n${value}`;
export const threadKeyOf = (channelId: string, threadKey: string) => `${channelId}\n${threadKey}`;
export const dedupKeyOf = (channelId: string, dedupKey: string) => `${channelId}\n${dedupKey}`;
/** A platform's message id is looked up together with its thread; in the channel's own lane there is none to name. */
export const externalKey = (channelId: string, thread: string | null, externalId: string) => `${channelId}\n${thread ?? ""}\n${externalId}`;

/** When it happened, for people: the platform's instant, else when it reached us. */
export function happenedAt(item: Pick<LaneItem, "providerAt" | "receivedAt">): Date {
  return item.providerAt ? new Date(item.providerAt) : item.receivedAt;
}

/** The conversation thread an item speaks of: the platform's, or where it has none, the person's own. */
export function threadOf(item: LaneItem, party: { value: string }): Lane {
  return { channelId: item.channelId, threadKey: item.thread ?? party.value };
}
