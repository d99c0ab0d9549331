import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type pino from "pino";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createApiKey } from "@/server/auth/api-keys";
import { createUser } from "@/server/auth/create-user";
import { handleAuth } from "@/server/auth/handle-auth";
import { type ChannelAdapter, SendError } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { appPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { drainAll } from "@/server/intake/run-lanes";
import { setAside } from "@/server/intake/set-aside";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { type ConnectedTestChannel, makeTestChannel, toRequest } from "@/server/testing/make-test-channel";
import { testChannel, testRequest } from "@/server/testing/test-channel";
import { makeLog, withLogContext } from "./log";
import { createFront } from "./web-front";

/** What nobody may ever read in a log. Each is sent through the product below. */
const SECRET = {
  password: `pw-${randomBytes(9).toString("hex")}`,
  text: "meine Mutter liegt im Krankenhaus",
  address: `lucia.fernandez+${randomBytes(4).toString("hex")}@customer.example`,
  phone: "+49 170 5551234",
  urlToken: `123456789:AA${randomBytes(16).toString("hex")}`,
  bearer: `EAAG${randomBytes(16).toString("hex")}`,
  queryToken: randomBytes(20).toString("base64url"),
  cookie: randomBytes(32).toString("base64url"),
  invite: randomBytes(24).toString("base64url"),
};

const lines: string[] = [];
const shared = globalThis as typeof globalThis & { parleyLog?: pino.Logger };
let before: pino.Logger | undefined;
let tenant: TestTenant;
let channel: ConnectedTestChannel;
let apiKey: string;
let server: Server;
let origin: string;

/** A platform client that puts everything it has into its errors, as careless libraries do. */
const leaky: ChannelAdapter = {
  ...(testChannel as ChannelAdapter),
  kind: "leaky",
  outbound: {
    ...(testChannel as ChannelAdapter).outbound,
    async send({ config, part }) {
      const request = { headers: { Authorization: `Bearer ${SECRET.bearer}` }, body: part.body, config };
      const inner = Object.assign(new Error(`POST https://api.example.test/bot${SECRET.urlToken}/send?access_token=${SECRET.queryToken} failed`), {
        request,
        ...config,
      });
      throw new SendError("unknown", `"${SECRET.phone}" cannot read "${SECRET.text}"`, { retryable: false, code: "100", cause: inner });
    },
  },
};

beforeAll(async () => {
  before = shared.parleyLog;
  shared.parleyLog = makeLog("debug", { write: (line: string) => void lines.push(line) });
  registerForTests(leaky);
  tenant = await makeTenant();
  channel = await makeTestChannel(tenant);
  apiKey = (await tenant.door((scope) => createApiKey(scope, { name: "test", scopes: ["*"] }))).key;
  server = createFront({
    origin: "http://localhost:3000",
    stopping: new AbortController().signal,
    servePage: async (_request, response) => void response.end("a page"),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  shared.parleyLog = before;
  server.closeAllConnections();
  server.close();
});

const entry = (id: string) => ({ kind: "text", id, thread: SECRET.phone, from: SECRET.address, name: "Lucía", text: SECRET.text, at: Date.now() });

async function callTheProduct(): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", cookie: `parley-session=${SECRET.cookie}` };
  const rest = (method: string, path: string, body?: unknown) =>
    fetch(`${origin}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }).then((response) => response.text());
  const url = `${origin}/api/webhooks/test-channel/${channel.channelId}`;
  const signed = testRequest(channel.credentials, { entries: [entry("1")] }, url);
  expect((await fetch(toRequest(signed))).status).toBe(200);
  expect((await fetch(`${url}?signature=${SECRET.queryToken}`, { method: "POST", body: SECRET.text })).status).toBe(401);
  await rest("GET", `/contacts?email=${encodeURIComponent(SECRET.address)}`);
  await rest("GET", `/contacts/${encodeURIComponent(SECRET.address)}`);
  await rest("POST", "/contacts", { name: SECRET.text, nonsense: SECRET.address });
  await rest("POST", "/channels", { kind: "test-channel", name: "x", credentials: { accountId: SECRET.phone, token: SECRET.bearer, key: SECRET.queryToken } });
  await fetch(`${origin}/api/v1/channels`, { headers: { authorization: `Bearer ${SECRET.bearer}` } });
  await fetch(`${origin}/api/v1/contacts`, { method: "POST", headers, body: `{"name": "${SECRET.text}` });
  await fetch(`${origin}/api/trpc/messages.send?input=${encodeURIComponent(SECRET.text)}`, { headers });
  await fetch(`${origin}/api/trpc/${SECRET.invite}`, { headers });
  await fetch(`${origin}/api/files/${SECRET.invite}`);
  await fetch(`${origin}/invite/${SECRET.invite}?email=${SECRET.address}`, { headers });
  await fetch(`${origin}/api/widget/${channel.channelId}/session`, { method: "POST", headers, body: JSON.stringify({ email: SECRET.address }) });
}

async function signIn(): Promise<void> {
  await createUser({ email: SECRET.address, name: "Maya", password: SECRET.password, locale: "en", isEmailVerified: true });
  const send = (path: string, cookie: string, form?: Record<string, string>) =>
    handleAuth(
      new Request(`http://localhost:3000/api/auth/${path}`, { method: form ? "POST" : "GET", headers: { cookie }, body: form && new URLSearchParams(form) }),
    );
  for (const password of [SECRET.password, `wrong-${SECRET.password}`]) {
    const csrf = await send("csrf", "");
    const cookie = csrf.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    await withLogContext({ requestId: newId() }, () => send("callback/credentials", cookie, { csrfToken, email: SECRET.address, password, json: "true" }));
  }
}

async function sendAndFail(): Promise<void> {
  const door = { tenantId: tenant.tenantId, inTenant: <T>(fn: Parameters<typeof inTenant<T>>[2]) => inTenant(tenant.tenantId, SYSTEM, fn) };
  await drainAll(tenant.tenantId);
  const { rows } = await tenant.door(({ sql }) => sql.query<{ id: string }>("select id from conversations"));
  const conversationId = rows[0]?.id ?? "";
  await tenant.door(({ sql }) => sql.query("update channels set kind = 'leaky' where id = $1", [channel.channelId]));
  await tenant.door((scope) => sendReply(scope, { conversationId, clientMessageId: newId(), text: SECRET.text, attachments: [], isNote: false }));
  await deliverDue(door, conversationId);
  await tenant.door(({ sql }) => sql.query("update channels set kind = 'test-channel' where id = $1", [channel.channelId]));
}

async function failToTake(): Promise<void> {
  await channel.post([entry("2")]);
  const refusal = await appPool()
    .query("select $1::uuid", [`${SECRET.text} ${SECRET.address}`])
    .catch((error: unknown) => error);
  await setAside(tenant.tenantId, { channelId: channel.channelId, threadKey: SECRET.phone }, refusal);
}

describe("the log, at its most talkative", () => {
  let told: Record<string, unknown>[];
  beforeAll(async () => {
    await callTheProduct();
    await signIn();
    await sendAndFail();
    await failToTake();
    await vi.waitFor(() => expect(lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(10));
    told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  });

  test.each(Object.entries(SECRET))("holds no %s", (_name, secret) => {
    const variants = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret.replaceAll(" ", "+")];
    for (const variant of variants) expect(lines.filter((line) => line.includes(variant))).toEqual([]);
  });

  test("holds neither the channel's credentials nor the API key", () => {
    const secrets = [apiKey, channel.credentials.token, channel.credentials.key];
    expect(lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });

  test("has one line a request, with its id, its tenant once it is known, and a pattern for a path", () => {
    const requests = told.filter((line) => line.msg === "request");
    expect(new Set(requests.map((line) => line.requestId)).size).toBe(requests.length);
    for (const line of requests)
      expect(line).toMatchObject({ requestId: expect.any(String), method: expect.any(String), status: expect.any(Number), ms: expect.any(Number) });
    expect(requests.find((line) => line.route === "/api/v1/contacts/{contactId}" || line.route === "/api/v1/contacts/{id}")).toMatchObject({
      tenantId: tenant.tenantId,
      status: 404,
    });
    expect(requests.find((line) => line.route === "/invite/:")).toMatchObject({ status: 200 });
    expect(told.filter((line) => line.msg === "webhook").map((line) => [line.route, line.status, line.channelId])).toEqual([
      ["/api/webhooks/test-channel", 200, channel.channelId],
      ["/api/webhooks/test-channel", 401, channel.channelId],
    ]);
  });

  test("says of a failed send whose it was and what it was, without what it said", () => {
    expect(told.find((line) => line.msg === "send failed")).toMatchObject({
      tenantId: tenant.tenantId,
      channelId: channel.channelId,
      conversationId: expect.any(String),
      messageId: expect.any(String),
      deliveryId: expect.any(String),
      err: { type: "SendError", code: "100", cause: { type: "Error", message: "POST https://api.example.test/… failed" } },
    });
  });

  test("says of an item that could not be taken which it was, and why", () => {
    const line = told.find((line) => line.msg === "item could not be taken");
    expect(line).toMatchObject({
      tenantId: tenant.tenantId,
      channelId: channel.channelId,
      outcome: "dead",
      itemId: expect.any(Number),
      err: { code: "22P02" },
    });
  });
});
