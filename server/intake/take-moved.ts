import type { InboundEvent } from "@/server/channels/contract";
import { type Fold, rekeyConversation, type Taken, touch } from "./fold";
import { addAddress, channelOf, findPerson } from "./identify";
import { fitKey } from "./prepare-items";
import { type LaneItem, threadKeyOf } from "./world";

/**
 * A person has a new address, says the platform: it is the same contact's, and what is written in their conversations goes there
 * from now on. A conversation that went by the old address goes by the new one, unless one stands there already.
 */
export function takeMoved(fold: Fold, item: LaneItem, { from, to }: Extract<InboundEvent, { type: "moved" }>): Taken {
  const channel = channelOf(fold, item.channelId);
  const person = findPerson(fold, channel, from);
  if (!person) return { reason: "unknown person" };
  const identity = addAddress(fold, channel, { person, address: to });
  if (!identity) return { reason: "the new address is another contact's" };
  const theirs = fold.allConversations.filter((c) => c.channelId === item.channelId && c.identityId === person.identity.id && c.status !== "resolved");
  for (const conversation of theirs) {
    touch(conversation).identityId = identity.id;
    const successor = fold.conversations.get(threadKeyOf(item.channelId, fitKey(to.value)));
    const isTaken = successor !== undefined && successor.status !== "resolved";
    if (conversation.threadKey === fitKey(from.value) && !isTaken) rekeyConversation(fold, conversation, fitKey(to.value));
    fold.events.push({ type: "conversation.updated", conversationId: conversation.id, channelId: item.channelId, data: { changed: ["address"] } });
  }
}
