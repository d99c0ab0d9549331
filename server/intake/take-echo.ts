import type { InboundEvent } from "@/server/channels/contract";
import { chooseConversation } from "@/server/conversations/choose-conversation";
import { nextStatus } from "@/server/messages/next-status";
import { previewOf } from "@/server/messages/preview";
import { type Fold, findTarget, nameDelivery, type Taken, touch } from "./fold";
import { channelOf, identify, type Person } from "./identify";
import { fitKey } from "./prepare-items";
import { addAttachments, beginConversation, newMessage, showLast } from "./take-message";
import { type ChannelFacts, type Conversation, type Delivery, dedupKeyOf, happenedAt, type LaneItem, threadKeyOf, threadOf } from "./world";

type Echo = Extract<InboundEvent, { type: "echo" }>;

/** Our side spoke. Either our own send comes back, or somebody wrote in the platform's own app: then the thread must show it. */
export function takeEcho(fold: Fold, item: LaneItem, event: Echo): Taken {
  const externalId = fitKey(event.externalId);
  if (findTarget(fold, item, externalId) || fold.messagesByDedup.has(dedupKeyOf(item.channelId, item.dedupKey))) return { reason: "known already" };
  const own = ownSend(fold, item, event);
  if (own) return settleOwn(fold, own, externalId);
  const channel = channelOf(fold, item.channelId);
  const to = identify(fold, channel, event.to);
  const conversation = outboundConversation(fold, channel, { lane: threadOf(item, to.identity), party: to });
  const message = newMessage(
    fold,
    { item, conversation },
    {
      kind: "outbound",
      authorType: "external",
      authorId: null,
      identityId: to.identity.id,
      externalId,
      text: event.text ?? null,
    },
  );
  addAttachments(fold, message, event.attachments);
  // Answered, though not here: nobody waits any more.
  conversation.waitingSince = null;
  const names = event.attachments.map((attachment) => attachment.name ?? null);
  showLast(conversation, message, { at: happenedAt(item), preview: previewOf(message.text, names) });
  fold.events.push({
    type: "message.created",
    conversationId: conversation.id,
    messageId: message.id,
    contactId: to.contact.id,
    channelId: item.channelId,
    actor: { type: "external", id: null },
  });
}

/**
 * By the mark we set; where the platform carries none, by the text of a send to the same thread whose answer has not come
 * (an echo may be faster than the answer to the call).
 */
function ownSend(fold: Fold, item: LaneItem, event: Echo): Delivery | null {
  const marked = event.clientRef ? fold.deliveriesByMessage.get(event.clientRef) : undefined;
  if (event.clientRef) return marked?.channelId === item.channelId ? marked : null;
  const threadKey = item.thread ?? fitKey(event.to.value);
  const isOpen = (delivery: Delivery) => delivery.status === "sending" || delivery.status === "unknown";
  return (
    fold.deliveries.find(
      (d) => isOpen(d) && d.channelId === item.channelId && d.threadKey === threadKey && event.text !== undefined && d.text === event.text,
    ) ?? null
  );
}

/**
 * The echo proves that a part was sent, and tells its id. While the send is running, the sender itself writes the status. Of one whose
 * outcome nobody knew, it proves that part alone: the sender takes it up again, sends what is left, and says that it is sent.
 */
export function settleOwn(fold: Fold, delivery: Delivery, externalId: string): Taken {
  const part = delivery.parts.find((p) => p.externalId === null);
  if (part) Object.assign(part, { externalId, isChanged: true });
  nameDelivery(fold, delivery, externalId);
  if (delivery.status !== "unknown") return { reason: "own send" };
  const status = nextStatus(delivery.status, "sending");
  Object.assign(touch(delivery), { status, reason: null, code: null });
  fold.events.push({ type: "delivery.updated", conversationId: delivery.conversationId, messageId: delivery.messageId, data: { status } });
  fold.followUps.push({ kind: "deliver", conversationId: delivery.conversationId });
  return { reason: "own send" };
}

/** What our side says elsewhere wakes nobody: it joins the thread's conversation as it is, and begins one only where there is none to join. */
function outboundConversation(fold: Fold, channel: ChannelFacts, thread: { lane: { channelId: string; threadKey: string }; party: Person }): Conversation {
  const current = fold.conversations.get(threadKeyOf(thread.lane.channelId, thread.lane.threadKey));
  const choice = chooseConversation(current ?? null, { now: fold.now, reopenDays: channel.reopenDays });
  return current && choice !== "begin" ? current : beginConversation(fold, { ...thread, subject: null });
}
