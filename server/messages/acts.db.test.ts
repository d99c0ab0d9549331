import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { markRead } from "@/server/conversations/mark-read";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { addInbound, makeAgent, makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { restOf } from "@/server/testing/rest-client";
import { type ActRequest, actRequest } from "./act-request";
import { deliverDue } from "./deliver-message";
import { editMessage } from "./edit-message";
import { mirrorTyping } from "./mirror-acts";
import { performAct } from "./perform-act";
import { react } from "./react";
import { sendReply } from "./send-reply";
import { unsendMessage } from "./unsend-message";

const ALL = { edit: true, unsend: true, reactions: true, typing: { inbound: false, outbound: true } };
let platform: LocalPlatform;
let plain: LocalPlatform;
let tenant: TestTenant;
let conversation: TestConversation;

beforeAll(async () => {
  platform = await startLocalPlatform("acttest", ALL);
  plain = await startLocalPlatform("acttest-plain");
});
afterAll(() => Promise.all([platform.close(), plain.close()]));
beforeEach(async () => {
  tenant = await makeTenant();
  conversation = await converse(platform.kind);
});

async function converse(kind: string): Promise<TestConversation> {
  const { channelId } = await tenant.door((s) => createChannel(s, { kind, name: "Account", credentials: { account: randomUUID() }, verify: true }));
  return makeConversation(tenant, { channelId });
}

const system = () => ({ tenantId: tenant.tenantId, inTenant: <T>(fn: Parameters<typeof inTenant<T>>[2]) => inTenant(tenant.tenantId, SYSTEM, fn) });
const owner = () => ({ tenantId: tenant.tenantId, actor: tenant.owner, inTenant: tenant.door });

async function sent(text = "Helo", c = conversation): Promise<string> {
  const { id } = await tenant.door((s) =>
    sendReply(s, { conversationId: c.id, clientMessageId: randomUUID(), text, attachments: [], isNote: false, split: true }),
  );
  await deliverDue(system(), c.id);
  return id;
}

async function received(c = conversation): Promise<{ id: string; seq: number }> {
  const message = await addInbound(tenant, c, "Hi");
  await tenant.door((s) => s.sql.query("update messages set external_id = $2, handles = $3 where id = $1", [message.id, `in-${message.id}`, { token: "t" }]));
  return message;
}

/** The jobs that wait, run as the worker does. */
async function mirror(): Promise<ActRequest[]> {
  const { jobsPool } = await import("@/server/db/client");
  const { rows } = await jobsPool().query<{ payload: { payload: unknown } }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'perform-act' and j.payload->>'tenantId' = $1 returning j.payload`,
    [tenant.tenantId],
  );
  const requests = rows.map((row) => actRequest.parse(row.payload.payload));
  for (const request of requests) await performAct(system(), request);
  return requests;
}

const acts = (c = conversation, p = platform) =>
  p.calls.filter((call) => call.path === "/act" && call.body.to === c.identityId).map(({ body: { to: _, ...act } }) => act);
const messageOf = (id: string) => tenant.door((s) => s.db.message.findFirstOrThrow({ where: { id } }));
const reactionsOf = async (messageId: string) => (await tenant.door((s) => s.db.reaction.findMany({ where: { messageId } }))).map(({ emoji }) => emoji);
const eventsOf = async (messageId: string) =>
  (await tenant.door((s) => s.sql.query<{ type: string }>("select type from events where message_id = $1 order by cursor", [messageId]))).rows.map(
    (row) => row.type,
  );
const previewOf = async () => (await tenant.door((s) => s.db.conversation.findFirstOrThrow({ where: { id: conversation.id } }))).preview;

describe("an edit", () => {
  test("is asked of the platform first, and shown when it has agreed", async () => {
    const id = await sent();
    const { externalId } = await messageOf(id);
    const edited = await editMessage(owner(), { messageId: id, text: "Hello" });
    expect(edited).toMatchObject({ text: "Hello", editedAt: expect.any(String) });
    expect(acts()).toEqual([{ type: "edit", externalId, text: "Hello", payload: null }]);
    expect(await eventsOf(id)).toContain("message.updated");
    expect(await previewOf()).toBe("Hello");
  });

  test.each([
    [422, "conflict", "refused-by-platform"],
    [503, "unavailable", "platform-away"],
  ])("that the platform refuses (%s) changes nothing here, and says so", async (status, code, reason) => {
    const id = await sent();
    platform.next({ status });
    await expect(editMessage(owner(), { messageId: id, text: "Hello" })).rejects.toMatchObject({ code, reason });
    expect(await messageOf(id)).toMatchObject({ text: "Helo", editedAt: null });
    expect(await eventsOf(id)).not.toContain("message.updated");
  });

  test("is its author's alone", async () => {
    const id = await sent();
    const colleague = await makeAgent(tenant);
    const door = { tenantId: tenant.tenantId, actor: colleague.actor, inTenant: colleague.door };
    await expect(editMessage(door, { messageId: id, text: "Hello" })).rejects.toMatchObject({ code: "forbidden", reason: "not-author" });
    expect(acts()).toEqual([]);
  });

  test.each([
    ["what one message cannot carry", "a".repeat(101), "text-too-long"],
    ["nothing", "  ", "text-too-long"],
  ])("into %s is refused before the platform is asked", async (_name, text, reason) => {
    await expect(sent().then((messageId) => editMessage(owner(), { messageId, text }))).rejects.toMatchObject({ code: "invalid", reason });
    expect(acts()).toEqual([]);
  });

  test("of a message that went out as several is refused", async () => {
    const id = await sent("a".repeat(150));
    await expect(editMessage(owner(), { messageId: id, text: "b" })).rejects.toMatchObject({ reason: "sent-in-parts" });
  });

  test("of what never left, or where the platform cannot, is refused", async () => {
    platform.next({ status: 422 });
    const failed = await sent();
    await expect(editMessage(owner(), { messageId: failed, text: "b" })).rejects.toMatchObject({ reason: "not-sent" });
    const elsewhere = await converse(plain.kind);
    const id = await sent("Hi", elsewhere);
    await expect(editMessage(owner(), { messageId: id, text: "b" })).rejects.toMatchObject({ reason: "not-supported" });
    expect(acts(elsewhere, plain)).toEqual([]);
  });
});

describe("taking back", () => {
  test("takes back every part, and leaves the place where it stood", async () => {
    const id = await sent("a".repeat(150));
    await expect(unsendMessage(owner(), id)).resolves.toMatchObject({ text: null, deletedAt: expect.any(String) });
    expect(acts().map(({ type }) => type)).toEqual(["unsend", "unsend"]);
    expect(await eventsOf(id)).toContain("message.deleted");
    expect(await previewOf()).toBeNull();
  });

  test("that is refused leaves the message as it is, and can be tried again", async () => {
    const id = await sent();
    platform.next({ status: 403 });
    await expect(unsendMessage(owner(), id)).rejects.toMatchObject({ reason: "refused-by-platform" });
    expect(await messageOf(id)).toMatchObject({ deletedAt: null });
    await unsendMessage(owner(), id);
    await expect(unsendMessage(owner(), id)).rejects.toMatchObject({ reason: "not-sent" });
  });
});

describe("a reaction", () => {
  test("stands at once, is shown to the customer once, and replaces what another of us gave", async () => {
    const { id } = await received();
    const colleague = await makeAgent(tenant);
    await tenant.door((s) => react(s, { messageId: id, emoji: "👍", action: "add" }));
    await colleague.door((s) => react(s, { messageId: id, emoji: "👍", action: "add" }));
    expect(await mirror()).toHaveLength(1);
    await colleague.door((s) => react(s, { messageId: id, emoji: "❤️", action: "add" }));
    await mirror();
    expect(await reactionsOf(id)).toEqual(["❤️"]);
    expect(acts().map(({ emoji }) => emoji)).toEqual(["👍", "❤️"]);
    await tenant.door((s) => react(s, { messageId: id, emoji: "❤️", action: "remove" }));
    await mirror();
    expect(await reactionsOf(id)).toEqual([]);
    expect(acts().at(-1)).toEqual({ type: "react", externalId: `in-${id}`, emoji: "❤️", action: "remove" });
  });

  test("that the platform refuses is not shown as given any more; one that got lost is tried no more", async () => {
    const { id } = await received();
    await tenant.door((s) => react(s, { messageId: id, emoji: "🦄", action: "add" }));
    platform.next({ status: 422 });
    await mirror();
    expect(await reactionsOf(id)).toEqual([]);
    await tenant.door((s) => react(s, { messageId: id, emoji: "👍", action: "add" }));
    platform.next("silence");
    await mirror();
    await mirror();
    expect([await reactionsOf(id), acts().length]).toEqual([["👍"], 2]);
  });

  test("where the platform knows none is refused", async () => {
    const elsewhere = await converse(plain.kind);
    const { id } = await received(elsewhere);
    await expect(tenant.door((s) => react(s, { messageId: id, emoji: "👍", action: "add" }))).rejects.toMatchObject({ reason: "not-supported" });
  });

  test("to a message that the agent may not see is a message that is not there", async () => {
    const { id } = await received();
    const stranger = await makeAgent(tenant, { visibility: "mine" });
    await expect(stranger.door((s) => react(s, { messageId: id, emoji: "👍", action: "add" }))).rejects.toMatchObject({ code: "not-found" });
  });
});

test("a program changes and takes back what it has sent itself, and nobody else's words", async () => {
  const call = await restOf(tenant);
  const { body } = await call(`POST /conversations/${conversation.id}/messages`, { text: "Helo" });
  await deliverDue(system(), conversation.id);
  expect(await call(`PATCH /messages/${body.id}`, { text: "Hello" })).toMatchObject({ status: 200, body: { text: "Hello" } });
  expect(await call(`PATCH /messages/${await sent()}`, { text: "Hello" })).toMatchObject({ status: 403 });
  expect(await call(`DELETE /messages/${body.id}`)).toMatchObject({ status: 200, body: { text: null } });
  const { id } = await received();
  expect(await call(`POST /messages/${id}/reactions`, { emoji: "👍" })).toMatchObject({
    status: 200,
    body: { reactions: [{ emoji: "👍", authorType: "agent" }] },
  });
});

test("reading is shown to the customer up to the last message read, and not again", async () => {
  await received();
  const last = await received();
  await tenant.door((s) => markRead(s, { id: conversation.id, seq: last.seq }));
  await tenant.door((s) => markRead(s, { id: conversation.id, seq: last.seq }));
  await mirror();
  expect(acts()).toEqual([{ type: "read", externalId: `in-${last.id}` }]);
});

test("typing is shown, seldom enough, and not when it is long over", async () => {
  for (let i = 0; i < 5; i++) await tenant.door((s) => mirrorTyping(s, { conversationId: conversation.id, isTyping: true }));
  const [request, ...more] = await mirror();
  expect(more).toEqual([]);
  expect(acts()).toEqual([{ type: "typing", isTyping: true }]);
  await performAct(system(), { ...(request as Extract<ActRequest, { type: "typing" }>), at: new Date(Date.now() - 11_000).toISOString() });
  expect(acts()).toHaveLength(1);
});

test("typing in a conversation that is not the agent's to see is shown to nobody", async () => {
  const stranger = await makeAgent(tenant, { visibility: "mine" });
  await stranger.door((s) => mirrorTyping(s, { conversationId: conversation.id, isTyping: true }));
  expect(await mirror()).toEqual([]);
});
