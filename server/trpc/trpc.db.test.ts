import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { newId } from "@/server/db/ids";
import { makeTenant } from "@/server/testing/factories";
import { addInbound, callerOf, makeAgent, makeConversation } from "@/server/testing/inbox-factory";
import { handleTrpc } from "./handle-trpc";

const codeOf = (call: Promise<unknown>) => call.then(() => "ok").catch((error: unknown) => (error instanceof TRPCError ? error.code : "not a tRPC error"));

describe("procedures", () => {
  test("know nobody without a session, and no workspace without a seat", async () => {
    const [mine, theirs] = await Promise.all([makeTenant(), makeTenant()]);
    const nobody = callerOf(mine.ownerId, null);
    expect(await codeOf(callerOf(mine.ownerId, mine.slug).conversations.list({}))).toBe("ok");
    expect(await codeOf(callerOf(mine.ownerId, theirs.slug).conversations.list({}))).toBe("NOT_FOUND");
    expect(await codeOf(callerOf(mine.ownerId, "no-such-workspace").conversations.list({}))).toBe("NOT_FOUND");
    expect(await codeOf(nobody.conversations.list({}))).toBe("NOT_FOUND");
    expect((await nobody.session.me()).seat).toBeNull();
    const response = await handleTrpc(new Request("http://localhost:3000/api/trpc/session.me"));
    expect(response.status).toBe(401);
  });

  test("hold roles to the table: a viewer reads and does not write", async () => {
    const tenant = await makeTenant();
    const viewer = await makeAgent(tenant, { role: "viewer" });
    const conversation = await makeConversation(tenant);
    const api = callerOf(viewer.actor.userId, tenant.slug);
    expect(await codeOf(api.conversations.get({ id: conversation.id }))).toBe("ok");
    expect(await codeOf(api.conversations.setStatus({ id: conversation.id, status: "resolved" }))).toBe("FORBIDDEN");
    expect(await codeOf(api.messages.send({ conversationId: conversation.id, clientMessageId: newId(), text: "hi" }))).toBe("FORBIDDEN");
    expect(await codeOf(api.contacts.delete({ id: conversation.contactId }))).toBe("FORBIDDEN");
    expect((await api.session.me()).permissions).not.toContain("conversations.reply");
  });

  test("carry the reason and the facts of a refusal to the screen", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    await addInbound(tenant, conversation, "newer");
    const call = callerOf(tenant.ownerId, tenant.slug).messages.send({ conversationId: conversation.id, clientMessageId: newId(), text: "old", seenSeq: 0 });
    await expect(call).rejects.toMatchObject({ code: "CONFLICT", cause: { reason: "stale", data: { messages: [{ text: "newer" }] } } });
  });

  test("walk from list to reply as one person", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    const { seq } = await addInbound(tenant, conversation, "Is this in stock?");
    const api = callerOf(tenant.ownerId, tenant.slug);
    const [row] = (await api.conversations.list({ view: "unassigned", status: "open" })).items;
    expect(row).toMatchObject({ id: conversation.id, unread: 1, preview: { text: "Is this in stock?", kind: "inbound" }, channel: { kind: "widget" } });
    await api.conversations.assign({ id: conversation.id, assigneeId: tenant.owner.id });
    await api.conversations.markRead({ id: conversation.id, seq });
    const sent = await api.messages.send({ conversationId: conversation.id, clientMessageId: newId(), text: "It is." });
    expect((await api.messages.byIds({ ids: [sent.id] }))[0]).toMatchObject({ text: "It is." });
    expect((await api.conversations.counts()).mine).toBe(1);
    const { events, cursor } = await api.events.since({ after: 0 });
    expect(events.map((event) => event.cursor)).toEqual(Array.from({ length: cursor }, (_, i) => i + 1));
    expect(await api.contacts.get({ id: conversation.contactId })).toMatchObject({ conversations: [{ id: conversation.id, unread: 0 }] });
  });
});

describe("POST /api/trpc", () => {
  const post = (headers: Record<string, string>, body = "{}") =>
    handleTrpc(new Request("http://localhost:3000/api/trpc/conversations.markRead", { method: "POST", headers, body }));

  test("refuses other sites and forms before it looks at the session", async () => {
    expect((await post({ "content-type": "application/json", origin: "https://evil.example" })).status).toBe(403);
    expect((await post({ "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await post({ "content-type": "application/json", origin: "http://localhost:3000" })).status).toBe(401);
  });

  test("answers nonsense with its own words, never with a stack or a 5xx", async () => {
    for (const [path, body] of [
      ["conversations.markRead", "{not json"],
      ["no.such.procedure", "{}"],
      ["conversations.list", "{}"],
    ]) {
      const request = new Request(`http://localhost:3000/api/trpc/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body });
      const response = await handleTrpc(request);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(await response.text()).not.toMatch(/node_modules|at \w+ \(/);
    }
  });
});
