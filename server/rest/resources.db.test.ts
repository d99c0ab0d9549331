import { describe, expect, test } from "vitest";
import { decryptCredentials } from "@/server/connections/credentials";
import { subscribeAtPlatform } from "@/server/connections/subscribe-channel";
import { newId } from "@/server/db/ids";
import { makeTenant } from "@/server/testing/factories";
import { addInbound, makeConversation } from "@/server/testing/inbox-factory";
import { restOf } from "@/server/testing/rest-client";
import { startBotApi } from "@/server/testing/start-bot-api";

describe("conversations over REST", () => {
  test("are listed, read, changed and answered", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    await addInbound(tenant, conversation, "Hello?");
    const api = await restOf(tenant);
    const list = await api("GET /conversations?status=open&sort=waiting");
    expect(list.body).toMatchObject({
      data: [{ id: conversation.id, number: 1, status: "open", lastSeq: 1, sla: null, tags: [], version: 1 }],
      nextCursor: null,
    });
    const changed = await api(`PATCH /conversations/${conversation.id}`, { priority: "high", tags: ["vip"], assigneeId: tenant.owner.id }, { "if-match": "1" });
    expect(changed).toMatchObject({ status: 200, body: { priority: "high", tags: ["vip"], assigneeId: tenant.owner.id } });
    const sent = await api(`POST /conversations/${conversation.id}/messages`, { text: "Hi!" });
    expect(sent).toMatchObject({ status: 201, body: { kind: "outbound", text: "Hi!", author: { type: "bot" }, delivery: { status: "queued" } } });
    const messages = await api(`GET /conversations/${conversation.id}/messages?after=0&limit=2`);
    expect(messages.body.data).toMatchObject([
      { seq: 1, kind: "inbound", author: { type: "contact", id: conversation.contactId } },
      { seq: 2, kind: "activity" },
    ]);
    const next = await api(`GET /conversations/${conversation.id}/messages?cursor=${messages.body.nextCursor}`);
    expect(next.body.data.map((m) => m.seq)).toEqual([3, 4, 5]);
  });

  test("a stale If-Match is a conflict with the current object", async () => {
    const tenant = await makeTenant();
    const { id } = await makeConversation(tenant);
    const api = await restOf(tenant);
    expect((await api(`PATCH /conversations/${id}`, { status: "pending" }, { "if-match": '"1"' })).status).toBe(200);
    const late = await api(`PATCH /conversations/${id}`, { status: "resolved" }, { "if-match": "1" });
    expect(late).toMatchObject({ status: 409, body: { code: "version", current: { id, status: "pending", version: 2 } } });
    expect((await api(`PATCH /conversations/${id}`, { status: "open" }, { "if-match": "soon" })).status).toBe(400);
  });

  test("begin only where a channel may begin, and never twice on a thread", async () => {
    const tenant = await makeTenant();
    const { id, contactId, channelId } = await makeConversation(tenant);
    const api = await restOf(tenant);
    const start = await api("POST /conversations", { contactId, channelId, message: { text: "We have news." } });
    // The widget cannot begin; whoever changes that gets the open conversation back instead.
    if (start.status === 422) expect(start.body.code).toBe("cannot-start");
    else expect(start).toMatchObject({ status: 200, body: { id } });
  });
});

describe("idempotency keys", () => {
  test("give the first answer again, also to ten calls at once, and refuse another body", async () => {
    const tenant = await makeTenant();
    const api = await restOf(tenant);
    const key = { "idempotency-key": newId() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => api("POST /contacts", { name: "Once" }, key)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(9);
    expect(await api("POST /contacts", { name: "Other" }, key)).toMatchObject({ status: 409, body: { code: "idempotency-key-reused" } });
    expect((await api("GET /contacts")).body.data).toHaveLength(1);
    expect((await api("POST /contacts", { name: "Once" })).body.id).not.toBe(answers[0]?.body.id);
  });

  test("a refused call leaves nothing behind, and after 24 hours the key is free", async () => {
    const tenant = await makeTenant();
    const api = await restOf(tenant);
    const key = { "idempotency-key": "k" };
    expect((await api("POST /contacts", { email: "nonsense" }, key)).status).toBe(422);
    const first = await api("POST /contacts", { name: "A" }, key);
    await tenant.door(({ sql }) => sql.query("update idempotency_keys set created_at = created_at - interval '25 hours'"));
    const second = await api("POST /contacts", { name: "A" }, key);
    expect(second.body.id).not.toBe(first.body.id);
    expect((await api("POST /contacts", { name: "A" }, { "idempotency-key": "x".repeat(256) })).status).toBe(400);
  });

  test("belong to one key each", async () => {
    const tenant = await makeTenant();
    const [one, other] = [await restOf(tenant), await restOf(tenant)];
    const key = { "idempotency-key": "shared" };
    const made = await one("POST /contacts", { name: "A" }, key);
    expect((await other("POST /contacts", { name: "A" }, key)).body.id).not.toBe(made.body.id);
  });
});

describe("the rest of the API", () => {
  test("contacts: written, found, changed, read with identities and timeline, deleted", async () => {
    const tenant = await makeTenant();
    const conversation = await makeConversation(tenant);
    const api = await restOf(tenant);
    const made = await api("POST /contacts", { name: "Aiko", email: " AIKO@Example.test ", phone: "+81 3 1234 5678" });
    expect(made.body).toMatchObject({ email: "aiko@example.test", phone: "+81312345678" });
    expect((await api("GET /contacts?email=Aiko%40example.test")).body.data).toMatchObject([{ id: made.body.id }]);
    expect((await api(`PATCH /contacts/${made.body.id}`, { name: "Aiko Tanaka" }, { "if-match": "1" })).body).toMatchObject({ version: 2 });
    expect((await api(`GET /contacts/${conversation.contactId}/identities`)).body.data).toMatchObject([{ id: conversation.identityId, kind: "widget" }]);
    expect((await api(`GET /contacts/${conversation.contactId}/timeline`)).body.data).toMatchObject([
      { type: "conversation", conversation: { id: conversation.id } },
    ]);
    expect((await api(`DELETE /contacts/${made.body.id}`)).status).toBe(204);
    expect((await api(`DELETE /contacts/${conversation.contactId}`)).status).toBe(409);
  });

  test("channels: connected, renamed, disconnected; credentials are shown to nobody", async () => {
    const api = await restOf(await makeTenant());
    const made = await api("POST /channels", { kind: "widget", name: "Shop", credentials: {} });
    expect(made).toMatchObject({ status: 201, body: { kind: "widget", name: "Shop", status: "live", identitySecret: expect.any(String) } });
    const path = `/channels/${made.body.id}`;
    expect((await api(`PATCH ${path}`, { name: "Shop EU" })).body).toMatchObject({ name: "Shop EU" });
    const seen = await api(`GET ${path}`);
    expect(seen.body).toMatchObject({ id: made.body.id, capabilities: expect.any(Object) });
    expect(JSON.stringify(seen.body)).not.toContain(String(made.body.identitySecret));
    expect((await api(`DELETE ${path}`)).status).toBe(204);
    expect((await api(`GET ${path}`)).body).toMatchObject({ status: "disconnected" });
    expect(await api("POST /channels", { kind: "pigeon", name: "x" })).toMatchObject({ status: 422, body: { code: "unknown-kind" } });
  });

  test("channels: with `verify` the platform is asked first and told where to call; a token of nobody stores nothing", async () => {
    const platform = await startBotApi();
    const tenant = await makeTenant();
    const api = await restOf(tenant);
    const given = (botToken: string) => ({ kind: "telegram", name: "Bot", credentials: { botToken }, verify: true });
    expect(await api("POST /channels", given(`${platform.botId}:${"x".repeat(35)}`))).toMatchObject({ status: 422, body: { code: "token-refused" } });
    expect((await api("GET /channels")).body.data).toEqual([]);
    const made = await api("POST /channels", given(platform.token));
    expect(made).toMatchObject({ status: 201, body: { kind: "telegram", status: "connecting" } });
    expect(JSON.stringify(made.body)).not.toContain(platform.token);
    await subscribeAtPlatform(made.body.id, { ...tenant, inTenant: tenant.door, isLastAttempt: true });
    expect((await api(`GET /channels/${made.body.id}`)).body).toMatchObject({ status: "live" });
    expect(platform.calls.map(({ method }) => method)).toEqual(["getMe", "getMe", "setWebhook"]);
    expect(platform.calls[2]?.body).toMatchObject({ url: expect.stringContaining(made.body.id) });
    // Again: the same channel with a new secret, and the platform is told the one that is stored.
    expect((await api("POST /channels", given(platform.token))).body.id).toBe(made.body.id);
    await subscribeAtPlatform(made.body.id, { ...tenant, inTenant: tenant.door, isLastAttempt: true });
    const { rows } = await tenant.door(({ sql }) => sql.query<{ credentials: Buffer }>("select credentials from channels where id = $1", [made.body.id]));
    expect(decryptCredentials(rows[0]?.credentials as Buffer)).toEqual({ botToken: platform.token, webhookSecret: platform.calls.at(-1)?.body.secret_token });
    await platform.close();
  });

  test("uploads: kept for a message, and nothing that is no file", async () => {
    const tenant = await makeTenant();
    const { id } = await makeConversation(tenant);
    const api = await restOf(tenant);
    const form = new FormData();
    form.set("file", new File(["hello"], "note.txt", { type: "text/plain" }));
    const upload = await api("POST /uploads", form);
    expect(upload).toMatchObject({ status: 201, body: { name: "note.txt", sizeBytes: 5 } });
    const sent = await api(`POST /conversations/${id}/messages`, { attachments: [{ uploadId: upload.body.uploadId }], note: true });
    expect(sent.body.attachments).toMatchObject([{ name: "note.txt", url: expect.stringMatching(/^http/) }]);
    expect((await api("POST /uploads", new FormData())).status).toBe(400);
    expect((await api("POST /uploads", {})).status).toBe(400);
    const stranger = await restOf(await makeTenant());
    expect((await stranger(`POST /conversations/${id}/messages`, { attachments: [{ uploadId: upload.body.uploadId }] })).status).toBe(404);
  });

  test("the feed goes on from its cursor without a gap, waits, and starts at now", async () => {
    const tenant = await makeTenant();
    const api = await restOf(tenant);
    for (const name of ["a", "b", "c"]) await api("POST /contacts", { name });
    const all = await api("GET /events?after=0&limit=2");
    expect(all.body.data).toMatchObject([{ cursor: 1, type: "contact.created" }, { cursor: 2 }]);
    expect((await api(`GET /events?after=${all.body.nextCursor}`)).body.data).toMatchObject([{ cursor: 3 }]);
    const now = await api("GET /events");
    expect(now.body).toEqual({ data: [], nextCursor: "3" });
    const waiting = api(`GET /events?after=${now.body.nextCursor}&wait=10`);
    await api("POST /contacts", { name: "late" });
    expect((await waiting).body).toMatchObject({ data: [{ cursor: 4 }], nextCursor: "4" });
  });

  test("people, tags, realtime and health answer", async () => {
    const tenant = await makeTenant();
    const api = await restOf(tenant);
    expect((await api("GET /agents")).body.data).toMatchObject([{ id: tenant.owner.id, name: "Maya Lindqvist", role: "owner" }]);
    for (const path of ["/teams", "/tags"]) expect((await api(`GET ${path}`)).body).toEqual({ data: [], nextCursor: null });
    expect((await api("GET /ready")).status).toBe(200);
    const health = await api("GET /health");
    expect(health).toMatchObject({ status: 200, body: { version: expect.any(String), checks: { database: { ok: true } } } });
  });
});
