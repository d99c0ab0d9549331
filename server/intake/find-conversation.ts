import type { Party } from "@/server/channels/contract";
import { type Fold, rekeyConversation } from "./fold";
import { findPerson } from "./identify";
import { type ChannelFacts, type Conversation, type Lane, threadKeyOf } from "./world";

/**
 * The thread's conversation. Where the thread is unknown and the platform states further addresses of the person, the one that they
 * have under any of these: its thread goes on under the new key.
 */
export function findConversation(fold: Fold, channel: ChannelFacts, { lane, party }: { lane: Lane; party: Party }): Conversation | null {
  const known = fold.conversations.get(threadKeyOf(lane.channelId, lane.threadKey));
  if (known || !party.also?.length) return known ?? null;
  const identityIds = [party, ...party.also].map((address) => findPerson(fold, channel, address)?.identity.id);
  const theirs = fold.allConversations.filter((c) => c.channelId === lane.channelId && identityIds.includes(c.identityId));
  const live = theirs.filter(({ status }) => status !== "resolved");
  // Of two that go on nothing says which one the thread was.
  const conversation = live.length > 1 ? undefined : (live[0] ?? theirs.sort((a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime())[0]);
  if (conversation) rekeyConversation(fold, conversation, lane.threadKey);
  return conversation ?? null;
}
