import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { type ConnectedTestChannel, makeTestChannel } from "@/server/testing/make-test-channel";
import { drainAll } from "./run-lanes";
import { setAside } from "./set-aside";

const AT = Date.UTC(2026, 10, 20, 9);
const text = (thread: string, words: string, n: number) => ({ kind: "text", id: `${thread}-${n}`, thread, from: thread, text: words, at: AT + n * 1000 });

async function asSuper<T>(fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject("superUrl") });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

const textsOf = async (tenant: TestTenant) =>
  (await tenant.door((s) => s.sql.query<{ text: string }>("select text from messages where kind = 'inbound' order by conversation_id, seq"))).rows.map(
    (r) => r.text,
  );

/** The second item of a thread refers to an attachment kind that the database refuses: what no later try can mend. */
async function poison(channelId: string, dedupKey: string): Promise<void> {
  await asSuper((client) =>
    client.query("update jobs.inbound_items set item = jsonb_set(item, '{event,attachments}', $3::jsonb) where channel_id = $1 and dedup_key = $2", [
      channelId,
      dedupKey,
      JSON.stringify([{ kind: "hologram" }]),
    ]),
  );
}

async function itemsOf({ channelId }: ConnectedTestChannel) {
  const { rows } = await asSuper((client) =>
    client.query<{ dedup_key: string; state: string; attempts: number; reason: string | null }>(
      "select dedup_key, state, attempts, reason from jobs.inbound_items where channel_id = $1 order by id",
      [channelId],
    ),
  );
  return rows;
}

async function setUp() {
  const tenant = await makeTenant();
  return { tenant, channel: await makeTestChannel(tenant) };
}

describe("a lane that fails", () => {
  test("a poisoned item dies with its reason; what stands before and after it in its thread, and its neighbours in the batch, are taken in order", async () => {
    const { tenant, channel } = await setUp();
    await channel.post([text("ana", "one", 1), text("ana", "poison", 2), text("ana", "three", 3), text("bo", "beside", 4)]);
    await poison(channel.channelId, "text:ana-2");
    await drainAll(tenant.tenantId);
    expect((await textsOf(tenant)).sort()).toEqual(["beside", "one", "three"]);
    const items = await itemsOf(channel);
    expect(items.map((i) => i.state)).toEqual(["done", "dead", "done", "done"]);
    expect(items[1]?.reason).toMatch(/^23514/);
  });

  test("an error that may pass pauses its lane alone: followers wait, others go on, and all is taken when it has passed", async () => {
    const { tenant, channel } = await setUp();
    await channel.post([text("ana", "first", 1)]);
    await drainAll(tenant.tenantId);
    // Somebody holds the conversation: the drain's lock times out.
    await asSuper(async (client) => {
      await client.query("begin");
      await client.query("select from conversations where tenant_id = $1 for update", [tenant.tenantId]);
      await channel.post([text("ana", "second", 2), text("bo", "beside", 3)]);
      await channel.post([text("ana", "third", 4)]);
      await drainAll(tenant.tenantId);
      await client.query("rollback");
    });
    expect((await textsOf(tenant)).sort()).toEqual(["beside", "first"]);
    expect((await itemsOf(channel)).filter((i) => i.state === "waiting")).toMatchObject([
      { dedup_key: "text:ana-2", attempts: 1, reason: expect.stringMatching(/^55P03/) },
      { dedup_key: "text:ana-4", attempts: 0 },
    ]);
    await asSuper((client) => client.query("update jobs.lanes set run_at = now() where channel_id = $1", [channel.channelId]));
    await drainAll(tenant.tenantId);
    const { rows } = await tenant.door((s) => s.sql.query<{ text: string }>("select text from messages m where text <> 'beside' order by seq"));
    expect(rows.map((r) => r.text)).toEqual(["first", "second", "third"]);
  });

  test("after the sixth attempt an item that keeps failing is dead and the thread goes on", async () => {
    const { tenant, channel } = await setUp();
    await channel.post([text("ana", "stuck", 1), text("ana", "after", 2)]);
    await asSuper((client) =>
      client.query("update jobs.inbound_items set attempts = 5 where channel_id = $1 and dedup_key = 'text:ana-1'", [channel.channelId]),
    );
    const lane = { channelId: channel.channelId, threadKey: "ana" };
    expect(await setAside(tenant.tenantId, lane, new Error("the sixth time"))).toBe("dead");
    await drainAll(tenant.tenantId);
    expect(await textsOf(tenant)).toEqual(["after"]);
  });
});

describe("a worker that dies in the middle", () => {
  test("its batch is taken whole by the next one, and nothing twice", async () => {
    const { tenant, channel } = await setUp();
    const threads = Array.from({ length: 20 }, (_, i) => `thread-${i}`);
    await asSuper(async (client) => {
      // Holds whoever drains in the middle of its writing, when it numbers the conversations; then its connection is killed.
      await client.query("begin");
      await client.query("select from tenant_counters where tenant_id = $1 for update", [tenant.tenantId]);
      for (const thread of threads) await channel.post([text(thread, `${thread} a`, 1), text(thread, `${thread} b`, 2)]);
      const draining = drainAll(tenant.tenantId);
      await client.query("select pg_terminate_backend($1)", [await blockedByUs(client)]);
      const { rowCount } = await client.query("select from messages where tenant_id = $1", [tenant.tenantId]);
      expect(rowCount).toBe(0);
      await client.query("rollback");
      await draining;
    });
    await drainAll(tenant.tenantId);
    expect((await textsOf(tenant)).sort()).toEqual(threads.flatMap((thread) => [`${thread} a`, `${thread} b`]).sort());
  });

  test("two workers at once take each item once and keep every thread's order", async () => {
    const { tenant, channel } = await setUp();
    const thread = (i: number) => `t${i % 30}`;
    for (let i = 0; i < 300; i += 30) await channel.post(Array.from({ length: 30 }, (_, k) => text(thread(i + k), `${i + k}`, i + k)));
    await Promise.all([drainAll(tenant.tenantId), drainAll(tenant.tenantId), drainAll(tenant.tenantId)]);
    const { rows } = await tenant.door((s) =>
      s.sql.query<{ thread_key: string; texts: number[] }>(
        `select c.thread_key, array_agg(m.text::int order by m.seq) as texts
           from messages m join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id group by 1`,
      ),
    );
    expect(rows).toHaveLength(30);
    for (const row of rows) expect(row.texts).toEqual(row.texts.toSorted((a, b) => a - b));
    expect(rows.flatMap((row) => row.texts)).toHaveLength(300);
  });
});

/** The backend that waits for a lock of this client's. */
async function blockedByUs(client: pg.Client): Promise<number> {
  for (let i = 0; i < 200; i++) {
    const { rows } = await client.query<{ pid: number }>("select pid from pg_stat_activity where pg_blocking_pids(pid) @> array[pg_backend_pid()] limit 1");
    if (rows[0]) return rows[0].pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("nobody waits for us");
}
