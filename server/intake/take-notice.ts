import type { InboundEvent, NoticeKind } from "@/server/channels/contract";
import { type Fold, type Taken, touch } from "./fold";
import { channelOf, findPerson } from "./identify";
import { later, newMessage } from "./message-rows";
import { findEarlier } from "./take-message";
import { type Conversation, happenedAt, type LaneItem, threadKeyOf, threadOf } from "./world";

type Notice = Extract<InboundEvent, { type: "notice" }>;

/** What the customer did themselves, and which of that allows us to answer. */
const BY_CUSTOMER = new Set<NoticeKind>(["referral", "opt-in", "marketing-off", "marketing-on"]);
const OPENS_WINDOW = new Set<NoticeKind>(["referral", "opt-in"]);

/**
 * What happened around a thread: a line in its live conversation. It opens none, wakes nobody and nobody waits for an answer to it. What
 * the customer did themselves is an act of theirs, and most of that moves the time in which we may answer.
 */
export function takeNotice(fold: Fold, item: LaneItem, event: Notice): Taken {
  if (findEarlier(fold, item)) return { reason: "known already" };
  const person = findPerson(fold, channelOf(fold, item.channelId), event.from);
  const conversation = person && live(fold, item, threadOf(item, person.identity).threadKey);
  if (!person || !conversation) return { reason: "no conversation" };
  const isTheirs = BY_CUSTOMER.has(event.notice);
  const author = isTheirs ? ({ authorType: "contact", authorId: person.contact.id } as const) : ({ authorType: "system", authorId: null } as const);
  const line = newMessage(
    fold,
    { item, conversation },
    { kind: "activity", ...author, payload: { type: "notice", notice: event.notice, detail: event.detail } },
  );
  if (OPENS_WINDOW.has(event.notice)) conversation.lastInboundAt = later(conversation.lastInboundAt, happenedAt(item));
  fold.events.push({ type: "message.created", conversationId: conversation.id, messageId: line.id, channelId: item.channelId });
}

function live(fold: Fold, item: LaneItem, threadKey: string): Conversation | undefined {
  const conversation = fold.conversations.get(threadKeyOf(item.channelId, threadKey));
  return conversation && conversation.status !== "resolved" ? touch(conversation) : undefined;
}
