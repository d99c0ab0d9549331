import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { InboundItem, Party, ReplyWindow } from "@/server/channels/contract";
import { createChannel } from "@/server/connections/create-channel";
import { getConversation } from "@/server/conversations/get-conversation";
import { purgeWindows } from "@/server/messages/purge-windows";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { restOf } from "@/server/testing/rest-client";
import { acceptWebhook } from "./receive-webhook";
import { drainAll } from "./run-lanes";

/* From the platform's body to what the composer is told: acts that allow answers, and people with several addresses, on real rows. */

const MESSAGE: ReplyWindow = { scene: "message", seconds: 3_600, sends: 2 };
let platform: LocalPlatform;
let tenant: TestTenant;
let channelId: string;

beforeAll(async () => {
  platform = await startLocalPlatform("intakewindow", { window: { hours: 48, extendedHours: null, counted: true } });
});
afterAll(() => platform.close());
beforeEach(async () => {
  tenant = await makeTenant();
  const created = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Account", credentials: { account: randomUUID() }, verify: true }));
  channelId = created.channelId;
});

interface Said {
  id?: string;
  from?: Party;
  thread?: string | null;
  minutesAgo?: number;
  window?: ReplyWindow;
}

function says({ id = randomUUID(), from = { scope: "app", value: "ana" }, thread = from.value, minutesAgo = 0, window }: Said = {}): InboundItem {
  const event = { type: "message" as const, externalId: id, from, text: "Hi", attachments: [] };
  return { account: null, thread, dedupKey: id, providerAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(), ...(window && { window }), event };
}

async function take(...items: InboundItem[]): Promise<void> {
  const path = `/api/webhooks/${platform.kind}/${channelId}`;
  const answer = await acceptWebhook({ method: "POST", path, headers: {}, body: Promise.resolve(Buffer.from(JSON.stringify(items))) });
  expect(answer.status).toBe(200);
  await drainAll(tenant.tenantId);
}

const conversations = () => tenant.door((s) => s.db.conversation.findMany({ orderBy: { number: "asc" } }));
const detail = async () => tenant.door(async (s) => getConversation(s, (await s.db.conversation.findFirstOrThrow()).id));
const reply = (conversationId: string, text = "Hello") =>
  tenant.door((s) => sendReply(s, { conversationId, clientMessageId: randomUUID(), text, attachments: [], isNote: false, split: true }));

test("an act opens a window that the composer is told of; the same again does not open it anew, a newer one does", async () => {
  const first = says({ minutesAgo: 10, window: MESSAGE });
  await take(first);
  const { id, windows, windowClosesAt } = await detail();
  expect(windows).toEqual([{ scene: "message", expiresAt: windowClosesAt, sendsLeft: 2 }]);
  await tenant.door((s) => s.sql.query("update reply_windows set sends_left = 0"));
  await take(first, says({ minutesAgo: 20, window: MESSAGE }));
  expect((await detail()).windows).toMatchObject([{ sendsLeft: 0 }]);
  await expect(reply(id)).rejects.toMatchObject({ code: "conflict", reason: "no-sends-left" });
  await take(says({ window: MESSAGE }));
  expect((await detail()).windows).toMatchObject([{ sendsLeft: 2 }]);
  await expect(reply(id, "a".repeat(250))).rejects.toMatchObject({ reason: "no-sends-left", data: { left: 2, calls: 3 } });
  await expect(reply(id)).resolves.toMatchObject({ kind: "outbound" });
});

test("a program sees the same, and is refused for the same", async () => {
  await take(says({ window: MESSAGE }));
  const { id, windowClosesAt } = await detail();
  const call = await restOf(tenant);
  expect((await call(`GET /conversations/${id}`)).body).toMatchObject({ windowClosesAt, windows: [{ scene: "message", sendsLeft: 2 }], refusal: null });
  await tenant.door((s) => s.sql.query("update reply_windows set sends_left = 0"));
  const refused = await call(`POST /conversations/${id}/messages`, { text: "Hello" });
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([409, expect.stringContaining("no-sends-left")]);
});

test("a window that is over, or closed by the platform, says when", async () => {
  await take(says({ minutesAgo: 61, window: MESSAGE }));
  const { id, windows, windowClosesAt } = await detail();
  expect(windows).toEqual([]);
  expect(Date.parse(windowClosesAt ?? "")).toBeLessThan(Date.now());
  await expect(reply(id)).rejects.toMatchObject({ reason: "window-closed" });
  await take(says({ window: MESSAGE }), says({ window: { ...MESSAGE, seconds: 0 } }));
  await expect(reply(id)).rejects.toMatchObject({ reason: "window-closed" });
});

test("windows that are over are forgotten", async () => {
  await take(says({ minutesAgo: 3 * 1_440, window: MESSAGE }), says({ window: { ...MESSAGE, scene: "menu" } }));
  await tenant.door(purgeWindows);
  expect((await tenant.door((s) => s.db.replyWindow.findMany())).map(({ scene }) => scene)).toEqual(["menu"]);
});

test("a person met by phone, then by another id together with the phone, stays one contact in one conversation", async () => {
  const phone = { scope: "app", value: "15550001" };
  await take(says({ from: phone }));
  await take(says({ from: { scope: "app", value: "user.7", also: [phone] } }));
  await take(says({ from: { scope: "app", value: "user.7" } }));
  const found = await conversations();
  expect(found).toMatchObject([{ threadKey: "user.7", inboundCount: 3n }]);
  const identities = await tenant.door((s) => s.db.identity.findMany({ orderBy: { value: "asc" } }));
  expect(identities.map(({ value, contactId }) => [value, contactId])).toEqual([
    ["15550001", found[0]?.contactId],
    ["user.7", found[0]?.contactId],
  ]);
});

test("two contacts that the platform calls one person are not joined; it is noted once", async () => {
  const phone = { scope: "app", value: "15550001" };
  await take(says({ from: phone }), says({ from: { scope: "app", value: "user.7" } }));
  const both = { scope: "app", value: "user.7", also: [phone] };
  await take(says({ from: both }));
  await take(says({ from: both }));
  expect(await tenant.door((s) => s.db.contact.count())).toBe(2);
  expect(await tenant.door((s) => s.db.identityEvidence.count())).toBe(1);
});

test("a person who moved to a new number is answered there, in the same conversation", async () => {
  const from = { scope: "app", value: "15550001" };
  const to = { scope: "app", value: "15550002" };
  await take(says({ from }));
  await take({ account: null, thread: from.value, dedupKey: "moved", providerAt: null, event: { type: "moved", from, to } });
  await take(says({ from: to }));
  const identity = await tenant.door((s) => s.db.identity.findFirstOrThrow({ where: { value: to.value } }));
  expect(await conversations()).toMatchObject([{ threadKey: to.value, identityId: identity.id, inboundCount: 2n }]);
});
