import type { InfiniteData } from "@tanstack/react-query";
import type { MessageView } from "@/lib/schemas/message";

export interface MessagePage {
  items: MessageView[];
  hasMore: boolean;
}

/** Pages newest first, rising inside; the parameter is the seq before which a page ends. */
export type Thread = InfiniteData<MessagePage, number | undefined>;

export function threadKey(conversationId: string): readonly [string, string] {
  return ["thread", conversationId];
}

/** Puts messages as they are now into a cached thread: known ones in their place, new ones at the end. Ones older than what is loaded stay out. */
export function patchThread(thread: Thread, messages: readonly MessageView[]): Thread {
  const incoming = new Map(messages.map((message) => [message.id, message]));
  const pages = thread.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => {
      const newer = incoming.get(item.id);
      incoming.delete(item.id);
      return newer ?? item;
    }),
  }));
  const newest = pages[0] ?? { items: [], hasMore: false };
  const oldestLoaded = thread.pages.at(-1)?.items[0]?.seq ?? 0;
  const fresh = [...incoming.values()].filter((message) => !thread.pages.at(-1)?.hasMore || message.seq > oldestLoaded);
  const items = [...newest.items, ...fresh].sort((a, b) => a.seq - b.seq);
  return { ...thread, pages: [{ ...newest, items }, ...pages.slice(1)], pageParams: thread.pageParams.length > 0 ? thread.pageParams : [undefined] };
}

/** What reading order is for people: when it was written, by the platform's clock, and in the order of storing where that is the same. */
export function inReadingOrder(messages: readonly MessageView[]): MessageView[] {
  return [...messages].sort((a, b) => momentOf(a) - momentOf(b) || a.seq - b.seq);
}

/** When it was written: the platform's instant, else ours. */
export function momentOf(message: MessageView): number {
  return Date.parse(message.providerAt ?? message.storedAt);
}

/** Written well before something that already stood there when it arrived: the reader is told. */
const LATE_MS = 60_000;

export function isLate(message: MessageView): boolean {
  return message.kind === "inbound" && message.providerAt !== null && Date.parse(message.storedAt) - Date.parse(message.providerAt) > LATE_MS;
}
