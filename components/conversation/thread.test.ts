import { describe, expect, test } from "vitest";
import type { MessageView } from "@/lib/schemas/message";
import { patchThread, type Thread } from "./thread-cache";
import { findUnreadFrom, layOutThread, type UnreadFrom } from "./thread-items";

function message(seq: number, over: Partial<MessageView> & { at?: string; stored?: string } = {}): MessageView {
  const { at = `10:0${seq}`, stored, ...rest } = over;
  return {
    id: `m${seq}`,
    conversationId: "c",
    seq,
    kind: "inbound",
    author: { type: "contact", id: "lucia", name: "Lucía" },
    channelId: null,
    identityId: null,
    text: `text ${seq}`,
    html: null,
    payload: null,
    isUnsupported: false,
    attachments: [],
    reactions: [],
    replyTo: null,
    quoted: null,
    providerAt: `2026-11-21T${at}:00Z`,
    receivedAt: null,
    storedAt: `2026-11-21T${stored ?? at}:05Z`,
    delivery: null,
    editedAt: null,
    deletedAt: null,
    externalId: null,
    fullText: null,
    mail: null,
    clientMessageId: null,
    ...rest,
  };
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const layOut = (messages: MessageView[], unreadFrom: UnreadFrom | null = null) =>
  layOutThread(messages, { unreadFrom, dayOf }).map((item) => {
    if (item.type === "message") return `${item.message.id}${item.isFirst ? " first" : ""}${item.isLate ? " late" : ""}`;
    return item.type === "unread" ? `unread ${item.count}` : item.type;
  });

describe("a thread on screen", () => {
  test("groups what one person wrote in one go", () => {
    expect(layOut([message(1), message(2), message(3, { at: "10:09" })])).toEqual(["day", "m1 first", "m2", "m3 first"]);
  });

  test("writes a mail's subject where it is another than above", () => {
    const mail = (seq: number, subject: string) => message(seq, { mail: { subject } as MessageView["mail"] });
    const mails = [mail(1, "Re: Order 7"), mail(2, "Invoice"), message(3, { kind: "note" }), mail(4, "AW: Invoice"), mail(5, "")];
    const items = layOutThread(mails, { unreadFrom: null, dayOf, subject: "Order 7" });
    expect(items.flatMap((item) => (item.type === "message" ? [item.subject] : []))).toEqual([null, "Invoice", null, null, ""]);
  });

  test("never groups notes, and breaks groups where the author changes", () => {
    const maya = { type: "agent", id: "maya", name: "Maya" } as const;
    expect(layOut([message(1), message(2, { kind: "note", author: maya }), message(3, { kind: "note", author: maya })])).toEqual([
      "day",
      "m1 first",
      "m2 first",
      "m3 first",
    ]);
  });

  test("puts a late arrival where it belongs by the customer's clock, and says so", () => {
    const late = message(3, { at: "10:01", stored: "10:08" });
    expect(layOut([message(1, { at: "10:00" }), message(2, { at: "10:05" }), late])).toEqual(["day", "m1 first", "m3 late", "m2"]);
  });

  test("does not mark what came late but is last all the same", () => {
    expect(layOut([message(1, { at: "10:00" }), message(2, { at: "10:01", stored: "10:30" })])).toEqual(["day", "m1 first", "m2"]);
  });

  test("keeps the order of storing for messages of one instant", () => {
    expect(layOut([message(2, { at: "10:00" }), message(1, { at: "10:00" })])).toEqual(["day", "m1 first", "m2"]);
  });

  test("draws a line where a day begins", () => {
    const yesterday = message(1, { providerAt: "2026-11-20T23:59:00Z" });
    expect(layOut([yesterday, message(2)])).toEqual(["day", "m1 first", "day", "m2 first"]);
  });

  test("draws the unread line above the customer's first unread message", () => {
    const note = message(3, { kind: "note", author: { type: "agent", id: "maya", name: "Maya" } });
    const messages = [message(1), message(2), note, message(4)];
    const unreadFrom = findUnreadFrom(messages, 2);
    expect(unreadFrom).toEqual({ id: "m2", count: 2 });
    expect(layOut(messages, unreadFrom)).toEqual(["day", "m1 first", "unread 2", "m2 first", "m3 first", "m4 first"]);
  });

  test("with more unread than loaded begins with the unread line", () => {
    expect(findUnreadFrom([message(8), message(9)], 40)).toEqual({ id: "m8", count: 40 });
  });
});

describe("a cached thread after a change", () => {
  const thread = (over: Partial<Thread["pages"][number]> = {}): Thread => ({
    pages: [
      { items: [message(3), message(4)], hasMore: true },
      { items: [message(1), message(2)], hasMore: false, ...over },
    ],
    pageParams: [undefined, 3],
  });
  const seqs = (patched: Thread) => patched.pages.map((page) => page.items.map((item) => item.seq));

  test("shows a new message once, however often it is told", () => {
    const once = patchThread(thread(), [message(5)]);
    expect(seqs(patchThread(once, [message(5)]))).toEqual([
      [3, 4, 5],
      [1, 2],
    ]);
  });

  test("changes a message in its page", () => {
    const patched = patchThread(thread(), [message(2, { text: "edited" })]);
    expect(patched.pages[1]?.items[1]?.text).toBe("edited");
  });

  test("does not take in a message older than what is loaded while there is more", () => {
    expect(seqs(patchThread(thread({ items: [message(2)], hasMore: true }), [message(1)]))).toEqual([[3, 4], [2]]);
  });

  test("that was empty takes the first message", () => {
    expect(seqs(patchThread({ pages: [{ items: [], hasMore: false }], pageParams: [undefined] }, [message(1)]))).toEqual([[1]]);
  });
});
