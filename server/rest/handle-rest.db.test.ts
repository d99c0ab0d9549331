import { describe, expect, test } from "vitest";
import { newId } from "@/server/db/ids";
import { makeTenant } from "@/server/testing/factories";
import { addInbound, makeConversation } from "@/server/testing/inbox-factory";
import { restClient, restOf } from "@/server/testing/rest-client";
import { ROUTES } from "./routes";

/** Every route with its parameters filled in. */
const paths = (id: string) => ROUTES.map((route) => ({ route, path: route.path.replace(/\{\w+\}/g, id) }));

describe("every route of the API", () => {
  test("wants a key, and a forged or revoked one is none", async () => {
    const tenant = await makeTenant();
    const api = await restOf(tenant);
    expect((await api("GET /agents")).status).toBe(200);
    await tenant.door(({ sql }) => sql.query("update api_keys set revoked_at = now()"));
    for (const { route, path } of paths(newId()))
      for (const call of [restClient(null), restClient(`parley_${"A".repeat(43)}`), api]) {
        const answer = await call(`${route.method} ${path}`, route.method === "GET" ? undefined : {});
        expect([route.path, answer.status]).toEqual([route.path, 401]);
      }
  });

  test("wants its own scope", async () => {
    const tenant = await makeTenant();
    const none = await restOf(tenant, []);
    for (const { route, path } of paths(newId())) {
      const answer = await none(`${route.method} ${path}`, route.method === "GET" ? undefined : {});
      expect([route.path, answer.status, answer.body.code]).toEqual([route.path, 403, "missing-permission"]);
    }
    const reader = await restOf(tenant, ["conversations.read"]);
    expect((await reader("GET /conversations")).status).toBe(200);
  });

  test("shows no other tenant's thing: the same 404 as for one that never was and for a malformed id", async () => {
    const [mine, theirs] = await Promise.all([makeTenant(), makeTenant()]);
    const conversation = await makeConversation(theirs);
    const message = await addInbound(theirs, conversation, "secret");
    const api = await restOf(mine);
    const bodies: Record<string, unknown> = {
      "/conversations/{id}/messages": { text: "hi" },
      "/channels/{id}/messages/{messageId}/status": { status: "sent" },
      "/channels/{id}/inbound": { externalId: "1", from: { externalId: "2" }, text: "x" },
      "/contacts/{id}/identities": { channelId: conversation.channelId, value: "c-1" },
      "/channels/{id}/inbound/{externalId}": { text: "x" },
    };
    const owners: Record<string, string> = { conversations: conversation.id, contacts: conversation.contactId, channels: conversation.channelId };
    const own = await restOf(theirs);
    for (const route of ROUTES.filter(({ path }) => path.includes("{id}"))) {
      const owned = owners[route.path.split("/")[1] ?? ""] ?? "";
      for (const id of [owned, newId(), "not-an-id", "%E0%A4%A", "' or 1=1 --", "%00"]) {
        const path = route.path.replace("{id}", id).replace("{messageId}", message.id).replace("{externalId}", "1").replace("{eventId}", newId());
        const answer = await api(`${route.method} ${path}`, route.method === "GET" ? undefined : (bodies[route.path] ?? {}));
        expect([route.method, path, answer.status]).toEqual([route.method, path, 404]);
        expect(JSON.stringify(answer.body)).not.toContain("secret");
      }
      if (route.method === "GET") expect((await own(`GET ${route.path.replace("{id}", owned)}`)).status).toBe(200);
    }
    for (const filter of [`contactId=${conversation.contactId}`, `channelId=${conversation.channelId}`, "assigneeId=nonsense", `teamId=${newId()}`])
      expect((await api(`GET /conversations?${filter}`)).body).toEqual({ data: [], nextCursor: null });
  });

  test("answers nonsense with a problem that names it, never with a 5xx", async () => {
    const tenant = await makeTenant();
    const { id, contactId } = await makeConversation(tenant);
    const api = await restOf(tenant);
    const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    const cases: [string, string, unknown, number, string][] = [
      ["POST", `/conversations/${id}/messages`, "{not json", 400, "malformed-json"],
      ["POST", `/conversations/${id}/messages`, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 400, "malformed-json"],
      ["POST", "/contacts", deep, 400, "malformed-json"],
      ["POST", `/conversations/${id}/messages`, "[]", 422, "invalid"],
      ["POST", `/conversations/${id}/messages`, "null", 422, "invalid"],
      ["POST", `/conversations/${id}/messages`, { text: "" }, 422, "empty"],
      ["POST", `/conversations/${id}/messages`, { text: 7 }, 422, "invalid"],
      ["POST", `/conversations/${id}/messages`, { text: "x", sendAt: "tomorrow" }, 422, "invalid"],
      ["PATCH", `/conversations/${id}`, { status: "closed" }, 422, "invalid"],
      ["PATCH", `/conversations/${id}`, { status: "snoozed" }, 422, "invalid"],
      ["PATCH", `/conversations/${id}`, { assigneeId: "x" }, 404, "not-found"],
      ["PATCH", `/contacts/${contactId}`, { email: "not an address" }, 422, "invalid"],
      ["GET", "/conversations?cursor=made-up", undefined, 400, "malformed-cursor"],
      ["GET", "/contacts?cursor=%01", undefined, 400, "malformed-cursor"],
      ["GET", `/conversations/${id}/messages?cursor=WyJ4Il0`, undefined, 400, "malformed-cursor"],
      ["GET", "/conversations?limit=0", undefined, 400, "malformed-query"],
      ["GET", "/conversations?limit=201", undefined, 400, "malformed-query"],
      ["GET", "/conversations?status=nope", undefined, 400, "malformed-query"],
      ["GET", "/events?after=abc", undefined, 400, "malformed-query"],
      ["PUT", "/conversations", {}, 405, "method-not-allowed"],
      ["DELETE", `/conversations/${id}`, undefined, 405, "method-not-allowed"],
      ["GET", "/nothing/here", undefined, 404, "not-found"],
      ["GET", "/", undefined, 404, "not-found"],
    ];
    for (const [method, path, body, status, code] of cases) {
      const answer = await api(`${method} ${path}`, body);
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, status, code]);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(["type", "title", "status", "code", "detail", "requestId", "errors"]));
      expect(answer.headers.get("x-request-id")).toBe(answer.body.requestId);
    }
    expect((await api("PUT /conversations", {})).headers.get("allow")).toBe("GET, POST");
    expect((await api("POST /contacts", "name=x", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await api("POST /contacts", `{"name":"${"x".repeat(6_000_000)}"}`)).status).toBe(413);
  });

  test("names each unknown field", async () => {
    const tenant = await makeTenant();
    const api = await restOf(tenant);
    const answer = await api("POST /contacts", { name: "A", surname: "B", nick: "C" });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      { field: "surname", message: "is not a known field" },
      { field: "nick", message: "is not a known field" },
    ]);
    expect((await api("POST /contacts", { name: "A" })).status).toBe(201);
  });

  test("keeps what PostgreSQL cannot: NUL goes, half a surrogate pair is replaced", async () => {
    const api = await restOf(await makeTenant());
    const made = await api("POST /contacts", '{"name":"a\\u0000b\\ud800c","attributes":{"k\\u0000":"\\udc00"}}');
    expect(made).toMatchObject({ status: 201, body: { name: "ab\uFFFDc", attributes: { k: "\uFFFD" } } });
  });
});

test("health and readiness answer a load balancer's HEAD, and name their methods to anybody else", async () => {
  const api = restClient(null);
  for (const path of ["/health", "/ready"]) {
    expect((await api(`HEAD ${path}`)).status).toBe(200);
    const refused = await api(`POST ${path}`, {});
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  }
});
