import type { InboundAttachment } from "@/server/channels/contract";
import { previewOf } from "@/server/messages/preview";
import { addMessage, type Fold, touch } from "./fold";
import type { Person } from "./identify";
import { type Conversation, happenedAt, type LaneItem, type Message } from "./world";

/* The rows that a message in the making becomes, and what its conversation shows of it. */

interface Place {
  item: LaneItem;
  conversation: Conversation;
}

type Given = Omit<Partial<Message>, "id">;
type Author = Pick<Message, "kind" | "authorType" | "authorId">;
type Content = Given & { attachments: InboundAttachment[] };

/** A customer's message with what came with it, and the news of it. */
export function addInbound(fold: Fold, { item, conversation, sender }: Place & { sender: Person }, { attachments, ...given }: Content): Message {
  const author = { authorType: "contact", authorId: sender.contact.id } as const;
  const whose = { contactId: sender.contact.id, identityId: sender.identity.id };
  const message = newMessage(fold, { item, conversation }, { kind: "inbound", ...author, ...whose, ...given });
  addAttachments(fold, message, attachments);
  tell(fold, { item, conversation }, message);
  return message;
}

/** What our side said elsewhere. It is an answer, though not given here: nobody waits any more, and the list shows it. */
export function addExternal(fold: Fold, { item, conversation, to }: Place & { to: Person }, { attachments, ...given }: Content): Message {
  const author = { authorType: "external", authorId: null } as const;
  const message = newMessage(fold, { item, conversation }, { kind: "outbound", ...author, identityId: to.identity.id, ...given });
  addAttachments(fold, message, attachments);
  conversation.waitingSince = null;
  showLast(conversation, message, { at: happenedAt(item), preview: previewOf(message.text, namesOf(attachments)) });
  tell(fold, { item, conversation }, message);
  return message;
}

function tell(fold: Fold, { item, conversation }: Place, message: Message): void {
  const { id: messageId, authorType, authorId } = message;
  const actor = { type: authorType, id: authorId };
  fold.events.push({ type: "message.created", conversationId: conversation.id, messageId, contactId: message.contactId, channelId: item.channelId, actor });
}

/** What the files that came with a message are called, for its line in the list. */
export const namesOf = (attachments: InboundAttachment[]) => attachments.map((attachment) => attachment.name ?? null);

/** The conversation's next message. */
export function newMessage(fold: Fold, { item, conversation }: Place, given: Given & Author): Message {
  touch(conversation).lastSeq += 1;
  const message: Message = {
    id: fold.newId(),
    conversationId: conversation.id,
    threadKey: conversation.threadKey,
    contactId: conversation.contactId,
    channelId: item.channelId,
    seq: conversation.lastSeq,
    identityId: conversation.identityId,
    text: null,
    fullText: null,
    html: null,
    mail: null,
    payload: null,
    handles: null,
    isUnsupported: false,
    replyToId: null,
    dedupKey: item.dedupKey,
    externalId: null,
    eventId: item.eventId,
    eventPosition: item.position,
    providerAt: item.providerAt ? new Date(item.providerAt) : null,
    receivedAt: item.receivedAt,
    storedAt: fold.now,
    editedAt: null,
    deletedAt: null,
    isNew: true,
    ...given,
  };
  addMessage(fold, message);
  return message;
}

/** What came with a message, in its order; what must be fetched follows by a job. */
export function addAttachments(fold: Fold, message: Message, attachments: InboundAttachment[]): void {
  for (const [position, given] of attachments.entries()) {
    const source = given.source ?? (isOfBytes(given) ? {} : null);
    const attachment = {
      id: fold.newId(),
      messageId: message.id,
      position,
      kind: given.kind,
      name: given.name ?? null,
      mimeType: given.mimeType ?? null,
      sizeBytes: given.sizeBytes ?? null,
      state: source ? ("pending" as const) : ("inline" as const),
      source,
      width: given.width ?? null,
      height: given.height ?? null,
      durationMs: given.durationMs ?? null,
      data: given.data ?? null,
    };
    fold.attachments.push(attachment);
    if (source) fold.followUps.push({ kind: "fetch-attachment", attachmentId: attachment.id });
  }
}

const BYTES = new Set<string>(["image", "audio", "voice", "video", "file", "story"]);

/** Without facts of its own it is nothing but its bytes: where they cannot be fetched, whoever tries says so. */
function isOfBytes({ kind, data }: InboundAttachment): boolean {
  return BYTES.has(kind) && !data;
}

interface Shown {
  at: Date;
  /** Of the files that came with it. */
  names: (string | null)[];
}

/** Somebody waits for an answer. Times only move outwards, so that late and reordered messages end in the same state. */
export function countInbound(conversation: Conversation, message: Message, shown: Shown): void {
  conversation.inboundCount += 1;
  conversation.waitingSince = earlier(conversation.waitingSince, shown.at);
  conversation.lastInboundAt = later(conversation.lastInboundAt, shown.at);
  showInbound(conversation, message, shown);
}

/** The list shows it; nobody waits for that. */
export function showInbound(conversation: Conversation, message: Message, { at, names }: Shown): void {
  showLast(conversation, message, { at, preview: previewOf(message.text, names) });
}

/** Makes a message the line the list shows, unless a newer one (by the customer's clock) is shown already. */
export function showLast(conversation: Conversation, message: Message, { at, preview }: { at: Date; preview: string | null }): void {
  if (at < conversation.lastActivityAt) return;
  Object.assign(conversation, { lastActivityAt: at, preview, previewKind: message.kind, previewAuthor: null });
}

/** Times only move outwards. */
export const later = (a: Date | null, b: Date) => (a && a > b ? a : b);
const earlier = (a: Date | null, b: Date) => (a && a < b ? a : b);
