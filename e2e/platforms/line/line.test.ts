import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start } from "./server";

interface Received {
  signature: string;
  body: string;
  events: { type: string; webhookEventId: string; replyToken?: string; mode: string; [field: string]: unknown }[];
}

/** The desk, seen from the platform. */
let desk: { url: string; received: Received[]; status: number; close(): void };
let platform: Awaited<ReturnType<typeof start>>;
let account: { channelId: string; channelSecret: string; channelAccessToken: string; userId: string };

const HARUTO = "U4af4980629e7c1b2d3e4f5a6b7c8d9e0";
const GROUP = "Ca56f94637c123456789abcdef0123456";

interface Reply {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { message?: string };
}

async function call(
  method: string,
  path: string,
  { body, token = account.channelAccessToken, key }: { body?: object; token?: string; key?: string } = {},
): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...(key ? { "x-line-retry-key": key } : {}) };
  const response = await fetch(`${platform.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

const local = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const phone = (path: string, body: object = {}) => local(`__phone/${path}`, { person: HARUTO, account: account.channelId, ...body });
const disturb = (next: string) => local("__control", { next });
const change = (changes: object) => local("__account", { account: account.channelId, ...changes });
const text = (words = "On its way") => [{ type: "text", text: words }];
const push = (over: object = {}, key?: string) => call("POST", "/v2/bot/message/push", { body: { to: HARUTO, messages: text(), ...over }, key });
const reply = (replyToken: unknown, messages: object[] = text()) => call("POST", "/v2/bot/message/reply", { body: { replyToken, messages } });
const events = () => desk.received.flatMap((one) => one.events);
const last = () => events().at(-1);
const lastMessage = () => last()?.message as { id: string; markAsReadToken: string };
const KEY = "7e1c2a34-0b1d-4c6a-9a2e-55a1c0ffee01";
const until = async (isDone: () => boolean) => {
  for (let i = 0; i < 300 && !isDone(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isDone()).toBe(true);
};

beforeEach(async () => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    received.push({ signature: String(request.headers["x-line-signature"]), body, events: JSON.parse(body).events });
    response.writeHead(desk.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  desk = {
    url,
    received,
    status: 200,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  platform = await start({ port: 0, appSecret: "seed", isLocalAllowed: true, retryBaseMs: 10, answerTimeoutMs: 5_000 });
  account = (await local("__phone/accounts", { name: "Shop" })) as typeof account;
  await call("PUT", "/v2/bot/channel/webhook/endpoint", { body: { endpoint: url } });
});

afterEach(async () => {
  await platform.close();
  desk.close();
});

describe("access", () => {
  const token = (form: Record<string, string>) => fetch(`${platform.url}/oauth2/v3/token`, { method: "POST", body: new URLSearchParams(form) });
  const good = () => ({ grant_type: "client_credentials", client_id: account.channelId, client_secret: account.channelSecret });

  it("sells a token of fifteen minutes for id and secret, and refuses it when they are over", async () => {
    const { access_token, expires_in } = (await (await token(good())).json()) as { access_token: string; expires_in: number };
    expect(expires_in).toBe(900);
    expect((await call("GET", "/v2/bot/info", { token: access_token })).body).toMatchObject({ userId: account.userId, chatMode: "bot" });
    await local("__clock", { advanceSeconds: 901 });
    expect((await call("GET", "/v2/bot/info", { token: access_token })).status).toBe(401);
  });

  it.each([
    ["a wrong secret", { client_secret: "0".repeat(32) }, "invalid_client"],
    ["an unknown channel", { client_id: "1" }, "invalid_client"],
    ["another grant", { grant_type: "password" }, "unsupported_grant_type"],
  ])("refuses %s", async (_name, change_, error) => {
    const response = await token({ ...good(), ...change_ });
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, error]);
  });

  it("is refused everything without a token, with a dead one, and while the account is suspended", async () => {
    expect((await call("GET", "/v2/bot/info", { token: "none" })).status).toBe(401);
    await change({ isSuspended: true });
    expect((await push()).status).toBe(403);
    expect(last()).toMatchObject({ type: "botSuspended" });
  });
});

describe("webhooks", () => {
  it.each(["http://desk.example/hook", "nonsense", `https://desk.example/${"a".repeat(500)}`])("refuses the address %s", async (endpoint) => {
    expect((await call("PUT", "/v2/bot/channel/webhook/endpoint", { body: { endpoint } })).status).toBe(400);
  });

  it("tries the address with a signed body without events, and says what came of it", async () => {
    const tried = () => call("POST", "/v2/bot/channel/webhook/test", { body: {} });
    expect((await tried()).body).toMatchObject({ success: true, statusCode: 200 });
    expect(JSON.parse(desk.received[0]?.body ?? "")).toEqual({ destination: account.userId, events: [] });
    desk.status = 401;
    expect((await tried()).body).toMatchObject({ success: false, statusCode: 401, reason: "ERROR_STATUS_CODE" });
  });

  it("signs the bytes with base64 of HMAC-SHA256 by the secret", async () => {
    await phone("messages", { text: "こんにちは 😀" });
    const { body, signature } = desk.received.at(-1) as Received;
    expect(signature).toBe(createHmac("sha256", account.channelSecret).update(body).digest("base64"));
  });

  it("tells of the friend before the first message, with a token each", async () => {
    await phone("messages", { text: "Hello (love)" });
    expect(events().map(({ type }) => type)).toEqual(["follow", "message"]);
    expect(last()).toMatchObject({ mode: "active", replyToken: expect.any(String), message: { type: "text", emojis: [{ index: 6, length: 6 }] } });
  });

  it("sends again what was not taken, marked, with the same id, and only while redelivery is on", async () => {
    desk.status = 503;
    await phone("messages", { text: "Hello" });
    desk.status = 200;
    await until(() => events().filter(({ deliveryContext }) => (deliveryContext as { isRedelivery: boolean }).isRedelivery).length === 2);
    const ids = events().map(({ webhookEventId }) => webhookEventId);
    expect(new Set(ids).size).toBe(2);
    await change({ redelivery: false });
    desk.status = 503;
    const before = events().length;
    await phone("messages", { text: "Lost" });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(events().length).toBe(before + 1);
  });

  it("puts a held event behind the next one into one body, and sends one twice when it is told to", async () => {
    await phone("messages", { text: "first" });
    await disturb("batch");
    await phone("messages", { text: "held" });
    await phone("messages", { text: "next" });
    expect(desk.received.at(-1)?.events.map(({ message }) => (message as { text: string }).text)).toEqual(["next", "held"]);
    await disturb("double");
    await phone("messages", { text: "twice" });
    expect(
      events()
        .slice(-2)
        .map(({ webhookEventId }) => webhookEventId),
    ).toEqual([last()?.webhookEventId, last()?.webhookEventId]);
  });

  it("leaves out who speaks in a group of people who have not agreed to be named", async () => {
    await phone("messages", { group: GROUP, text: "hi all" });
    expect(events().map(({ type }) => type)).toEqual(["join", "message"]);
    expect(last()?.source).toEqual({ type: "group", groupId: GROUP, userId: HARUTO });
    await local("__group", { group: GROUP, isNameless: true });
    await phone("messages", { group: GROUP, text: "hi all" });
    expect(last()?.source).toEqual({ type: "group", groupId: GROUP });
  });

  it("tells of unsent messages, known and unknown, and gives no token with them, with an unfollow, or in standby", async () => {
    await phone("messages", { text: "oops" });
    const { id } = lastMessage();
    expect(await phone("unsend", { id })).toEqual({ ok: true });
    expect(await phone("unsend", { id: "1" })).toEqual({ ok: false });
    expect(last()).toMatchObject({ type: "unsend", unsend: { messageId: "1" } });
    await phone("messages", { text: "to a person", isStandby: true });
    expect(last()).toMatchObject({ mode: "standby" });
    await phone("block", { isBlocked: true });
    expect(last()?.type).toBe("unfollow");
    expect(
      events()
        .slice(-4)
        .some(({ replyToken }) => replyToken),
    ).toBe(false);
    await phone("block", { isBlocked: false });
    expect(last()).toMatchObject({ type: "follow", follow: { isUnblocked: true }, replyToken: expect.any(String) });
  });
});

describe("sending", () => {
  beforeEach(async () => {
    await phone("messages", { text: "Hello" });
  });

  it("takes a reply once and within a minute, and does not count it", async () => {
    const token = last()?.replyToken;
    const first = await reply(token);
    expect(first).toMatchObject({ status: 200, body: { sentMessages: [{ id: expect.any(String), quoteToken: expect.any(String) }] } });
    expect(await reply(token)).toMatchObject({ status: 400, body: { message: "Invalid reply token" } });
    await phone("messages", { text: "And?" });
    await local("__clock", { advanceSeconds: 61 });
    expect(await reply(last()?.replyToken)).toMatchObject({ status: 400, body: { message: "Invalid reply token" } });
    expect((await call("GET", "/v2/bot/message/quota/consumption")).body).toEqual({ totalUsage: 0 });
  });

  it("knows no retry key for replies", async () => {
    expect((await call("POST", "/v2/bot/message/reply", { body: { replyToken: last()?.replyToken, messages: text() }, key: KEY })).status).toBe(400);
  });

  it("takes a push once by its key for a day, and tells the first answer again", async () => {
    const first = await push({}, KEY);
    const again = await push({}, KEY);
    expect(again).toMatchObject({ status: 409, body: { sentMessages: first.body.sentMessages } });
    expect(again.headers.get("x-line-accepted-request-id")).toMatch(/\w/);
    await local("__clock", { advanceHours: 25 });
    expect((await push({}, KEY)).status).toBe(200);
    expect((await push({}, "no uuid")).status).toBe(400);
  });

  it("keeps a push that it lost the answer of, and forgets one that it never took", async () => {
    await disturb("lost");
    expect((await push({}, KEY)).status).toBe(500);
    expect((await push({}, KEY)).status).toBe(409);
    await disturb("transient");
    const other = KEY.replace("7e", "8e");
    expect((await push({}, other)).status).toBe(500);
    expect((await push({}, other)).status).toBe(200);
  });

  it("ends the month in words of its own, and too many calls in others", async () => {
    await change({ limit: 1 });
    expect((await push()).status).toBe(200);
    expect(await push()).toMatchObject({ status: 429, body: { message: "You have reached your monthly limit." } });
    expect((await call("GET", "/v2/bot/message/quota")).body).toEqual({ type: "limited", value: 1 });
    await disturb("throttle");
    expect((await push()).body.message).toMatch(/rate limit/);
  });

  it("says 200 to a push to somebody who blocked the account, and shows them nothing", async () => {
    await phone("block", { isBlocked: true });
    expect((await push()).status).toBe(200);
    const view = (await (await fetch(`${platform.url}/__phone/state?person=${HARUTO}&account=${account.channelId}`)).json()) as {
      messages: { from: string }[];
    };
    expect(view.messages.map(({ from }) => from)).toEqual(["person"]);
  });

  it.each([
    ["a stranger", { to: "U5bf4980629e7c1b2d3e4f5a6b7c8d9e1" }, 404],
    ["nobody", { to: "Unobody" }, 400],
    ["a group it is not in", { to: GROUP }, 404],
    ["six messages", { messages: Array.from({ length: 6 }, () => text()[0]) }, 400],
    ["no messages", { messages: [] }, 400],
    ["an empty text", { messages: text("") }, 400],
    ["a text of 5001", { messages: text("x".repeat(5001)) }, 400],
    ["a type that is none", { messages: [{ type: "file", url: "https://a.example/" }] }, 400],
    ["a picture without a preview", { messages: [{ type: "image", originalContentUrl: "https://a.example/o.jpg" }] }, 400],
    [
      "a picture without https",
      { messages: [{ type: "image", originalContentUrl: "http://a.example/o.jpg", previewImageUrl: "https://a.example/p.jpg" }] },
      400,
    ],
    ["a sound without a length", { messages: [{ type: "audio", originalContentUrl: "https://a.example/o.m4a" }] }, 400],
    ["a label of 21", { messages: [{ ...text()[0], quickReply: { items: [{ action: { type: "message", label: "x".repeat(21), text: "x" } }] } }] }, 400],
    ["a card without words", { messages: [{ type: "flex", contents: { type: "bubble", body: { contents: [{ type: "text", text: "a" }] } } }] }, 400],
  ])("refuses %s", async (_name, over, status) => {
    expect((await push(over)).status).toBe(status);
  });

  it("refuses a body that is not announced as JSON", async () => {
    const headers = { authorization: `Bearer ${account.channelAccessToken}` };
    expect((await fetch(`${platform.url}/v2/bot/message/push`, { method: "POST", headers, body: "{}" })).status).toBe(415);
  });
});

describe("content and chat", () => {
  const film = { name: "a.mp4", type: "video/mp4", base64: Buffer.from("film").toString("base64") };

  it("converts a film first: 202, then the bytes", async () => {
    await disturb("converting");
    await phone("messages", { photo: film });
    const { id } = lastMessage();
    const path = `/v2/bot/message/${id}/content`;
    expect((await call("GET", path)).status).toBe(202);
    expect((await call("GET", `${path}/transcoding`)).body).toEqual({ status: "processing" });
    await local("__clock", { advanceSeconds: 4 });
    expect((await call("GET", path)).status).toBe(200);
    expect((await call("GET", `${path}/transcoding`)).body).toEqual({ status: "succeeded" });
  });

  it("names friends and groups of its own only", async () => {
    expect((await call("GET", `/v2/bot/profile/${HARUTO}`)).status).toBe(404);
    await phone("messages", { text: "Hello" });
    expect((await call("GET", `/v2/bot/profile/${HARUTO}`)).body).toMatchObject({ displayName: "Haruto Sato" });
    expect((await call("GET", `/v2/bot/group/${GROUP}/summary`)).status).toBe(404);
  });

  it("shows writing to one person, in steps of five seconds, and marks read by the message's token", async () => {
    await phone("messages", { text: "Hello" });
    const loading = (body: object) => call("POST", "/v2/bot/chat/loading/start", { body });
    expect((await loading({ chatId: HARUTO, loadingSeconds: 20 })).status).toBe(202);
    expect((await loading({ chatId: HARUTO, loadingSeconds: 7 })).status).toBe(400);
    expect((await loading({ chatId: GROUP })).status).toBe(400);
    const { markAsReadToken } = lastMessage();
    expect((await call("POST", "/v2/bot/chat/markAsRead", { body: { markAsReadToken } })).status).toBe(200);
    expect((await call("POST", "/v2/bot/chat/markAsRead", { body: { markAsReadToken: "none" } })).status).toBe(400);
  });
});
