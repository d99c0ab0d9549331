import { describe, expect, test } from "vitest";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { type ConnectedTestChannel, makeTestChannel } from "@/server/testing/make-test-channel";
import { learnt } from "@/server/testing/test-channel";
import { drainAll } from "./run-lanes";

const START = Date.UTC(2026, 10, 20, 9);
let nextId = 0;

function text(thread: string, words: string, given: { id?: string; at?: number; from?: string; name?: string } = {}) {
  nextId += 1;
  return {
    kind: "text",
    id: given.id ?? `m${nextId}`,
    thread,
    from: given.from ?? thread,
    text: words,
    at: given.at ?? START + nextId * 1000,
    name: given.name,
  };
}

interface Row {
  text: string | null;
  seq: number;
  thread_key: string;
  deleted_at: Date | null;
  is_unsupported: boolean;
}

async function messagesOf(tenant: TestTenant): Promise<Row[]> {
  const { rows } = await tenant.door((s) =>
    s.sql.query<Row>(
      `select m.text, m.seq, c.thread_key, m.deleted_at, m.is_unsupported from messages m join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
        where m.kind = 'inbound' order by c.thread_key, m.seq`,
    ),
  );
  return rows;
}

async function setUp(): Promise<{ tenant: TestTenant; channel: ConnectedTestChannel }> {
  const tenant = await makeTenant();
  return { tenant, channel: await makeTestChannel(tenant) };
}

describe("from a signed callback to stored messages", () => {
  test("the platform hears success once its message is stored, and the drain makes it a message in a conversation", async () => {
    const { tenant, channel } = await setUp();
    const answer = await channel.post([text("lucia", "Is the tent back in stock?", { name: "Lucía" })]);
    expect([answer.status, await answer.text()]).toEqual([200, "success"]);
    await drainAll(tenant.tenantId);
    const { rows } = await tenant.door((s) =>
      s.sql.query(`select c.number, c.status, c.last_seq, c.inbound_count, c.preview, c.preview_kind, c.waiting_since is not null as waits, ct.name
                     from conversations c join contacts ct on ct.tenant_id = c.tenant_id and ct.id = c.contact_id`),
    );
    expect(rows).toEqual([
      { number: 1, status: "open", last_seq: 1, inbound_count: 1, preview: "Is the tent back in stock?", preview_kind: "inbound", waits: true, name: "Lucía" },
    ]);
    const events = await tenant.door((s) => s.sql.query<{ type: string }>("select type from events order by cursor"));
    expect(events.rows.map((row) => row.type)).toEqual(["channel.updated", "contact.created", "conversation.created", "message.created"]);
  });

  test("the same message ten times at once, shuffled among others, is one message each, in its sender's order", async () => {
    const { tenant, channel } = await setUp();
    const threads = ["ana", "bo", "chen"];
    const all = threads.flatMap((thread) => Array.from({ length: 5 }, (_, i) => text(thread, `${thread} ${i}`)));
    // Acknowledged one after the other: only then has the sender's order been promised.
    for (const entry of all) await channel.post([entry]);
    const copies = Array.from({ length: 10 }, () => all).flat();
    copies.sort((a, b) => (a.id + a.text).length - b.id.length || (Math.sin(copies.length * a.at) > 0 ? 1 : -1));
    await Promise.all([...copies.map((entry) => channel.post([entry])), drainAll(tenant.tenantId), drainAll(tenant.tenantId)]);
    await Promise.all([drainAll(tenant.tenantId), drainAll(tenant.tenantId)]);
    expect((await messagesOf(tenant)).map((m) => `${m.seq} ${m.text}`)).toEqual(threads.flatMap((t) => [0, 1, 2, 3, 4].map((i) => `${i + 1} ${t} ${i}`)));
  });

  test("an edit or a recall that comes before its message is applied when the message comes", async () => {
    const { tenant, channel } = await setUp();
    await channel.post([{ kind: "edit", id: "e1", thread: "ana", of: "late", text: "corrected", at: START + 9_000 }]);
    await drainAll(tenant.tenantId);
    expect(await messagesOf(tenant)).toEqual([]);
    await channel.post([text("ana", "mispelt", { id: "late" })]);
    await drainAll(tenant.tenantId);
    expect(await messagesOf(tenant)).toMatchObject([{ text: "corrected", seq: 1 }]);
    await channel.post([{ kind: "recall", id: "r1", thread: "ana", of: "late", at: START + 10_000 }]);
    await drainAll(tenant.tenantId);
    expect((await messagesOf(tenant))[0]?.deleted_at).not.toBeNull();
  });

  test("a message kept as unsupported becomes the same message when the adapter has learnt its kind", async () => {
    const { tenant, channel } = await setUp();
    const poll = { kind: "poll", id: "p1", thread: "ana", from: "ana", question: "Which colour?" };
    await channel.post([poll, text("ana", "after it")]);
    await drainAll(tenant.tenantId);
    expect(await messagesOf(tenant)).toMatchObject([
      { is_unsupported: true, seq: 1 },
      { text: "after it", seq: 2 },
    ]);
    learnt.poll = true;
    try {
      const { replayEvents } = await import("./replay");
      await replayEvents({ tenantId: tenant.tenantId });
      await drainAll(tenant.tenantId);
    } finally {
      learnt.poll = false;
    }
    expect(await messagesOf(tenant)).toMatchObject([
      { text: "Which colour?", is_unsupported: false, seq: 1 },
      { text: "after it", seq: 2 },
    ]);
  });

  test("two tenants' lanes are drained apart, each in its own rows", async () => {
    const [a, b] = await Promise.all([setUp(), setUp()]);
    await Promise.all([a.channel.post([text("x", "for a")]), b.channel.post([text("x", "for b")])]);
    await Promise.all([drainAll(a.tenant.tenantId), drainAll(b.tenant.tenantId)]);
    expect(await messagesOf(a.tenant)).toMatchObject([{ text: "for a" }]);
    expect(await messagesOf(b.tenant)).toMatchObject([{ text: "for b" }]);
  });
});
