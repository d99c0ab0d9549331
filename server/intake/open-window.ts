import type { InboundEvent, Party } from "@/server/channels/contract";
import type { Fold, Taken } from "./fold";
import { fitKey } from "./prepare-items";
import { type Conversation, happenedAt, type LaneItem, type OpenedWindow, threadKeyOf } from "./world";

/**
 * Opens what the act of an item allows us, or closes it (0 seconds), in its thread's conversation. A message that was here already
 * opens nothing again: what has been spent since stays spent. What nobody can be answered for (a follower who never wrote) opens nothing.
 */
export function openWindow(fold: Fold, item: LaneItem, taken: Taken): void {
  const { window, event } = item;
  const conversation = window && conversationOf(fold, item);
  if (!window || !conversation || (event.type === "message" && taken?.reason !== undefined)) return;
  const openedAt = happenedAt(item);
  const key = `${conversation.id}\n${window.scene}`;
  const earlier = fold.windows.get(key);
  if (earlier && earlier.openedAt > openedAt) return;
  const expiresAt = new Date(openedAt.getTime() + window.seconds * 1_000);
  const opened: OpenedWindow = {
    conversationId: conversation.id,
    scene: window.scene,
    openedAt,
    expiresAt,
    sendsLeft: window.sends,
    handle: window.handle ?? null,
  };
  fold.windows.set(key, opened);
  // A message tells by itself that the conversation has changed.
  if (event.type !== "message") fold.events.push({ type: "conversation.updated", conversationId: conversation.id, data: { changed: ["window"] } });
}

function conversationOf(fold: Fold, item: LaneItem): Conversation | undefined {
  const party = partyOf(item.event);
  const thread = item.thread ?? (party && fitKey(party.value));
  return thread ? fold.conversations.get(threadKeyOf(item.channelId, thread)) : undefined;
}

/** Whose conversation an event is part of, where the platform names no thread. */
export function partyOf(event: InboundEvent): Party | null {
  switch (event.type) {
    case "message":
      return event.conversationParty ?? event.from;
    case "echo":
      return event.to;
    case "reaction":
    case "typing":
    case "blocked":
    case "unblocked":
      return event.from;
    default:
      return null;
  }
}
