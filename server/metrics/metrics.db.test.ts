import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "@/server/local/free-port";
import { type EmptyDatabase, makeEmptyDatabase } from "@/server/testing/empty-database";
import { makeTenant } from "@/server/testing/factories";
import { makeTestChannel } from "@/server/testing/make-test-channel";
import { withEnvironment } from "@/server/testing/with-environment";
import { handleMetrics, serveMetrics } from "./handle-metrics";
import { instruments } from "./instruments";

const ask = (headers: Record<string, string> = { "x-forwarded-for": "127.0.0.1" }) => handleMetrics(new Request("http://localhost/metrics", { headers }));

/** Samples by "name{labels}". */
function samples(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]));
}

describe("GET /metrics", () => {
  test("tells the queue, the lanes, the deliveries, the pools and the process, each figure as a number", async () => {
    const tenant = await makeTenant("Secretive & Sons");
    const channel = await makeTestChannel(tenant);
    await channel.post([{ kind: "text", id: "1", thread: "t", from: "t", text: "hello", at: Date.now() }]);
    instruments().requests.observe({ route: "rest", status: "2xx" }, 0.01);
    instruments().webhooks.observe({ kind: "telegram", status: "200" }, 0.01);
    const response = await ask();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    const text = await response.text();
    const found = samples(text);
    for (const name of [
      "parley_database_up",
      'parley_lanes{state="due"}',
      'parley_lanes{state="aside"}',
      "parley_lane_oldest_due_seconds",
      "parley_inbound_items_dead",
      'parley_deliveries{status="queued"}',
      'parley_deliveries{status="unknown"}',
      'parley_deliveries{status="failed"}',
      "parley_delivery_oldest_due_seconds",
      "parley_job_oldest_due_seconds",
      "parley_job_runners_alive",
      "parley_unpublished_events",
      "parley_publish_lag_seconds",
      'parley_database_connections{pool="app",state="idle"}',
      "nodejs_eventloop_lag_p99_seconds",
      "process_resident_memory_bytes",
      'parley_http_request_duration_seconds_count{route="rest",status="2xx"}',
      'parley_webhook_duration_seconds_count{kind="telegram",status="200"}',
    ])
      expect(found.get(name), name).toEqual(expect.any(Number));
    expect([...found].filter(([name, value]) => name.startsWith("parley_") && !(value >= 0))).toEqual([]);
    expect(found.get('parley_lanes{state="due"}')).toBeGreaterThan(0);
    expect(found.get("parley_unpublished_events")).toBeGreaterThan(0);
    for (const secret of ["Secretive", tenant.tenantId, tenant.slug, channel.channelId]) expect(text).not.toContain(secret);
  });

  test("is for this machine, and with a token for its bearer alone", async () => {
    expect((await ask({ "x-forwarded-for": "203.0.113.7" })).status).toBe(403);
    expect((await ask({ "x-forwarded-for": "203.0.113.7, 127.0.0.1" })).status).toBe(403);
    await withEnvironment({ METRICS_TOKEN: "a-token-of-the-operator" }, async () => {
      expect((await ask()).status).toBe(403);
      expect((await ask({ "x-forwarded-for": "203.0.113.7", authorization: "Bearer a-token-of-the-operator" })).status).toBe(200);
    });
  });

  test("a worker serves its own", async () => {
    const port = await freePort();
    const server = await serveMetrics(port);
    instruments().items.inc(0);
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(samples(await response.text()).has("parley_inbound_items_total")).toBe(true);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { "x-forwarded-for": "203.0.113.7" } })).status).toBe(403);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    await expect(serveMetrics(port)).rejects.toThrow("EADDRINUSE");
    server.closeAllConnections();
    server.close();
  });
});

describe("the database's figures", () => {
  const ROWS = 60_000;
  let database: EmptyDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await makeEmptyDatabase();
    client = new pg.Client({ connectionString: database.all });
    await client.connect();
    // Rows as an installation has them after a while: nearly everything is over. What they refer to does not matter to a plan.
    await client.query("set session_replication_role = replica");
    await client.query(`insert into tenants (id, slug, name) select gen_random_uuid(), 't' || i, 't' from generate_series(1, 50) i`);
    await client.query("insert into tenant_counters (tenant_id, event_cursor) select id, 1000 from tenants");
    await client.query("insert into event_publications (tenant_id, cursor) select id, 1000 from tenants");
    await client.query(`update event_publications set cursor = 990 where tenant_id = (select min(id::text)::uuid from tenants)`);
    await client.query(`insert into events (tenant_id, cursor, type, at, actor_type) select t.id, i, 'message.created', now() - interval '30 s', 'system'
                          from tenants t, generate_series(1, 1000) i`);
    await client.query(
      `insert into deliveries (tenant_id, id, message_id, conversation_id, channel_id, identity_id, status, not_before, failed_at, created_at)
       select t.id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
              case when i % 5000 = 1 then 'queued' when i % 5000 = 2 then 'unknown' when i % 100 = 3 then 'failed' else 'read' end,
              now() - interval '1 minute', case when i % 100 = 3 then now() - (i % 1000) * interval '1 day' end, now()
         from generate_series(1, $1::int) i join (select id, row_number() over () as n from tenants) t on t.n = i % 50 + 1`,
      [ROWS],
    );
    await client.query(
      `insert into jobs.inbound_items (tenant_id, channel_id, thread_key, dedup_key, event_id, position, item, state, received_at)
       select gen_random_uuid(), gen_random_uuid(), i::text, i::text, gen_random_uuid(), 0, '{}', case when i % 10000 = 1 then 'dead' else 'done' end, now()
         from generate_series(1, $1::int) i`,
      [ROWS],
    );
    await client.query(
      `insert into jobs.inbound_events (id, kind, source, body, state) select gen_random_uuid(), 'x', 'webhook', '', case when i % 10000 = 1 then 'unroutable' else 'accepted' end
         from generate_series(1, $1::int) i`,
      [ROWS],
    );
    await client.query(
      `insert into jobs.lanes (tenant_id, channel_id, thread_key, run_at, attempts)
       select gen_random_uuid(), gen_random_uuid(), i::text, now() + case when i % 1000 = 1 then -interval '90 s' else interval '1 h' end, case when i % 5000 = 1 then 1 else 0 end
         from generate_series(1, $1::int) i`,
      [ROWS],
    );
    await client.query("set session_replication_role = origin");
    await client.query("analyze");
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  test("are right", async () => {
    const app = new pg.Client({ connectionString: database.app });
    await app.connect();
    const { rows } = await app.query<{ name: string; label: string; value: number }>("select * from lookup.figures() union all select * from jobs.figures()");
    await app.end();
    const found = Object.fromEntries(rows.map(({ name, label, value }) => [label ? `${name} ${label}` : name, Math.round(value)]));
    expect(found).toMatchObject({
      "deliveries queued": ROWS / 5000,
      "deliveries scheduled": 0,
      "deliveries unknown": ROWS / 5000,
      oldest_delivery: expect.toSatisfy((value: number) => value >= 60 && value < 120),
      unpublished_events: 10,
      oldest_unpublished_event: expect.toSatisfy((value: number) => value >= 30 && value < 90),
      "lanes due": ROWS / 1000,
      "lanes aside": ROWS / 5000,
      oldest_lane: expect.toSatisfy((value: number) => value >= 90 && value < 150),
      dead_items: ROWS / 10000,
      "strays unroutable": ROWS / 10000,
      runners: 0,
      oldest_job: 0,
    });
    expect(found["deliveries failed"]).toBeLessThan(ROWS / 100);
  });

  test.each(["lookup", "jobs"])("of %s read no table that grows but by index", async (schema) => {
    const { rows } = await client.query<{ prosrc: string }>("select prosrc from pg_proc where proname = 'figures' and pronamespace = $1::regnamespace", [
      schema,
    ]);
    const query = /return query\s([\s\S]*?);\s*end/.exec(rows[0]?.prosrc ?? "")?.[1] ?? rows[0]?.prosrc ?? "";
    await client.query(`begin; set local role parley_${schema}`);
    const plan = await client.query<{ "QUERY PLAN": string }>(`explain ${query}`);
    await client.query("rollback");
    const lines = plan.rows.map((row) => row["QUERY PLAN"]);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => /Seq Scan on (deliveries|events|messages|inbound_items|inbound_events|lanes)/.test(line))).toEqual([]);
  });
});
