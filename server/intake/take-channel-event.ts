import type { InboundEvent } from "@/server/channels/contract";
import { addIdentity, type Fold, rekeyConversation, type Taken, touch } from "./fold";
import { channelOf, findPerson } from "./identify";
import { fitKey } from "./prepare-items";
import { type Conversation, happenedAt, identityKey, type LaneItem, threadKeyOf } from "./world";

type Of<T extends InboundEvent["type"]> = Extract<InboundEvent, { type: T }>;

/** Nothing is stored of typing; after the commit it is relayed to who looks at the conversation. */
export function takeTyping(fold: Fold, item: LaneItem, event: Of<"typing">): Taken {
  const conversation = fold.conversations.get(threadKeyOf(item.channelId, item.thread ?? fitKey(event.from.value)));
  if (conversation) fold.typing.push({ conversationId: conversation.id, isTyping: event.isTyping });
  return conversation ? undefined : { reason: "no conversation" };
}

/** The person blocked the channel, or came back. Somebody who never wrote is not made up for it. */
export function takeBlocked(fold: Fold, item: LaneItem, event: Of<"blocked"> | Of<"unblocked">): Taken {
  const person = findPerson(fold, channelOf(fold, item.channelId), event.from);
  if (!person) return { reason: "unknown person" };
  touch(person.identity).blockedAt = event.type === "blocked" ? happenedAt(item) : null;
  fold.events.push({ type: "contact.updated", contactId: person.contact.id, channelId: item.channelId, data: { changed: [event.type] } });
}

/**
 * The thread goes on under another key: its conversation goes along, and so does the identity replies go to, where that was
 * the thread itself (a group). If the new thread has a live conversation already, the old one ends: a thread has one.
 */
export function takeMovedThread(fold: Fold, item: LaneItem, event: Of<"thread-moved">): Taken {
  const from = item.thread;
  const to = fitKey(event.to);
  const conversation = from === null ? undefined : fold.conversations.get(threadKeyOf(item.channelId, from));
  if (!conversation || from === null || from === to) return { reason: "no conversation" };
  const successor = fold.conversations.get(threadKeyOf(item.channelId, to));
  if (successor && successor.status !== "resolved") Object.assign(conversation, { status: "resolved", resolvedAt: fold.now, waitingSince: null });
  followIdentity(fold, conversation, { from, to });
  if (successor && successor.status !== "resolved") {
    // What was there already stays what the new key finds.
    fold.conversations.delete(threadKeyOf(item.channelId, from));
    touch(conversation).threadKey = to;
  } else rekeyConversation(fold, conversation, to);
  fold.events.push({ type: "conversation.updated", conversationId: conversation.id, channelId: item.channelId, data: { changed: ["thread"] } });
}

function followIdentity(fold: Fold, conversation: Conversation, { from, to }: { from: string; to: string }): void {
  const identity = fold.identitiesById.get(conversation.identityId);
  if (identity?.value !== from) return;
  const known = fold.identities.get(identityKey(identity.kind, identity.scope, to));
  if (!known) addIdentity(fold, { ...identity, id: fold.newId(), value: to, isNew: true });
  const moved = fold.identities.get(identityKey(identity.kind, identity.scope, to));
  if (moved) touch(conversation).identityId = moved.id;
}

/** The platform says how the connection stands. */
export function takeStatusOfChannel(fold: Fold, item: LaneItem, event: Of<"account">): Taken {
  fold.channelStatuses.set(item.channelId, { id: item.channelId, status: event.status, reason: event.reason });
  fold.events.push({ type: "channel.updated", channelId: item.channelId, data: { status: event.status } });
}

/** How a template stands now; the rest of what changed is fetched. */
export function takeTemplate(fold: Fold, { channelId }: LaneItem, { externalId, status, reason }: Of<"template">): Taken {
  fold.templateStatuses.set(`${channelId} ${externalId}`, { channelId, externalId, status, reason: reason ?? null });
  fold.followUps.push({ kind: "sync-templates", channelId });
  fold.events.push({ type: "channel.updated", channelId, data: { changed: ["templates"] } });
}

/** A callback without content: the poll fetches it, by its job; for another account, by that one's channel. */
export function takePull(fold: Fold, item: LaneItem, event: Of<"pull">): Taken {
  fold.followUps.push({ kind: "poll-channel", channelId: item.channelId, hint: event.hint ?? null, account: event.account ?? null });
}
