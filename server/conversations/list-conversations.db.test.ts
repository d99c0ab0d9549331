import { describe, expect, test } from "vitest";
import { listEvents } from "@/server/realtime/list-events";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { addInbound, makeAgent, makeChannel, makeConversation, makeTeam } from "@/server/testing/inbox-factory";
import { conversationRows } from "./conversation-view";
import { countConversations } from "./count-conversations";
import { type ListConversationsInput, listConversations } from "./list-conversations";
import { markRead } from "./mark-read";

const list = (tenant: TestTenant, input: Partial<ListConversationsInput> = {}) =>
  tenant.door((scope) => listConversations(scope, { view: "all", sort: "newest", limit: 50, ...input }));

const minute = (n: number) => new Date(Date.UTC(2026, 10, 21, 9, n));

describe("listing conversations", () => {
  test("pages through every conversation once, newest first, also those of the same instant", async () => {
    const tenant = await makeTenant();
    const channelId = await makeChannel(tenant);
    const made = [];
    for (const n of [1, 2, 2, 2, 3, 4, 4]) made.push((await makeConversation(tenant, { channelId, lastActivityAt: minute(n) })).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list(tenant, { limit: 2, cursor });
      seen.push(...page.items.map((row) => row.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(made.length);
    expect(new Set(seen)).toEqual(new Set(made));
    expect(seen.at(-1)).toBe(made[0]);
  });

  test("sorts by waiting: who waits longest first, who does not wait after them, across pages", async () => {
    const tenant = await makeTenant();
    const channelId = await makeChannel(tenant);
    const late = await makeConversation(tenant, { channelId, waitingSince: minute(5), lastActivityAt: minute(5) });
    const idleOld = await makeConversation(tenant, { channelId, lastActivityAt: minute(1) });
    const early = await makeConversation(tenant, { channelId, waitingSince: minute(2), lastActivityAt: minute(6), status: "pending" });
    const idleNew = await makeConversation(tenant, { channelId, lastActivityAt: minute(8) });
    const first = await list(tenant, { sort: "waiting", limit: 3 });
    const second = await list(tenant, { sort: "waiting", limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map((row) => row.id)).toEqual([early.id, late.id, idleNew.id, idleOld.id]);
    expect(second.nextCursor).toBeNull();
  });

  test("views and statuses hold what they say", async () => {
    const tenant = await makeTenant();
    const channelId = await makeChannel(tenant);
    const teamId = await makeTeam(tenant);
    const mine = await makeConversation(tenant, { channelId, assigneeId: tenant.owner.id });
    const free = await makeConversation(tenant, { channelId });
    const teams = await makeConversation(tenant, { channelId, teamId });
    const done = await makeConversation(tenant, { channelId, status: "resolved", assigneeId: tenant.owner.id });
    const ids = async (input: Partial<ListConversationsInput>) => new Set((await list(tenant, input)).items.map((row) => row.id));
    expect(await ids({ view: "mine", status: "open" })).toEqual(new Set([mine.id]));
    expect(await ids({ view: "mine" })).toEqual(new Set([mine.id, done.id]));
    expect(await ids({ view: "unassigned", status: "open" })).toEqual(new Set([free.id, teams.id]));
    expect(await ids({ view: "team", teamId })).toEqual(new Set([teams.id]));
    expect(await ids({ status: ["open", "resolved"] })).toEqual(new Set([mine.id, free.id, teams.id, done.id]));
    expect(await ids({ view: "team", teamId: "nonsense" })).toEqual(new Set());
  });

  test("shows agents only what they may see, in list, rows and counts alike", async () => {
    const tenant = await makeTenant();
    const channelId = await makeChannel(tenant);
    const [ours, theirs] = [await makeTeam(tenant, "Ours"), await makeTeam(tenant, "Theirs")];
    const teamAgent = await makeAgent(tenant, { visibility: "teams", teamIds: [ours] });
    const soloAgent = await makeAgent(tenant, { visibility: "mine" });
    const assigned = await makeConversation(tenant, { channelId, assigneeId: soloAgent.actor.id, teamId: theirs });
    const team = await makeConversation(tenant, { channelId, teamId: ours });
    const foreign = await makeConversation(tenant, { channelId, teamId: theirs });
    const free = await makeConversation(tenant, { channelId });
    const all = [assigned.id, team.id, foreign.id, free.id];
    for (const [agent, expected] of [
      [teamAgent, [team.id, free.id]],
      [soloAgent, [assigned.id]],
    ] as const) {
      const page = await agent.door((scope) => listConversations(scope, { view: "all", sort: "newest", limit: 50 }));
      expect(new Set(page.items.map((row) => row.id))).toEqual(new Set(expected));
      expect((await agent.door((scope) => conversationRows(scope, all))).map((row) => row.id)).toEqual(all.filter((id) => expected.includes(id as never)));
      expect((await agent.door(countConversations)).all).toBe(expected.length);
    }
  });

  test("shows another tenant's conversations nowhere", async () => {
    const [a, b] = await Promise.all([makeTenant(), makeTenant()]);
    const conversation = await makeConversation(a);
    expect((await list(a)).items).toHaveLength(1);
    expect((await list(b)).items).toHaveLength(0);
    expect((await list(b, { filter: { contactId: conversation.contactId } })).items).toHaveLength(0);
    expect(await b.door((scope) => conversationRows(scope, [conversation.id]))).toEqual([]);
  });

  test("counts unread per agent, and reading never goes backwards", async () => {
    const tenant = await makeTenant();
    const colleague = await makeAgent(tenant);
    const conversation = await makeConversation(tenant, { assigneeId: tenant.owner.id });
    for (const text of ["one", "two", "three"]) await addInbound(tenant, conversation, text);
    const unread = async () => (await list(tenant)).items[0]?.unread;
    expect(await unread()).toBe(3);
    expect((await tenant.door(countConversations)).mineUnread).toBe(1);
    await tenant.door((scope) => markRead(scope, { id: conversation.id, seq: 2 }));
    expect(await unread()).toBe(1);
    await tenant.door((scope) => markRead(scope, { id: conversation.id, seq: 1 }));
    expect(await unread()).toBe(1);
    await tenant.door((scope) => markRead(scope, { id: conversation.id, seq: 99 }));
    expect(await unread()).toBe(0);
    await addInbound(tenant, conversation, "four");
    expect(await unread()).toBe(1);
    expect((await colleague.door((scope) => conversationRows(scope, [conversation.id])))[0]?.unread).toBe(4);
  });

  test("tells the feed what was read, once, and nothing when nothing was unread", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    for (const text of ["one", "two", "three"]) await addInbound(tenant, conversation, text);
    const { cursor } = await tenant.door((s) => listEvents(s, { after: null, limit: 1 }));
    for (const seq of [2, 2, 1, 3, 99]) await tenant.door((scope) => markRead(scope, { id: conversation.id, seq }));
    const { events } = await tenant.door((s) => listEvents(s, { after: cursor, limit: 10 }));
    const read = { type: "conversation.read", conversationId: conversation.id, actor: { type: "agent", id: tenant.owner.id } };
    expect(events).toMatchObject([read, read]);
    const { rows } = await tenant.door(({ sql, tenantId }) =>
      sql.query("select data from events where tenant_id = $1 and cursor > $2 order by cursor", [tenantId, cursor]),
    );
    expect(rows).toEqual([{ data: { afterSeq: 0, upToSeq: 2 } }, { data: { afterSeq: 2, upToSeq: 3 } }]);
  });

  test("finds by tag, words and number; a wildcard is only a character", async () => {
    const tenant = await makeTenant();
    const channelId = await makeChannel(tenant);
    const first = await makeConversation(tenant, { channelId, contactName: "Aiko Tanaka", subject: "Size 100% too small" });
    await makeConversation(tenant, { channelId, contactName: "Tom Ashworth" });
    await tenant.door(({ sql, tenantId }) =>
      sql.query("insert into conversation_tags (tenant_id, conversation_id, tag) values ($1, $2, 'vip')", [tenantId, first.id]),
    );
    const found = async (filter: ListConversationsInput["filter"]) => (await list(tenant, { filter })).items.map((row) => row.id);
    for (const filter of [{ tag: "vip" }, { q: "tanaka" }, { q: "100%" }, { q: "#1" }]) expect(await found(filter)).toEqual([first.id]);
    expect(await found({ q: "%" })).toEqual([first.id]);
    expect(await found({ tag: "VIP%" })).toEqual([]);
  });

  test("refuses a cursor of another list and one that is made up", async () => {
    const tenant = await makeTenant();
    const channelId = await makeChannel(tenant);
    for (const n of [1, 2]) await makeConversation(tenant, { channelId, lastActivityAt: minute(n) });
    const { nextCursor } = await list(tenant, { limit: 1 });
    expect((await list(tenant, { limit: 1, cursor: nextCursor })).items).toHaveLength(1);
    for (const cursor of [`${nextCursor}x`, "!!", "eyJhIjoxfQ", Buffer.from('["newest","2026-99-99T00:00:00.000000Z","x"]').toString("base64url")])
      await expect(list(tenant, { cursor })).rejects.toMatchObject({ code: "invalid", reason: "malformed-cursor" });
    await expect(list(tenant, { sort: "waiting", cursor: nextCursor })).rejects.toMatchObject({ reason: "malformed-cursor" });
  });
});
