import type { Draft, Message } from "./types";

/** Known messages with a page of changes laid over them, in the order they were said. */
export function mergeMessages(known: Message[], changes: Message[]): Message[] {
  if (changes.length === 0) return known;
  const byId = new Map([...known, ...changes].map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
}

/** Drafts that the server has given back as messages are no drafts any more. */
export function openDrafts(drafts: Draft[], messages: Message[]): Draft[] {
  const given = new Set(messages.map((message) => message.clientId));
  return drafts.filter((draft) => !given.has(draft.clientId));
}

/** Until the server has stored a picture it is shown as it lies in this browser: it must not vanish in between. */
export function keepPreviews(messages: Message[], known: Message[], drafts: Draft[]): Message[] {
  return messages.map((message) => {
    if (message.attachments.every((file) => file.url !== null)) return message;
    const before = known.find((candidate) => candidate.id === message.id)?.attachments.map((file) => file.url);
    const previews = before ?? drafts.find((draft) => draft.clientId === message.clientId)?.files.map((file) => file.previewUrl);
    return { ...message, attachments: message.attachments.map((file, index) => ({ ...file, url: file.url ?? previews?.[index] ?? null })) };
  });
}

/** What the visitor sees: the messages, then what is still on its way. */
export function timeline(messages: Message[], drafts: Draft[]): Message[] {
  return [...messages, ...openDrafts(drafts, messages).map(draftMessage)];
}

function draftMessage({ clientId, text, files, at, state }: Draft): Message {
  return {
    id: clientId,
    clientId,
    kind: "inbound",
    authorName: null,
    isBot: false,
    text,
    isMarkdown: false,
    buttons: [],
    attachments: files.map(({ uploadId, name, mimeType, sizeBytes, previewUrl }) => ({
      id: uploadId,
      kind: previewUrl ? "image" : "file",
      name,
      mimeType,
      sizeBytes,
      url: previewUrl ?? null,
    })),
    at,
    status: state === "accepted" ? "sent" : state === "failed" ? "failed" : "sending",
    isEdited: false,
    isDeleted: false,
  };
}

const TOGETHER_MS = 5 * 60_000;

/** Whether a message continues the one before it: same side, same author, within five minutes. */
export function isContinued(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.kind === message.kind &&
    before.authorName === message.authorName &&
    Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS &&
    isSameDay(before.at, message.at)
  );
}

/** In the visitor's own time zone. */
export function isSameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** A text in pieces, addresses of web pages apart. Only http and https: everything else stays text. */
export function splitLinks(text: string): { text: string; href?: string }[] {
  const pieces: { text: string; href?: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'，。！？；：、（）【】「」]*[^\s<>"'.,;:!?)\]}，。！？；：、（）【】「」]/gi)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: match[0], href: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
