import type { Party } from "@/server/channels/contract";
import { type Fold, rekeyConversation } from "./fold";
import { findPerson } from "./identify";
import { type ChannelFacts, type Conversation, type Lane, threadKeyOf } from "./world";

/**
 * The thread's conversation. Where the thread is unknown and the platform knows people by several addresses, the one that this person has
 * under any of theirs: its thread goes on under the new key.
 */
export function findConversation(fold: Fold, channel: ChannelFacts, { lane, party }: { lane: Lane; party: Party }): Conversation | null {
  const known = fold.conversations.get(threadKeyOf(lane.channelId, lane.threadKey));
  if (known || !party.also) return known ?? null;
  // Not only the addresses that stand here: the next event may name another of them alone.
  const contactId = findPerson(fold, channel, party)?.contact.id;
  const theirs = fold.allConversations.filter((c) => c.channelId === lane.channelId && c.contactId === contactId);
  const live = theirs.filter(({ status }) => status !== "resolved");
  // Of two that go on nothing says which one the thread was.
  const conversation = live.length > 1 ? undefined : (live[0] ?? theirs.sort((a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime())[0]);
  if (conversation) rekeyConversation(fold, conversation, lane.threadKey);
  return conversation ?? null;
}
