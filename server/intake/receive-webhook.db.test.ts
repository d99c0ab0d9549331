import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { provideEnvironment } from "@/lib/env";
import { createChannel } from "@/server/connections/create-channel";
import { newId } from "@/server/db/ids";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { type ConnectedTestChannel, makeTestChannel, toRequest } from "@/server/testing/make-test-channel";
import { testRequest } from "@/server/testing/test-channel";
import { listInboundEvents } from "./list-inbound-events";
import { receiveWebhook } from "./receive-webhook";
import { replayEvents } from "./replay";
import { drainAll } from "./run-lanes";

const SECRET = "the-apps-secret";
beforeAll(() => provideEnvironment({ MESSENGER_APP_ID: "app", MESSENGER_APP_SECRET: SECRET }));

async function setUp() {
  const tenant = await makeTenant();
  return { tenant, channel: await makeTestChannel(tenant) };
}

const ENTRY = { kind: "text", id: "1", thread: "ana", from: "ana", text: "Hello", at: Date.UTC(2026, 10, 20) };

function call({ channelId, credentials }: ConnectedTestChannel, body: unknown, changes: Partial<ReturnType<typeof testRequest>> = {}): Promise<Response> {
  const url = `http://localhost:3000/api/webhooks/test-channel/${channelId}`;
  return receiveWebhook(toRequest({ ...testRequest(credentials, body, url), ...changes }));
}

const events = async (tenant: TestTenant, channelId: string) => (await tenant.door((s) => listInboundEvents(s, { channelId, limit: 50 }))).items;

describe("a channel's own webhook URL", () => {
  test("a wrong signature is 401 and stores nothing", async () => {
    const { tenant, channel } = await setUp();
    const other = { ...channel, credentials: { ...channel.credentials, token: "another" } };
    expect((await call(other, { entries: [ENTRY] })).status).toBe(401);
    expect(await events(tenant, channel.channelId)).toEqual([]);
    expect((await call(channel, { entries: [ENTRY] })).status).toBe(200);
    expect(await events(tenant, channel.channelId)).toHaveLength(1);
  });

  test.each([
    ["an id nobody has", newId()],
    ["no id at all", "not-an-id"],
    ["one that is an attack", "1'; drop table channels; --"],
  ])("an unknown channel is 404: %s", async (_name, channelId) => {
    const { channel } = await setUp();
    expect((await call({ ...channel, channelId: encodeURIComponent(channelId) }, { entries: [] })).status).toBe(404);
  });

  test("over 5 MB is 413, declared or not", async () => {
    const { channel } = await setUp();
    const url = `http://localhost:3000/api/webhooks/test-channel/${channel.channelId}`;
    const big = new Uint8Array(5 * 1024 * 1024 + 1);
    expect((await receiveWebhook(new Request(url, { method: "POST", body: big, headers: { "content-length": String(big.length) } }))).status).toBe(413);
    expect((await receiveWebhook(new Request(url, { method: "POST", body: big }))).status).toBe(413);
  });

  test.each([
    ["not JSON inside", "hello"],
    ["truncated", '{"entries":[{"kind":"te'],
    ["nested too deeply to be read", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["nothing that is an event", "{}"],
  ])("what cannot be read after a good signature is 400, kept and listed: %s", async (_name, body) => {
    const { tenant, channel } = await setUp();
    expect((await call(channel, body)).status).toBe(400);
    expect(await events(tenant, channel.channelId)).toMatchObject([{ state: "rejected", items: [] }]);
  });

  test("NUL bytes, half surrogates, deep data and enormous keys are stored as what can be, and take no neighbour with them", async () => {
    const { tenant, channel } = await setUp();
    const nasty = { ...ENTRY, id: "x".repeat(100_000), text: "NUL \u0000 half \ud800 end", thread: "t\u0000".repeat(3_000) };
    expect((await call(channel, { entries: [nasty, { ...ENTRY, id: "2", text: "beside" }, 17, null] })).status).toBe(200);
    await drainAll(tenant.tenantId);
    const { rows } = await tenant.door((s) => s.sql.query<{ text: string }>("select text from messages order by text"));
    expect(rows.map((row) => row.text)).toEqual(["NUL \uFFFD half \uFFFD end", "beside"]);
    expect(await events(tenant, channel.channelId)).toMatchObject([{ state: "done" }]);
  });

  test("an entry that names another account is kept and does nothing there", async () => {
    const [mine, theirs] = await Promise.all([setUp(), setUp()]);
    expect((await call(mine.channel, { account: theirs.channel.credentials.accountId, entries: [ENTRY] })).status).toBe(200);
    await drainAll(mine.tenant.tenantId);
    await drainAll(theirs.tenant.tenantId);
    for (const { tenant } of [mine, theirs]) expect((await tenant.door((s) => s.sql.query("select from messages"))).rowCount).toBe(0);
    expect(await events(mine.tenant, mine.channel.channelId)).toMatchObject([{ items: [{ state: "done", reason: "names another account" }] }]);
  });

  test("after a disconnect the platform hears success and the event is kept as rejected; connected again, replay takes it up", async () => {
    const { tenant, channel } = await setUp();
    await tenant.door((s) => s.sql.query("update channels set disconnected_at = now()"));
    expect((await call(channel, { entries: [ENTRY] })).status).toBe(200);
    expect(await events(tenant, channel.channelId)).toMatchObject([{ state: "rejected", reason: "The channel was disconnected." }]);
    await tenant.door((s) => s.sql.query("update channels set disconnected_at = null"));
    // It looks at bodies of nobody, too: other tests leave some.
    expect(await replayEvents({ tenantId: tenant.tenantId, state: "failed" })).toMatchObject({ items: 1 });
    await drainAll(tenant.tenantId);
    expect((await tenant.door((s) => s.sql.query("select from messages"))).rowCount).toBe(1);
  });
});

describe("an app-wide webhook URL", () => {
  const page = () => `9${Math.random().toString().slice(2, 14)}`;
  const entry = (pageId: string, mid: string, text: string) => ({
    id: pageId,
    time: 1_790_000_000_000,
    messaging: [{ sender: { id: "777" }, recipient: { id: pageId }, timestamp: 1_790_000_000_000, message: { mid, text } }],
  });

  function post(entries: unknown[], secret = SECRET): Promise<Response> {
    const rawBody = Buffer.from(JSON.stringify({ object: "page", entry: entries }));
    const signature = `sha256=${createHmac("sha256", secret).update(rawBody).digest("hex")}`;
    const headers = { "x-hub-signature-256": signature, "content-type": "application/json" };
    return receiveWebhook(toRequest({ method: "POST", url: "http://localhost:3000/api/webhooks/messenger", query: {}, headers, rawBody }));
  }

  async function withPage(pageId: string) {
    const tenant = await makeTenant();
    const credentials = { pageId, pageAccessToken: "token" };
    const { channelId } = await tenant.door((s) => createChannel(s, { kind: "messenger", name: "Page", credentials }));
    return { tenant, channelId };
  }

  const textsOf = async ({ tenantId, door }: TestTenant) => {
    await drainAll(tenantId);
    return (await door((s) => s.sql.query<{ text: string }>("select text from messages order by text"))).rows.map((row) => row.text);
  };

  test("one body for two tenants reaches each, and neither sees the other's", async () => {
    const [one, two] = [page(), page()];
    const [a, b] = await Promise.all([withPage(one), withPage(two)]);
    expect((await post([entry(one, "m1", "for a"), entry(two, "m1", "for b")])).status).toBe(200);
    expect([await textsOf(a.tenant), await textsOf(b.tenant)]).toEqual([["for a"], ["for b"]]);
    expect(await events(a.tenant, a.channelId)).toMatchObject([{ items: [{ position: 0 }] }]);
  });

  test("an account nobody connected hears success; what was for others arrives; connected later, replay brings the rest", async () => {
    const [known, unknown] = [page(), page()];
    const a = await withPage(known);
    expect((await post([entry(unknown, "m1", "too early"), entry(known, "m2", "in time")])).status).toBe(200);
    expect(await textsOf(a.tenant)).toEqual(["in time"]);
    const late = await withPage(unknown);
    expect(await replayEvents({ tenantId: late.tenant.tenantId })).toMatchObject({ items: 1 });
    expect(await textsOf(late.tenant)).toEqual(["too early"]);
    expect(await textsOf(a.tenant)).toEqual(["in time"]);
  });

  test("a wrong secret is 401, and an unreadable body with a good one 400 without a tenant", async () => {
    expect((await post([entry(page(), "m1", "x")], "wrong")).status).toBe(401);
    const rawBody = Buffer.from("not json");
    const headers = { "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(rawBody).digest("hex")}` };
    const answer = await receiveWebhook(toRequest({ method: "POST", url: "http://localhost:3000/api/webhooks/messenger", query: {}, headers, rawBody }));
    expect(answer.status).toBe(400);
  });

  test("a kind that does not exist, or takes no webhooks, is 404", async () => {
    for (const kind of ["nonsense", "widget", "", "..%2f"])
      expect((await receiveWebhook(new Request(`http://localhost/api/webhooks/${kind}`, { method: "POST" }))).status).toBe(404);
  });
});
