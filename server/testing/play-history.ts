import type { InboundEvent, Party, ReplyWindow } from "@/server/channels/contract";
import { decide } from "@/server/intake/decide";
import type { Fold, Settled } from "@/server/intake/fold";
import type { MailFold, MailWorld } from "@/server/intake/mail-world";
import type { ChannelFacts, Conversation, Delivery, LaneItem, Loaded, Message } from "@/server/intake/world";

/* For tests of the rules: a history played through `decide` batch by batch, over rows kept in memory instead of a database. */

export const NOW = new Date("2026-11-21T12:00:00Z");
export const CHANNEL: ChannelFacts = { id: "channel-1", kind: "test", status: "live", reopenDays: 14, hasProfiles: true, canStart: false, pilot: null };

export interface Given {
  dedupKey: string;
  thread?: string | null;
  at?: Date;
  channelId?: string;
  window?: ReplyWindow;
  event: InboundEvent;
}

export const person = (value: string, more: Partial<Party> = {}): Party => ({ scope: "page-1", value, ...more });

/** A customer's text, under a key and platform id of its own. */
export function says(id: string, text: string, given: { at?: Date; from?: Party; thread?: string | null } = {}): Given {
  const { at, from = person("ana"), thread = "ana" } = given;
  return { dedupKey: `message:${id}`, thread, at, event: { type: "message", externalId: id, from, text, attachments: [] } };
}

/** Rows as a database would keep them between batches. */
export class Rows {
  private loaded: Loaded;
  private nextId = 0;
  private readonly seen = new Set<string>();
  private awaiting: { item: LaneItem; settled: Settled }[] = [];
  readonly settled: Settled[] = [];
  readonly folds: Fold[] = [];

  constructor(given: Partial<Loaded> = {}) {
    this.loaded = { channels: [CHANNEL], identities: [], contacts: [], conversations: [], messages: [], deliveries: [], ...given };
  }

  /** One batch. Keys that came before are silent, as the unique index makes them; what was awaited is taken up again. */
  take(batch: Given[], now: Date = NOW): this {
    const keyOf = ({ channelId, dedupKey }: Given) => `${channelId ?? ""} ${dedupKey}`;
    const fresh = batch.filter((one) => !this.seen.has(keyOf(one)) && this.seen.add(keyOf(one)));
    this.play(fresh.map(item), now);
    return this;
  }

  /** Again through the rules although the key is known: a replay. */
  replay(batch: Given[], now: Date = NOW): this {
    this.play(batch.map(item), now);
    return this;
  }

  private play(items: LaneItem[], now: Date): void {
    if (items.length === 0) return;
    const { fold, settled } = decide(this.loaded, items, { now, newId: () => `id-${++this.nextId}` });
    this.folds.push(fold);
    this.settled.push(...settled);
    this.keep(fold);
    this.awaiting.push(...settled.flatMap((one, i) => (one.awaits.length > 0 && items[i] ? [{ item: items[i], settled: one }] : [])));
    const here = new Set(fold.messages.filter((m) => m.isNew || m.isChanged).map((m) => m.externalId));
    const woken = this.awaiting.filter((one) => one.settled.awaits.some((id) => here.has(id)));
    this.awaiting = this.awaiting.filter((one) => !woken.includes(one));
    this.play(
      woken.map((one) => one.item),
      now,
    );
  }

  private keep(fold: Fold): void {
    const plain = <T extends object>(rows: Iterable<T>): T[] => [...rows].map((row) => ({ ...row, isNew: undefined, isChanged: undefined }));
    this.loaded = {
      channels: this.loaded.channels,
      identities: plain(fold.identitiesById.values()),
      contacts: plain(fold.contacts.values()),
      conversations: plain(fold.allConversations),
      messages: plain(fold.messages),
      deliveries: plain(fold.deliveries),
      mail: this.loaded.mail && worldOf(fold.mail),
    };
  }

  get messages(): Message[] {
    return this.loaded.messages;
  }

  get conversations(): Conversation[] {
    return this.loaded.conversations;
  }

  get deliveries(): Delivery[] {
    return this.loaded.deliveries;
  }

  get contacts() {
    return this.loaded.contacts;
  }

  get identities() {
    return this.loaded.identities;
  }

  get events(): string[] {
    return this.folds.flatMap((fold) => fold.events.map((event) => event.type));
  }
}

/** What mails left behind, as it is loaded again. */
function worldOf(mail: MailFold): MailWorld {
  return {
    mailboxes: [...mail.mailboxes],
    colleagues: [...mail.colleagues].map(([address, agentId]) => ({ address, agentId })),
    tokens: [...mail.tokens].map(([token, conversationId]) => ({ token, conversationId })),
    mails: [...mail.mails.values()],
    awaited: [...mail.awaited.values()].flat().map(({ messageId, conversationId, sender }) => ({ messageId, conversationId, sender })),
    participants: [...mail.participants.values()].flatMap((one) =>
      [...one.values()].map(({ conversationId, address, name }) => ({ conversationId, address, name })),
    ),
    written: [...mail.written.values()].flat(),
    untouched: [...mail.untouched].map(([conversationId, messageIds]) => ({ conversationId, messageIds })),
  };
}

let itemId = 0;

function item({ dedupKey, thread = "ana", at, channelId = CHANNEL.id, window, event }: Given): LaneItem {
  itemId += 1;
  const place = { id: itemId, channelId, laneKey: thread ?? "", eventId: `event-${dedupKey}`, position: 0 };
  return { ...place, dedupKey, receivedAt: NOW, thread, providerAt: at?.toISOString() ?? null, window, event };
}

/** A message of ours with its delivery, as the sender leaves them. */
export function sentByUs(id: string, given: Partial<Delivery> = {}): { message: Message; delivery: Delivery } {
  const base = { conversationId: "conversation-1", channelId: CHANNEL.id, threadKey: "ana" };
  const at = new Date("2026-11-21T11:00:00Z");
  const message: Message = {
    ...base,
    id,
    contactId: "contact-1",
    seq: 1,
    kind: "outbound",
    identityId: "identity-1",
    authorType: "agent",
    authorId: "agent-1",
    text: `text of ${id}`,
    fullText: null,
    html: null,
    mail: null,
    payload: null,
    handles: null,
    isUnsupported: false,
    replyToId: null,
    dedupKey: null,
    externalId: null,
    eventId: null,
    eventPosition: null,
    providerAt: null,
    receivedAt: null,
    storedAt: at,
    editedAt: null,
    deletedAt: null,
  };
  const times = { deliveredAt: null, readAt: null, sentAt: at, failedAt: null, attemptedAt: at };
  const delivery: Delivery = {
    ...base,
    ...times,
    id: `delivery-${id}`,
    messageId: id,
    identityId: "identity-1",
    text: message.text,
    status: "sent",
    reason: null,
    code: null,
    parts: [{ part: 0, externalId: `ext-${id}` }],
    ...given,
  };
  return { message, delivery };
}
