import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { cancelMessage } from "./cancel-message";
import { deliverDue } from "./deliver-message";
import { insertOutbound } from "./insert-outbound";
import { queueDelivery } from "./queue-delivery";
import { retryMessage } from "./retry-message";

/* The sender and the windows: messages are queued past the check of the moment, which is for people; what holds is what happens here. */

const COUNTED = { hours: 48, extendedHours: null, counted: true };
let counted: LocalPlatform;
let again: LocalPlatform;
let free: LocalPlatform;
let reply: LocalPlatform;
let tenant: TestTenant;
let conversation: TestConversation;

beforeAll(async () => {
  counted = await startLocalPlatform("windowtest", { window: COUNTED });
  again = await startLocalPlatform("windowtest-again", { window: COUNTED, idempotentSend: true });
  free = await startLocalPlatform("windowtest-free");
  reply = await startLocalPlatform("windowtest-reply", { idempotentSend: true });
});
afterAll(() => Promise.all([counted.close(), again.close(), free.close(), reply.close()]));
beforeEach(async () => {
  tenant = await makeTenant();
  conversation = await converse(counted.kind);
});

async function converse(kind: string, over: { threadKey?: string; channelId?: string } = {}): Promise<TestConversation> {
  const account = { account: randomUUID() };
  const channelId = over.channelId ?? (await tenant.door((s) => createChannel(s, { kind, name: "Account", credentials: account, verify: true }))).channelId;
  return makeConversation(tenant, { ...over, channelId });
}

interface Window {
  c?: TestConversation;
  scene?: string;
  sends?: number | null;
  minutes?: number;
  agoMinutes?: number;
  handle?: string;
}

const open = ({ c = conversation, scene = "message", sends = 5, minutes = 60, agoMinutes = 1, handle }: Window = {}) =>
  tenant.door((s) =>
    s.sql.query(
      `insert into reply_windows (tenant_id, conversation_id, scene, opened_at, expires_at, sends_left, handle)
       values ($1, $2, $3, now() - $4 * interval '1 minute', now() + $5 * interval '1 minute', $6, $7)
       on conflict (tenant_id, conversation_id, scene) do update set opened_at = excluded.opened_at, sends_left = excluded.sends_left`,
      [tenant.tenantId, c.id, scene, agoMinutes, minutes, sends, handle],
    ),
  );

const left = async (scene = "message", c = conversation) => {
  const row = await tenant.door((s) => s.db.replyWindow.findFirst({ where: { conversationId: c.id, scene } }));
  return row?.sendsLeft;
};

const queue = (text: string, c = conversation) =>
  tenant.door(async (s) => {
    const record = await s.db.conversation.findFirstOrThrow({ where: { id: c.id } });
    const target = { channelId: c.channelId, identityId: c.identityId } as Parameters<typeof insertOutbound>[2]["target"];
    const input = { text, clientMessageId: randomUUID() };
    const { messageId } = await insertOutbound(s, { ...record, lastSeq: Number(record.lastSeq) } as never, { kind: "outbound", input, uploads: [], target });
    await queueDelivery(s, { messageId, conversationId: c.id, channelId: c.channelId, identityId: c.identityId, notBefore: s.now });
    return messageId;
  });

const door = () => ({ tenantId: tenant.tenantId, inTenant: <T>(fn: Parameters<typeof inTenant<T>>[2]) => inTenant(tenant.tenantId, SYSTEM, fn) });
const deliver = (c = conversation) => deliverDue(door(), c.id);
const statusOf = async (messageId: string) => (await tenant.door((s) => s.db.delivery.findFirstOrThrow({ where: { messageId } }))).status;
const reasonOf = async (messageId: string) => (await tenant.door((s) => s.db.delivery.findFirstOrThrow({ where: { messageId } }))).reason;
const windowsOf = (c = conversation, p = counted) => p.calls.filter((call) => call.body.to === c.identityId).map((call) => call.body.window);
const tryAgainNow = (messageId: string) => tenant.door((s) => s.sql.query("update deliveries set not_before = now() where message_id = $1", [messageId]));

describe("a send", () => {
  test("is counted against the open window that closes first, and hands its handle back", async () => {
    await open({ scene: "message", minutes: 60 });
    await open({ scene: "menu", minutes: 1, sends: 1, handle: "token" });
    for (const text of ["one", "two"]) await queue(text);
    await deliver();
    expect(windowsOf()).toEqual(["menu token", "message"]);
    expect([await left("menu"), await left()]).toEqual([0, 4]);
  });

  test("counts a part a call", async () => {
    await open();
    await queue("a".repeat(250));
    await deliver();
    expect(await left()).toBe(2);
  });

  test("of a message for which too few are left makes no call at all, and costs nothing", async () => {
    await open({ sends: 2 });
    const message = await queue("a".repeat(250));
    await deliver();
    expect([await statusOf(message), windowsOf(), await left()]).toEqual(["failed", [], 2]);
    expect(await reasonOf(message)).toContain("3 messages are needed, and the platform takes 2");
  });

  test.each<[string, Window | null]>([
    ["was never opened", null],
    ["is over", { minutes: -1 }],
    ["is spent", { sends: 0 }],
  ])("into a window that %s never reaches the platform", async (_name, window) => {
    if (window) await open(window);
    const message = await queue("too late");
    await deliver();
    expect([await statusOf(message), windowsOf()]).toEqual(["failed", []]);
    expect(await reasonOf(message)).toContain("has to write first");
  });

  test("where answers are not counted uses what is open, and needs nothing", async () => {
    const c = await converse(free.kind);
    await open({ c, scene: "reply-token", sends: 1, handle: "token" });
    for (const text of ["one", "two"]) await queue(text, c);
    await deliver(c);
    expect(windowsOf(c, free)).toEqual(["reply-token token", undefined]);
  });

  test("that the platform made without the window spends it", async () => {
    const c = await converse(free.kind);
    await open({ c, scene: "reply-token", sends: 3 });
    free.next({ status: 200, body: { id: "a", isWindowSpent: true } });
    for (const text of ["one", "two"]) await queue(text, c);
    await deliver(c);
    expect(windowsOf(c, free)).toEqual(["reply-token", undefined]);
  });

  test("in a newer conversation of the thread is counted against the latest act, wherever that stood", async () => {
    await tenant.door((s) => s.sql.query("update conversations set status = 'resolved', resolved_at = now() where id = $1", [conversation.id]));
    const newer = await converse(counted.kind, { channelId: conversation.channelId, threadKey: conversation.threadKey });
    await open({ sends: 3, agoMinutes: 10 });
    await open({ c: newer, sends: 5 });
    await queue("one", newer);
    await deliver(newer);
    expect([await left(), await left("message", newer)]).toEqual([3, 4]);
  });
});

describe("what a failed send was counted against", () => {
  test("is free again when the platform refused the content", async () => {
    await open();
    const message = await queue("refused");
    counted.next({ status: 422 });
    await deliver();
    expect([await statusOf(message), await left()]).toEqual(["failed", 5]);
  });

  test("is not given to a window that a newer act has begun meanwhile", async () => {
    await open({ sends: 5, agoMinutes: 10 });
    const message = await queue("refused later");
    counted.next({ status: 503 });
    await deliver();
    await open({ sends: 5, agoMinutes: 0 });
    await tenant.door((s) => cancelMessage(s, message));
    expect(await left()).toBe(5);
  });

  test("is spent when nobody knows whether it arrived, and once more when a person sends it again", async () => {
    await open();
    const message = await queue("lost");
    counted.next("silence");
    await deliver();
    expect([await statusOf(message), await left()]).toEqual(["unknown", 4]);
    await tenant.door((s) => retryMessage(s, { messageId: message, confirm: true }));
    await deliver();
    expect([await statusOf(message), await left()]).toEqual(["sent", 3]);
  });

  test("stays its own while it waits for the next attempt, and is given back when it is taken back", async () => {
    await open();
    const message = await queue("later");
    counted.next({ status: 503 });
    await deliver();
    expect(await left()).toBe(4);
    await tryAgainNow(message);
    counted.next({ status: 503 });
    await deliver();
    expect(await left()).toBe(4);
    await tenant.door((s) => cancelMessage(s, message));
    expect(await left()).toBe(5);
  });

  test("is repeated against the same where the platform takes the same send twice for one", async () => {
    const c = await converse(again.kind);
    await open({ c });
    const message = await queue("lost", c);
    again.next("silence");
    await deliver(c);
    await tryAgainNow(message);
    await deliver(c);
    expect([await statusOf(message), await left("message", c)]).toEqual(["sent", 4]);
  });

  test("is worth nothing when the platform says that the window is shut", async () => {
    await open();
    const messages = [await queue("one"), await queue("two")];
    counted.next({ status: 410 });
    await deliver();
    expect(await Promise.all(messages.map(statusOf))).toEqual(["failed", "failed"]);
    expect([windowsOf().length, await left()]).toEqual([1, 0]);
  });

  test("is spent when the sender dies in the middle of the call", async () => {
    await open();
    const message = await queue("half way");
    let answer = () => {};
    counted.next({ hold: new Promise((resolve) => (answer = resolve)) });
    const sending = deliver();
    while (windowsOf().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // What a killed worker leaves: its session, and with it the lock, is gone; the row says `sending`.
    expect([await statusOf(message), await left()]).toEqual(["sending", 4]);
    answer();
    await sending;
    await tenant.door((s) => s.sql.query("update deliveries set status = 'sending' where message_id = $1", [message]));
    await tenant.door((s) => s.sql.query("update delivery_parts set sent_at = null, external_id = null where tenant_id = $1", [tenant.tenantId]));
    await deliver();
    expect([await statusOf(message), await left()]).toEqual(["unknown", 4]);
  });

  test("is not tried again after a sender that died with a reply token in hand: refused, it would leave another way and arrive twice", async () => {
    const c = await converse(reply.kind);
    await open({ c, scene: "reply-token", sends: 1, handle: "token" });
    const message = await queue("once", c);
    await deliver(c);
    await tenant.door((s) => s.sql.query("update deliveries set status = 'sending' where message_id = $1", [message]));
    await tenant.door((s) => s.sql.query("update delivery_parts set sent_at = null, external_id = null where tenant_id = $1", [tenant.tenantId]));
    const before = reply.calls.length;
    await deliver(c);
    expect([await statusOf(message), reply.calls.length - before]).toEqual(["unknown", 0]);
  });
});

test("two senders never spend the same send", async () => {
  const other = await converse(counted.kind, { channelId: conversation.channelId, threadKey: `${conversation.threadKey} other` });
  // Two conversations of one thread are sent to at the same time: the older one has ended.
  await tenant.door((s) =>
    s.sql.query("update conversations set status = 'resolved', resolved_at = now(), thread_key = $2 where id = $1", [other.id, conversation.threadKey]),
  );
  await open({ sends: 3 });
  for (const text of ["1", "2", "3", "4"]) {
    await queue(text);
    await queue(text, other);
  }
  await Promise.all([deliver(), deliver(other)]);
  expect(windowsOf().length + windowsOf(other).length).toBe(3);
  expect(await left()).toBe(0);
});
