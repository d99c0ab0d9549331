import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start } from "./server";

const APP = { appId: "517793277738000", appSecret: "the app's secret", verifyToken: "vt_4f1c" };
const PAGE = "231904417700101";
const OTHER_PAGE = "231904417700102";
const FIELDS =
  "messages,messaging_postbacks,message_deliveries,message_reads,message_echoes,message_edits,message_reactions,messaging_optins,messaging_referrals,messaging_handovers,standby";

interface Received {
  raw: string;
  signature: string;
  body: { object: string; entry: Record<string, unknown>[] };
}

/** The desk, seen from the platform: takes webhooks, as it is told to. */
let desk: { url: string; received: Received[]; failures: number; delayMs: number; close(): void };
let platform: Awaited<ReturnType<typeof start>>;
let tokens: Record<string, string>;

const api = (method: string, path: string, options: { token?: string; body?: unknown } = {}) =>
  fetch(`${platform.url}/v25.0/${path}`, {
    method,
    headers: { "content-type": "application/json", ...(options.token ? { authorization: `Bearer ${options.token}` } : {}) },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  }).then(async (response) => ({
    status: response.status,
    body: (await response.json()) as Record<string, never> & { error?: { code: number; error_subcode?: number } },
  }));
const post = (path: string, body: unknown) => fetch(`${platform.url}${path}`, { method: "POST", body: JSON.stringify(body) });
const phone = (path: string, body: object, account = PAGE) => post(`/__phone/${path}`, { person: "1001", account, ...body });
const control = (next: string, count = 1) => post("/__control", { next, count });
const advance = (hours: number) => post("/__clock", { advanceHours: hours });
const events = () => desk.received.flatMap(({ body }) => body.entry.flatMap((entry) => (entry.messaging ?? entry.standby ?? []) as Record<string, never>[]));
const eventsOf = (kind: string) =>
  events().filter((event) => kind in event) as Record<
    string,
    { mid?: string; mids?: string[]; watermark?: number; is_echo?: boolean; metadata?: string; app_id?: number; text?: string }
  >[];
const echoes = () => eventsOf("message").filter((event) => event.message?.is_echo);
const until = async (isDone: () => boolean) => {
  for (let i = 0; i < 200 && !isDone(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isDone()).toBe(true);
};

/** The customer writes, and the desk learns their id. */
async function hello(account = PAGE): Promise<string> {
  await phone("messages", { text: "Hello" }, account);
  await until(() => events().length > 0);
  return (events().at(-1) as unknown as { sender: { id: string } }).sender.id;
}

const send = (psid: string, fields: object = {}, token = tokens[PAGE]) =>
  api("POST", `${PAGE}/messages`, {
    token,
    body: { recipient: { id: psid }, messaging_type: "RESPONSE", message: { text: "Hi", metadata: "our id" }, ...fields },
  });
const refusal = (answer: { body: { error?: { code: number; error_subcode?: number } } }) =>
  [answer.body.error?.code, answer.body.error?.error_subcode].filter(Boolean).join("/");

beforeEach(async () => {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString();
    const query = new URL(request.url ?? "/", "http://desk").searchParams;
    if (request.method === "GET") return void response.end(query.get("hub.verify_token") === APP.verifyToken ? query.get("hub.challenge") : "no");
    const isJson = raw.startsWith("{");
    received.push({ raw, signature: String(request.headers["x-hub-signature-256"]), body: isJson ? JSON.parse(raw) : { object: raw, entry: [] } });
    const status = desk.failures-- > 0 ? 500 : 200;
    setTimeout(() => response.writeHead(status).end(), desk.delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  desk = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    failures: 0,
    delayMs: 0,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  platform = await start({ port: 0, ...APP, webhookUrl: desk.url, retryDelaysMs: [10, 20, 30], answerTimeoutMs: 200 });
  const state = (await (await fetch(`${platform.url}/__state`)).json()) as { pages: { id: string; accessToken: string }[] };
  tokens = Object.fromEntries(state.pages.map((page) => [page.id, page.accessToken]));
  for (const page of [PAGE, OTHER_PAGE]) await api("POST", `${page}/subscribed_apps?subscribed_fields=${FIELDS}`, { token: tokens[page] });
});

afterEach(async () => {
  await platform.close();
  desk.close();
});

describe("connecting", () => {
  it("takes a webhook address only when it answers the challenge with the right token", async () => {
    expect((await post("/__webhook", { url: desk.url })).status).toBe(200);
    await platform.close();
    platform = await start({ port: 0, ...APP, verifyToken: "another" });
    expect((await post("/__webhook", { url: desk.url })).status).toBe(400);
  });

  it("walks from consent to Page tokens: a code once, a short token, a long one, the chosen Pages with tasks", async () => {
    const redirectUri = "http://desk.example/api/oauth/messenger/callback";
    const dialog = new URLSearchParams({ client_id: APP.appId, redirect_uri: redirectUri, state: "st&1", response_type: "code", scope: "pages_messaging" });
    const page = await fetch(`${platform.url}/v25.0/dialog/oauth?${dialog}`);
    expect(await page.text()).toContain("Nordwind Outdoor");
    const form = new URLSearchParams({ redirect_uri: redirectUri, state: "st&1", decision: "allow", page: PAGE });
    const decided = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
    const back = new URL(decided.headers.get("location") ?? "");
    expect([back.origin + back.pathname, back.searchParams.get("state")]).toEqual([redirectUri, "st&1"]);
    const app = { client_id: APP.appId, client_secret: APP.appSecret };
    const trade = (query: Record<string, string>) => api("GET", `oauth/access_token?${new URLSearchParams({ ...app, ...query })}`);
    const code = back.searchParams.get("code") ?? "";
    expect((await trade({ redirect_uri: "http://evil.example/", code })).status).toBe(400);
    const short = await trade({ redirect_uri: redirectUri, code });
    expect((await trade({ redirect_uri: redirectUri, code })).status).toBe(400);
    const long = await trade({ grant_type: "fb_exchange_token", fb_exchange_token: short.body.access_token ?? "" });
    const accounts = await api("GET", "me/accounts", { token: long.body.access_token });
    expect(accounts.body.data).toEqual([
      { id: PAGE, name: "Nordwind Outdoor", access_token: tokens[PAGE], tasks: expect.arrayContaining(["MESSAGING", "MODERATE"]) },
    ]);
  });

  it("sends a person who denies back with access_denied, and refuses a foreign app and a broken return address", async () => {
    const form = new URLSearchParams({ redirect_uri: "http://desk.example/cb", state: "st", decision: "deny" });
    const denied = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
    expect(denied.headers.get("location")).toMatch(/^http:\/\/desk\.example\/cb\?error=access_denied&.*state=st$/);
    for (const wrong of [{ client_id: "1" }, { redirect_uri: "javascript:alert(1)" }, { response_type: "token" }]) {
      const query = new URLSearchParams({ client_id: APP.appId, redirect_uri: "http://desk.example/cb", response_type: "code", state: "s", ...wrong });
      expect((await fetch(`${platform.url}/v25.0/dialog/oauth?${query}`)).status).toBe(400);
    }
  });

  it("refuses to subscribe a Page where the person lacks MODERATE", async () => {
    const id = "231904417700103";
    expect(refusal(await api("POST", `${id}/subscribed_apps?subscribed_fields=messages`, { token: tokens[id] }))).toBe("200");
  });

  it("sends nothing for a Page that is not subscribed", async () => {
    await api("DELETE", `${PAGE}/subscribed_apps`, { token: tokens[PAGE] });
    await phone("messages", { text: "Hello" });
    expect(desk.received).toEqual([]);
  });

  it("remembers tokens, subscriptions and windows over a restart", async () => {
    const stateFile = `/tmp/parley-messenger-${process.pid}-${Date.now()}.json`;
    await platform.close();
    const options = { port: 0, ...APP, webhookUrl: desk.url, stateFile };
    platform = await start(options);
    await api("POST", `${PAGE}/subscribed_apps?subscribed_fields=${FIELDS}`, { token: tokens[PAGE] });
    const psid = await hello();
    await platform.close();
    platform = await start(options);
    expect((await send(psid)).status).toBe(200);
    await until(() => echoes().length > 0);
  });
});

describe("sending", () => {
  it("rejects an unknown Page token with 190", async () => {
    const psid = await hello();
    expect(refusal(await send(psid, {}, "EAAGwrong"))).toBe("190");
    expect(refusal(await send(psid, {}, ""))).toBe("190");
  });

  it("does not know a person who is not there", async () => {
    expect(refusal(await send("7000000000000000"))).toBe("100/2018001");
  });

  it("enforces 24 hours for each Page and person with 10/2018278", async () => {
    const psid = await hello();
    await advance(23.9);
    expect((await send(psid)).status).toBe(200);
    await advance(0.2);
    expect(refusal(await send(psid))).toBe("10/2018278");
    await phone("messages", { text: "again" }, OTHER_PAGE);
    expect(refusal(await send(psid))).toBe("10/2018278");
    await phone("messages", { text: "again" });
    expect((await send(psid)).status).toBe(200);
  });

  it("accepts HUMAN_AGENT until day 7, then refuses", async () => {
    const psid = await hello();
    const tagged = { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };
    await advance(167);
    expect((await send(psid, tagged)).status).toBe(200);
    await advance(1.1);
    expect(refusal(await send(psid, tagged))).toBe("10/2018278");
  });

  it.each(["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"])("answers error 100 for the dead tag %s", async (tag) => {
    expect(refusal(await send(await hello(), { messaging_type: "MESSAGE_TAG", tag }))).toBe("100");
  });

  it.each([
    ["2001 characters", { text: "x".repeat(2001) }],
    ["14 quick replies", { text: "x", quick_replies: Array.from({ length: 14 }, (_, i) => ({ content_type: "text", title: `${i}`, payload: "p" })) }],
    ["a quick reply of 21 characters", { text: "x", quick_replies: [{ content_type: "text", title: "x".repeat(21), payload: "p" }] }],
    ["text and a file at once", { text: "x", attachment: { type: "image", payload: { url: "http://127.0.0.1/" } } }],
    ["nothing", {}],
    ["a file that cannot be fetched", { attachment: { type: "image", payload: { url: "http://127.0.0.1:1/a.jpg" } } }],
  ])("refuses %s with 100", async (_name, message) => {
    expect(refusal(await send(await hello(), { message }))).toMatch(/^100/);
  });

  it("takes 2000 characters and 13 quick replies", async () => {
    const quick_replies = Array.from({ length: 13 }, (_, i) => ({ content_type: "text", title: `${i}`, payload: "p" }));
    expect((await send(await hello(), { message: { text: "x".repeat(2000), quick_replies } })).status).toBe(200);
  });

  it("emits an echo with app_id and metadata for every send, and a delivery with and one without mids", async () => {
    const psid = await hello();
    const sent = [await send(psid), await send(psid)];
    await until(() => echoes().length === 2 && eventsOf("delivery").length === 2);
    expect(echoes().map((event) => event.message)).toEqual(
      sent.map(({ body }) => expect.objectContaining({ mid: body.message_id, app_id: Number(APP.appId), metadata: "our id" })),
    );
    const deliveries = eventsOf("delivery").map((event) => event.delivery);
    expect(deliveries.filter((delivery) => delivery?.mids)).toHaveLength(1);
    expect(deliveries.every((delivery) => Number(delivery?.watermark) > 0)).toBe(true);
  });

  it("sometimes sends the echo before the answer", async () => {
    const psid = await hello();
    await control("echo-first");
    desk.delayMs = 100;
    let isAnswered = false;
    const answer = send(psid).then(() => {
      isAnswered = true;
    });
    await until(() => echoes().length === 1);
    expect(isAnswered).toBe(false);
    await answer;
  });

  it("emits read with a watermark only, when the person looks", async () => {
    const psid = await hello();
    await send(psid);
    await phone("seen", {});
    await until(() => eventsOf("read").length === 1);
    expect(eventsOf("read")[0]?.read).toEqual({ watermark: expect.any(Number) });
  });

  it("refuses the next call as asked: throttled, refused, temporary, or done without an answer", async () => {
    const psid = await hello();
    await control("throttle");
    expect(refusal(await send(psid))).toBe("613/2534040");
    await control("refuse");
    expect(refusal(await send(psid))).toBe("551/1545041");
    await control("transient");
    expect((await send(psid)).status).toBe(500);
    await control("timeout");
    const silent = send(psid)
      .then(() => "answered")
      .catch(() => "cut off");
    await until(() => echoes().length === 1);
    expect(await Promise.race([silent, new Promise((resolve) => setTimeout(resolve, 100, "silence"))])).toBe("silence");
    expect((await send(psid)).status).toBe(200);
  });

  it("refuses writing to somebody who blocked the Page", async () => {
    const psid = await hello();
    await phone("block", { isBlocked: true });
    expect(refusal(await send(psid))).toBe("551/1545041");
  });

  it("sends standby events while another app holds the thread, and refuses sends with 10/2018300", async () => {
    const psid = await hello();
    await phone("hand-over", { owner: "other" });
    await phone("messages", { text: "are you there?" });
    expect(desk.received.at(-1)?.body.entry[0]).toMatchObject({ standby: [{ message: { text: "are you there?" } }] });
    expect(refusal(await send(psid))).toBe("10/2018300");
    await phone("hand-over", { owner: "app" });
    expect((await send(psid)).status).toBe(200);
  });

  it("gives a name only of people who wrote", async () => {
    const psid = await hello();
    expect((await api("GET", `${psid}?fields=first_name,last_name`, { token: tokens[PAGE] })).body).toMatchObject({ first_name: "Ines", last_name: "Vogel" });
    expect(refusal(await api("GET", "7000000000000000", { token: tokens[PAGE] }))).toBe("100/2018218");
  });

  it("ends every Page token when the person removes the app, and posts a signed request", async () => {
    const psid = await hello();
    await post("/__deauthorize", {});
    expect(refusal(await send(psid))).toBe("190/458");
    const [signature, payload = ""] = (new URLSearchParams(desk.received.at(-1)?.raw).get("signed_request") ?? "").split(".");
    expect(signature).toBe(createHmac("sha256", APP.appSecret).update(payload).digest("base64url"));
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ user_id: "218471" });
  });
});

describe("telling", () => {
  it("signs what it sends, with unicode and slashes escaped", async () => {
    await phone("messages", { text: "Grüße 🙂 https://shop.example/p" });
    const [{ raw, signature }] = desk.received as [Received];
    expect(raw).toContain("Gr\\u00fc\\u00dfe \\ud83d\\ude42 https:\\/\\/shop.example\\/p");
    expect(signature).toBe(`sha256=${createHmac("sha256", APP.appSecret).update(raw).digest("hex")}`);
  });

  it("gives one person another id on every Page", async () => {
    expect(await hello(PAGE)).not.toBe(await hello(OTHER_PAGE));
  });

  it("duplicates a delivery when asked", async () => {
    await control("double");
    await phone("messages", { text: "twice" });
    await until(() => desk.received.length === 2);
    expect(desk.received[0]?.raw).toBe(desk.received[1]?.raw);
  });

  it("reorders deliveries when asked", async () => {
    await control("reorder");
    const first = phone("messages", { text: "first" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await phone("messages", { text: "second" });
    await first;
    expect(eventsOf("message").map((event) => event.message?.text)).toEqual(["second", "first"]);
  });

  it("batches two Pages in one POST when asked", async () => {
    await control("batch");
    await phone("messages", { text: "one" }, PAGE);
    await phone("messages", { text: "two" }, OTHER_PAGE);
    expect(desk.received).toHaveLength(1);
    expect(desk.received[0]?.body.entry.map((entry) => entry.id)).toEqual([PAGE, OTHER_PAGE]);
  });

  it("puts the dashboard's test event into changes", async () => {
    await post("/__test-event", {});
    expect(desk.received[0]?.body.entry[0]).toMatchObject({ id: "0", changes: [{ field: "messages", value: { message: { mid: "test_message_id" } } }] });
  });

  it("retries on an answer other than 200", async () => {
    desk.failures = 2;
    await phone("messages", { text: "again" });
    await until(() => desk.received.length === 3);
    expect(new Set(desk.received.map(({ raw }) => raw)).size).toBe(1);
    const shown = async () =>
      ((await (await fetch(`${platform.url}/__phone/state?person=1001&account=${PAGE}`)).json()) as { messages: { isTaken: boolean }[] }).messages;
    await expect.poll(async () => (await shown()).at(-1)?.isTaken).toBe(true);
  });

  it("retries on an answer that takes too long", async () => {
    desk.delayMs = 400;
    const written = phone("messages", { text: "slow" });
    await until(() => desk.received.length >= 2);
    desk.delayMs = 0;
    expect(await (await written).json()).toMatchObject({ isTaken: false });
  });

  it("drops the subscription silently after the last failure", async () => {
    desk.failures = 4;
    await phone("messages", { text: "lost" });
    await until(() => desk.received.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await api("GET", `${PAGE}/subscribed_apps`, { token: tokens[PAGE] })).body.data).toEqual([]);
    await phone("messages", { text: "unheard" });
    expect(desk.received).toHaveLength(4);
  });

  it("writes timestamps in seconds when asked", async () => {
    await control("seconds");
    await phone("messages", { text: "when" });
    expect(String((events()[0] as unknown as { timestamp: number }).timestamp)).toMatch(/^\d{10}$/);
  });

  it.each([
    ["image", ["image"]],
    ["both", ["image", "sticker"]],
    ["sticker", ["sticker"]],
  ])("sends a sticker in the shape %s", async (sticker, types) => {
    await phone("messages", { sticker });
    const [event] = events() as unknown as [{ message: { attachments: { type: string; payload: { sticker_id: number } }[] } }];
    expect(event.message.attachments.map((a) => a.type)).toEqual(types);
    expect(event.message.attachments.every((a) => a.payload.sticker_id === 369239263222822)).toBe(true);
  });

  it("hosts photos behind links that expire with 403", async () => {
    const photo = { name: "lamp.jpg", type: "image/jpeg", base64: Buffer.from("jpeg bytes").toString("base64") };
    await phone("messages", { photo });
    const [event] = events() as unknown as [{ message: { attachments: [{ payload: { url: string } }] } }];
    const { url } = event.message.attachments[0].payload;
    expect(await (await fetch(url)).text()).toBe("jpeg bytes");
    expect((await fetch(url.replace(/oe=\w+/, "oe=ffffffff"))).status).toBe(404);
    await advance(25);
    expect((await fetch(url)).status).toBe(403);
  });

  it("tells edits, at most five a message, reactions, and pressed quick replies", async () => {
    const { id } = (await (await phone("messages", { text: "Helo" })).json()) as { id: string };
    const edits = [];
    for (let i = 0; i < 6; i++) edits.push(((await (await phone("edit", { id, text: `Hello ${i}` })).json()) as { ok: boolean }).ok);
    expect(edits).toEqual([true, true, true, true, true, false]);
    expect(eventsOf("message_edit")).toHaveLength(5);
    await phone("react", { id, emoji: "❤️" });
    await phone("react", { id, emoji: null });
    expect(eventsOf("reaction").map((event) => (event.reaction as unknown as { action: string }).action)).toEqual(["react", "unreact"]);
    await phone("press", { title: "Yes", payload: "YES" });
    expect(events().at(-1)).toMatchObject({ message: { text: "Yes", quick_reply: { payload: "YES" } } });
  });

  it("shows the phone page, and refuses an unknown effect", async () => {
    expect(await (await fetch(platform.url)).text()).toContain("<title>Messenger (simulator)</title>");
    expect((await control("explode")).status).toBe(400);
  });
});
