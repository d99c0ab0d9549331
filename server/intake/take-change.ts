import type { InboundEvent } from "@/server/channels/contract";
import { type Fold, findTarget, type Taken, touch } from "./fold";
import { channelOf, identify } from "./identify";
import { later } from "./message-rows";
import { fitKey } from "./prepare-items";
import { refreshPreview } from "./take-message";
import { happenedAt, type LaneItem, type Message } from "./world";

type Of<T extends InboundEvent["type"]> = Extract<InboundEvent, { type: T }>;

/** What points at a message that is not here yet waits for it; if it never comes, nothing is broken. */
function awaiting(externalId: string): Taken {
  return { reason: "unknown target", awaits: [fitKey(externalId)] };
}

/** The sender changed the text. */
export function takeEdit(fold: Fold, item: LaneItem, event: Of<"edit">): Taken {
  const message = findTarget(fold, item, fitKey(event.externalId));
  if (!message) return awaiting(event.externalId);
  const editedAt = happenedAt(item);
  // Two edits may come in the wrong order: the later one stands.
  if (message.editedAt && message.editedAt > editedAt) return { reason: "a later edit stands" };
  Object.assign(touch(message), { text: event.text, html: null, payload: reworded(message.payload, event.markdown), editedAt });
  refreshPreview(fold, message);
  fold.events.push({ ...at(message), type: "message.updated", data: { changed: ["text"] } });
}

/** The formatting was that of the words before; all else of a message stays with it. */
function reworded(payload: Message["payload"], markdown: string | undefined): Message["payload"] {
  const { format: _format, markdown: _markdown, ...rest } = payload ?? {};
  const next = markdown ? { ...rest, markdown } : rest;
  return Object.keys(next).length > 0 ? next : null;
}

/** The sender took the message back: it is marked, its content stays for the record, unless the platform's terms want that gone as well. */
export function takeDelete(fold: Fold, item: LaneItem, event: Of<"delete">): Taken {
  const message = findTarget(fold, item, fitKey(event.externalId));
  if (!message) return awaiting(event.externalId);
  if (message.deletedAt) return { reason: "deleted already" };
  touch(message).deletedAt = happenedAt(item);
  if (event.isContentGone) erase(fold, message);
  refreshPreview(fold, message);
  fold.events.push({ ...at(message), type: "message.deleted" });
}

/** The words at once; the files by a job, which looks whether another message has the same. */
function erase(fold: Fold, message: Message): void {
  Object.assign(message, { text: null, fullText: null, html: null, payload: null, isUnsupported: false });
  fold.followUps.push({ kind: "erase-attachments", messageId: message.id });
}

/** An emoji given or taken back. */
export function takeReaction(fold: Fold, item: LaneItem, event: Of<"reaction">): Taken {
  const message = findTarget(fold, item, fitKey(event.externalId));
  if (!message) return awaiting(event.externalId);
  const { contact } = identify(fold, channelOf(fold, item.channelId), event.from);
  const emoji = event.emoji.slice(0, 64) || null;
  // Some platforms take a reaction back without naming it: then all of that person's go.
  if (event.action === "add" && !emoji) return { reason: "a reaction without an emoji" };
  const change = { messageId: message.id, authorId: contact.id, emoji, action: event.action, at: happenedAt(item) };
  if (!emoji) for (const [key, other] of fold.reactions) if (other.messageId === message.id && other.authorId === contact.id) fold.reactions.delete(key);
  fold.reactions.set(`${message.id} ${contact.id} ${emoji ?? ""}`, change);
  fold.events.push({ ...at(message), type: "message.updated", data: { changed: ["reactions"] } });
  const conversation = event.opensWindow ? fold.conversationsById.get(message.conversationId) : undefined;
  if (conversation) touch(conversation).lastInboundAt = later(conversation.lastInboundAt, happenedAt(item));
}

function at(message: Message) {
  return { conversationId: message.conversationId, messageId: message.id, channelId: message.channelId };
}
