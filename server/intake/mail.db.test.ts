import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { assign } from "@/server/conversations/assign";
import { makeReplyToken } from "@/server/messages/reply-token";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { mail } from "@/server/testing/mail-history";
import { makeMailbox, type TestMailbox } from "@/server/testing/test-mailbox";
import { drainAll } from "./run-lanes";

interface Setup {
  tenant: TestTenant;
  support: TestMailbox;
  sales: TestMailbox;
  /** The tenant's own addresses: an account belongs to one tenant at a time. */
  boxes: [string, string];
}

async function setUp(): Promise<Setup> {
  const tenant = await makeTenant();
  const domain = `${randomBytes(6).toString("hex")}.example`;
  const boxes: [string, string] = [`support@${domain}`, `sales@${domain}`];
  const [support, sales] = await Promise.all([makeMailbox(tenant, boxes[0]), makeMailbox(tenant, boxes[1])]);
  return { tenant, support, sales, boxes };
}

/** Which mails stand together; conversations and mails in the order in which they were stored. */
async function groupsOf(tenant: TestTenant): Promise<string[][]> {
  const { rows } = await tenant.door((s) =>
    s.sql.query<{ ids: string[] }>(
      `select array_agg(m.external_id order by m.seq) as ids from conversations c join messages m on m.conversation_id = c.id
        where m.kind in ('inbound', 'outbound') group by c.id, c.number order by c.number`,
    ),
  );
  return rows.map(({ ids }) => ids);
}

async function rowsOf<R extends object>(tenant: TestTenant, sql: string, values: unknown[] = []): Promise<R[]> {
  const { rows } = await tenant.door((s) => s.sql.query(sql, values));
  return rows as R[];
}

describe("mails through the drain", () => {
  test("of one thread, overtaking each other in two mailboxes, end in one conversation", async () => {
    const { tenant, support, sales, boxes } = await setUp();
    const to = boxes;
    // Only their parent stands in the heads of these: nothing but the mail between joins them.
    await support.receive([mail("c@x", { to, references: ["b@x"] })]);
    await drainAll(tenant.tenantId);
    await sales.receive([mail("a@x", { to })]);
    await drainAll(tenant.tenantId);
    expect(await groupsOf(tenant)).toEqual([["c@x"], ["a@x"]]);
    await support.receive([mail("b@x", { to, references: ["a@x"], cc: ["bo@example.com"] })]);
    await drainAll(tenant.tenantId);
    expect(await groupsOf(tenant)).toEqual([["a@x", "c@x", "b@x"]]);
    const [conversation] = await rowsOf(tenant, "select last_seq, inbound_count, status from conversations");
    expect(conversation).toEqual({ last_seq: 3, inbound_count: 3, status: "open" });
    expect(await rowsOf(tenant, "select address from conversation_participants order by 1")).toEqual([
      { address: "ana@example.com" },
      { address: "bo@example.com" },
    ]);
    expect(await rowsOf(tenant, "select from awaited_mails")).toEqual([]);
    const events = await rowsOf<{ type: string }>(tenant, "select type from events where type like 'conversation.%' order by cursor");
    expect(events.map(({ type }) => type)).toContain("conversation.merged");
  });

  test("that wait for each other stay apart once an agent has taken one up: nobody's work moves under their hands", async () => {
    const { tenant, support } = await setUp();
    await support.receive([mail("c@x", { references: ["b@x"] }), mail("a@x")]);
    await drainAll(tenant.tenantId);
    const [waiting] = await rowsOf<{ id: string }>(tenant, "select conversation_id as id from messages where external_id = 'c@x'");
    await tenant.door((s) => assign(s, { id: waiting?.id ?? "", assigneeId: tenant.owner.id }));
    await support.receive([mail("b@x", { references: ["a@x"] })]);
    await drainAll(tenant.tenantId);
    expect(await groupsOf(tenant)).toEqual([["c@x"], ["a@x", "b@x"]]);
  });

  test("of one thread in many lanes, drained by four at once, end in one conversation, whoever is first", async () => {
    const { tenant, support, sales, boxes } = await setUp();
    const ids = Array.from({ length: 8 }, (_, i) => `m${i}@x`);
    const to = boxes;
    // Each knows its parent alone, so each lies in a lane of its own; every one of them reaches both mailboxes.
    const thread = ids.map((id, i) => mail(id, { to, references: i === 0 ? [] : [ids[i - 1] ?? ""] }));
    await Promise.all([
      ...thread.map((one, i) => (i % 2 ? support : sales).receive([one])),
      ...thread.map((one, i) => (i % 2 ? sales : support).receive([one])),
      drainAll(tenant.tenantId),
      drainAll(tenant.tenantId),
    ]);
    await Promise.all(Array.from({ length: 4 }, () => drainAll(tenant.tenantId)));
    const groups = await groupsOf(tenant);
    expect(groups.map((group) => group.sort())).toEqual([ids]);
    const seqs = await rowsOf<{ seq: number }>(tenant, "select seq from messages order by seq");
    expect(seqs.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("one by the reply address and one by reference at once meet in the conversation", async () => {
    const { tenant, support, sales } = await setUp();
    await support.receive([mail("a@x")]);
    await drainAll(tenant.tenantId);
    const [{ id } = { id: "" }] = await rowsOf<{ id: string }>(tenant, "select id from conversations");
    const token = makeReplyToken(tenant.tenantId, id);
    await Promise.all([
      support.receive([mail("b@x", { references: ["a@x"] })]),
      sales.receive([mail("c@x", { from: "new@example.com", tokens: [{ token: token.toUpperCase(), place: "recipient" }] })]),
    ]);
    await Promise.all([drainAll(tenant.tenantId), drainAll(tenant.tenantId)]);
    expect((await groupsOf(tenant)).map((group) => group.sort())).toEqual([["a@x", "b@x", "c@x"]]);
    expect(await rowsOf(tenant, "select mail->'flags' as flags from messages where external_id = 'c@x'")).toEqual([{ flags: ["newcomer"] }]);
  });

  test("with another tenant's token or Message-ID find nothing there", async () => {
    const [own, other] = await Promise.all([setUp(), setUp()]);
    await Promise.all([own.support.receive([mail("a@x")]), other.support.receive([mail("other@x")])]);
    await Promise.all([drainAll(own.tenant.tenantId), drainAll(other.tenant.tenantId)]);
    const [{ id } = { id: "" }] = await rowsOf<{ id: string }>(other.tenant, "select id from conversations");
    const tokens = [makeReplyToken(other.tenant.tenantId, id), makeReplyToken(own.tenant.tenantId, id)];
    await own.support.receive([mail("b@x", { references: ["other@x"], tokens: tokens.map((token) => ({ token, place: "recipient" as const })) })]);
    await drainAll(own.tenant.tenantId);
    expect([await groupsOf(own.tenant), await groupsOf(other.tenant)]).toEqual([[["a@x"], ["b@x"]], [["other@x"]]]);
  });

  test("that a colleague passes on are their author's, with the colleague's words as a note", async () => {
    const { tenant, support } = await setUp();
    const forwarded = {
      from: { address: "amelie@atelier.example", name: "Amélie" },
      date: null,
      subject: "Livraison",
      text: "Où est-elle ?",
      comment: "For you.",
    };
    await support.receive([mail("f@x", { from: `${tenant.ownerId}@example.test`, subject: "Fwd: Livraison", forwarded })]);
    await drainAll(tenant.tenantId);
    expect(
      await rowsOf(tenant, "select seq, kind, author_type, author_id = $1 as is_rosa, text, channel_id is null as is_ours from messages order by seq", [
        tenant.owner.id,
      ]),
    ).toEqual([
      { seq: 1, kind: "inbound", author_type: "contact", is_rosa: false, text: "Où est-elle ?", is_ours: false },
      { seq: 2, kind: "note", author_type: "agent", is_rosa: true, text: "For you.", is_ours: true },
    ]);
    expect(await rowsOf(tenant, "select value from identities")).toEqual([{ value: "amelie@atelier.example" }]);
  });

  test("of a contact that was merged belong to who it became", async () => {
    const { tenant, support } = await setUp();
    await support.receive([mail("a@x"), mail("z@x", { from: "ana@work.example", subject: "Other" })]);
    await drainAll(tenant.tenantId);
    await tenant.door((s) =>
      s.sql.query(
        `update contacts set merged_into_id = (select contact_id from identities where value = 'ana@example.com')
          where id = (select contact_id from identities where value = 'ana@work.example')`,
      ),
    );
    await support.receive([mail("b@x", { references: ["a@x"], from: "ana@work.example" })]);
    await drainAll(tenant.tenantId);
    expect(await groupsOf(tenant)).toEqual([["a@x", "b@x"], ["z@x"]]);
    const [author] = await rowsOf(
      tenant,
      "select c.name from messages m join contacts c on c.id = m.author_id where m.external_id = 'b@x' and c.merged_into_id is null",
    );
    expect(author).toBeDefined();
  });
});
