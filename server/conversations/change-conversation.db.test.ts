import { describe, expect, test } from "vitest";
import { newId } from "@/server/db/ids";
import { listMessages } from "@/server/messages/list-messages";
import { listEvents } from "@/server/realtime/list-events";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { addInbound, makeAgent, makeConversation, makeTeam } from "@/server/testing/inbox-factory";
import { assign } from "./assign";
import { conversationRows } from "./conversation-view";
import { listTags } from "./list-tags";
import { setPriority } from "./set-priority";
import { setStatus } from "./set-status";
import { setTags } from "./set-tags";
import { wakeSnoozed } from "./wake-snoozed";

const activities = async (tenant: TestTenant, conversationId: string) =>
  (await tenant.door((scope) => listMessages(scope, { conversationId, limit: 50 }))).items.filter((m) => m.kind === "activity").map((m) => m.payload);

describe("assigning", () => {
  test("names the agent in the thread, raises the version, and tells who lost it", async () => {
    const tenant = await makeTenant();
    const priya = await makeAgent(tenant, { visibility: "mine" });
    const conversation = await makeConversation(tenant);
    const first = await tenant.door((scope) => assign(scope, { id: conversation.id, assigneeId: priya.actor.id }));
    expect(first).toMatchObject({ assignee: { id: priya.actor.id, name: "Priya Raman" }, version: 2 });
    const given = await priya.door((scope) => assign(scope, { id: conversation.id, assigneeId: tenant.owner.id }));
    expect(given).toMatchObject({ assigneeId: tenant.owner.id, version: 3 });
    expect(await priya.door((scope) => conversationRows(scope, [conversation.id]))).toEqual([]);
    const heard = await priya.door((scope) => listEvents(scope, { after: 0, limit: 100 }));
    expect(heard.events.at(-1)).toMatchObject({ type: "conversation.updated", conversationId: conversation.id });
    expect(await activities(tenant, conversation.id)).toMatchObject([
      { type: "assigned", assignee: { name: "Priya Raman" }, previous: null },
      { type: "assigned", assignee: { name: "Maya Lindqvist" }, previous: { name: "Priya Raman" } },
    ]);
  });

  test("the same again changes nothing; nobody is null; a team stands beside the agent", async () => {
    const tenant = await makeTenant();
    const teamId = await makeTeam(tenant);
    const conversation = await makeConversation(tenant, { assigneeId: tenant.owner.id });
    expect(await tenant.door((scope) => assign(scope, { id: conversation.id, assigneeId: tenant.owner.id }))).toMatchObject({ version: 1 });
    expect(await tenant.door((scope) => assign(scope, { id: conversation.id, teamId }))).toMatchObject({
      assigneeId: tenant.owner.id,
      team: { name: "Returns" },
    });
    expect(await tenant.door((scope) => assign(scope, { id: conversation.id, assigneeId: null }))).toMatchObject({ assigneeId: null, teamId });
  });

  test("refuses strangers, the deactivated and those who may not answer", async () => {
    const [tenant, other] = await Promise.all([makeTenant(), makeTenant()]);
    const [viewer, gone, fine] = [await makeAgent(tenant, { role: "viewer" }), await makeAgent(tenant), await makeAgent(tenant)];
    await tenant.door(({ sql }) => sql.query("update agents set deactivated_at = now() where id = $1", [gone.actor.id]));
    const conversation = await makeConversation(tenant);
    const to = (given: { assigneeId?: string; teamId?: string }) => tenant.door((scope) => assign(scope, { id: conversation.id, ...given }));
    await expect(to({ assigneeId: other.owner.id })).rejects.toMatchObject({ code: "not-found" });
    await expect(to({ teamId: await makeTeam(other) })).rejects.toMatchObject({ code: "not-found" });
    await expect(to({ assigneeId: "x" })).rejects.toMatchObject({ code: "not-found" });
    await expect(to({ assigneeId: gone.actor.id })).rejects.toMatchObject({ code: "not-found" });
    await expect(to({ assigneeId: viewer.actor.id })).rejects.toMatchObject({ reason: "assignee-cannot-reply" });
    await expect(to({ assigneeId: fine.actor.id })).resolves.toMatchObject({ assigneeId: fine.actor.id });
    await expect(other.door((scope) => assign(scope, { id: conversation.id, assigneeId: other.owner.id }))).rejects.toMatchObject({ code: "not-found" });
  });

  test("a stale version is a conflict that carries the current object", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    await tenant.door((scope) => setPriority(scope, { id: conversation.id, priority: "high", expectedVersion: 1 }));
    const late = tenant.door((scope) => setPriority(scope, { id: conversation.id, priority: "low", expectedVersion: 1 }));
    await expect(late).rejects.toMatchObject({ code: "conflict", reason: "version", data: { current: { priority: "high", version: 2 } } });
  });
});

describe("status", () => {
  test("resolving ends the waiting, opening again keeps it ended", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    await addInbound(tenant, conversation, "hello?");
    const resolved = await tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "resolved" }));
    expect(resolved).toMatchObject({ status: "resolved", waitingSince: null, resolvedAt: expect.any(String) });
    expect(await tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "open" }))).toMatchObject({ status: "open", resolvedAt: null });
  });

  test("a snooze needs an instant within the next year", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const snooze = (snoozedUntil?: string) => tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "snoozed", snoozedUntil }));
    for (const bad of [undefined, at(-1000), at(400 * 86_400_000)]) await expect(snooze(bad)).rejects.toMatchObject({ code: "invalid" });
    const until = at(3_600_000);
    expect(await snooze(until)).toMatchObject({ status: "snoozed", snoozedUntil: until });
  });

  test("the timer believes the row: early, doubled and late ones are harmless", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    const until = new Date(Date.now() + 3_600_000);
    await tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "snoozed", snoozedUntil: until.toISOString() }));
    const status = async () => (await tenant.door((scope) => conversationRows(scope, [conversation.id])))[0]?.status;
    await tenant.door((scope) => wakeSnoozed(scope, conversation.id));
    expect(await status()).toBe("snoozed");
    await tenant.door((scope) => wakeSnoozed(scope, conversation.id), until);
    expect(await status()).toBe("open");
    await tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "resolved" }));
    await tenant.door((scope) => wakeSnoozed(scope, conversation.id), until);
    expect(await status()).toBe("resolved");
    await tenant.door((scope) => wakeSnoozed(scope, newId()));
  });
});

describe("tags", () => {
  test("become exactly these, and the thread says what came and went", async () => {
    const tenant = await makeTenant();
    const solo = await makeAgent(tenant, { visibility: "mine" });
    const conversation = await makeConversation(tenant);
    await tenant.door((scope) => setTags(scope, { id: conversation.id, tags: ["vip", "delivery"] }));
    const row = await tenant.door((scope) => setTags(scope, { id: conversation.id, tags: ["delivery", "refund"] }));
    expect(row).toMatchObject({ tags: ["delivery", "refund"], version: 3 });
    expect((await activities(tenant, conversation.id)).at(-1)).toEqual({ type: "tags-changed", added: ["refund"], removed: ["vip"] });
    expect(await tenant.door(listTags)).toEqual(["delivery", "refund"]);
    expect(await solo.door(listTags)).toEqual([]);
  });
});
