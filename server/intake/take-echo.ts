import type { InboundEvent, Party } from "@/server/channels/contract";
import { chooseConversation } from "@/server/conversations/choose-conversation";
import { nextStatus } from "@/server/messages/next-status";
import { findConversation } from "./find-conversation";
import { type Fold, findTarget, nameDelivery, type Taken, touch } from "./fold";
import { channelOf, identify, type Person } from "./identify";
import { isOwnEcho } from "./is-own-echo";
import { addExternal } from "./message-rows";
import { fitKey } from "./prepare-items";
import { beginConversation } from "./take-message";
import { type ChannelFacts, type Conversation, type Delivery, dedupKeyOf, type Lane, type LaneItem, threadOf } from "./world";

type Echo = Extract<InboundEvent, { type: "echo" }>;

/** Our side spoke. Either our own send comes back, or somebody wrote in the platform's own app: then the thread must show it. */
export function takeEcho(fold: Fold, item: LaneItem, event: Echo): Taken {
  const externalId = fitKey(event.externalId);
  if (findTarget(fold, item, externalId) || fold.messagesByDedup.has(dedupKeyOf(item.channelId, item.dedupKey))) return { reason: "known already" };
  const own = ownSend(fold, item, event);
  if (own) return settleOwn(fold, own, externalId);
  // A mere mark (a receipt that carries our id) of a message that is not here: nothing to show.
  if (event.clientRef && event.text === undefined && event.attachments.length === 0) return { reason: "not our send" };
  const channel = channelOf(fold, item.channelId);
  const to = identify(fold, channel, event.to);
  const conversation = outboundConversation(fold, channel, { thread: { lane: threadOf(item, to.identity), party: to }, to: event.to });
  addExternal(
    fold,
    { item, conversation, to },
    { externalId, text: event.text ?? null, payload: event.markdown ? { markdown: event.markdown } : null, attachments: event.attachments },
  );
}

/** By the mark we set; where the platform carries none, by what it says: a send to the same thread whose answer has not come. */
function ownSend(fold: Fold, item: LaneItem, event: Echo): Delivery | null {
  const marked = event.clientRef ? fold.deliveriesByMessage.get(event.clientRef) : undefined;
  if (event.clientRef) return marked?.channelId === item.channelId ? marked : null;
  const threadKey = item.thread ?? fitKey(event.to.value);
  const echo = { text: event.text, hasFiles: event.attachments.length > 0 };
  return fold.deliveries.find((d) => d.channelId === item.channelId && d.threadKey === threadKey && isOwnEcho(d, echo)) ?? null;
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
function outboundConversation(fold: Fold, channel: ChannelFacts, { thread, to }: { thread: { lane: Lane; party: Person }; to: Party }): Conversation {
  const current = findConversation(fold, channel, { lane: thread.lane, party: to });
  const choice = chooseConversation(current, { now: fold.now, reopenDays: channel.reopenDays });
  return current && choice !== "begin" ? current : beginConversation(fold, { ...thread, subject: null });
}
