import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/line/server";
import { provideEnvironment } from "@/lib/env";
import type { ChannelConfig, InboundItem, InboundMessage, OutboundMessage, SendError, SendRequest } from "@/server/channels/contract";
import { line } from "@/server/channels/line/adapter";
import { bySecret } from "@/server/channels/line/connect";
import type { LineCredentials } from "@/server/channels/line/payload";
import { makeTransport, transport } from "@/server/connections/transport";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated LINE, over sockets: every refusal of LINE's, by name. */

const HARUTO = "U4af4980629e7c1b2d3e4f5a6b7c8d9e0";
const MEI = "U5bf4980629e7c1b2d3e4f5a6b7c8d9e1";
const GROUP = "Ca56f94637c123456789abcdef0123456";
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let credentials: LineCredentials;
let config: ChannelConfig<LineCredentials>;

const local = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const phone = (path: string, body: object = {}) => local(`__phone/${path}`, { person: HARUTO, account: credentials.channelId, ...body });
const write = (written: object) => phone("messages", written);
const disturb = (next: string) => local("__control", { next });
const change = (changes: object) => local("__account", { account: credentials.channelId, ...changes });
const shown = async () => ((await (await fetch(`${platform.url}/__phone/state?person=${HARUTO}&account=${credentials.channelId}`)).json()) as View).messages;
interface View {
  messages: { id: string; from: string; text: string; media: { url: string } | null; buttons?: { title: string; payload: string }[] }[];
}

const secrets = () => ({ app: null, channel: { accountId: credentials.channelId, credentials } });
const answer: OutboundMessage = { id: "m1", text: "On its way", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };
const messages = async (count = 1) => (await desk.wait("message", count)).map((item) => ({ ...item, event: item.event as InboundMessage }));
const windowOf = (item: InboundItem | undefined) => ({ scene: item?.window?.scene ?? "", handle: item?.window?.handle ?? null });

async function send(changes: Partial<OutboundMessage> = {}, over: Partial<SendRequest<LineCredentials>> = {}) {
  const to = over.to ?? { scope: "line", value: HARUTO };
  const parts = line.outbound.render({ ...answer, ...changes }, { to, thread: to.value, hoursSinceInbound: 1, capabilities: line.capabilities });
  const ids: string[] = [];
  for (const [index, part] of parts.entries())
    ids.push(...(await line.outbound.send(sendOf(config, { part, to, idempotencyKey: `${answer.id}:${index}`, ...over }), transport)).externalIds);
  return ids;
}
const failure = (run: Promise<unknown>) =>
  run.then(
    () => null,
    (error: SendError) => ({ kind: error.kind, retryable: error.retryable, code: error.code }),
  );

beforeAll(async () => {
  platform = await start({ port: 0, appSecret: "seed", isLocalAllowed: true, retryBaseMs: 10 });
  process.env.LINE_API_URL = platform.url;
  provideEnvironment({});
});

afterAll(async () => {
  await platform.close();
  delete process.env.LINE_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  const { channelId, channelSecret } = (await local("__phone/accounts", { name: "Shop" })) as LineCredentials;
  credentials = { channelId, channelSecret };
  desk = await openDesk(line, secrets);
  config = configOf(line, { credentials, apiUrl: platform.url, webhookUrl: `${desk.url}/api/webhooks/line/ch_1` });
  await line.connect?.subscribe?.(config, transport);
});

afterEach(async () => {
  await local("__control", { clear: true });
  await desk.close();
});

describe("connecting", () => {
  const identify = (over: Partial<LineCredentials>) => bySecret.identify?.({ credentials: { ...credentials, ...over }, apiUrl: platform.url }, transport);

  it("names the account, and refuses a wrong secret and a token of another account", async () => {
    expect(await identify({})).toMatchObject({ accountId: credentials.channelId, name: expect.stringMatching(/^Shop \(@/) });
    await expect(identify({ channelSecret: "0".repeat(32) })).rejects.toMatchObject({ kind: "auth" });
    const other = (await local("__phone/accounts", { name: "Other" })) as LineCredentials;
    await expect(identify({ channelAccessToken: other.channelAccessToken })).rejects.toMatchObject({ kind: "auth" });
  });

  it("had LINE try the address when it was set, and answers as LINE wants", () => {
    expect(desk.requests.map(({ rawBody }) => JSON.parse(String(rawBody)).events)).toEqual([[]]);
    expect(desk.outcomes).toEqual(["stored"]);
  });

  it("says that LINE does not reach us, and that webhooks are switched off", async () => {
    desk.beAway(1);
    expect(await failure(line.connect?.subscribe?.(config, transport) as Promise<void>)).toMatchObject({ kind: "unreachable", retryable: true });
    await change({ useWebhook: false });
    expect(await failure(line.connect?.subscribe?.(config, transport) as Promise<void>)).toMatchObject({ kind: "auth", retryable: false });
  });

  it("tells every state of health with its reason", async () => {
    const check = async () => line.health?.check(config, transport);
    expect(await check()).toEqual({ status: "live", reason: null });
    await change({ chatMode: "chat" });
    expect(await check()).toMatchObject({ status: "degraded", reason: expect.stringContaining("Chat") });
    await change({ chatMode: "bot", limit: 10, used: 10 });
    expect(await check()).toMatchObject({ status: "degraded", reason: expect.stringContaining("used up") });
    await change({ used: 0, endpoint: "https://other.example/" });
    expect(await check()).toMatchObject({ status: "action-needed", reason: expect.stringContaining("another program") });
    await change({ endpoint: "" });
    expect(await check()).toEqual({ status: "live", reason: null });
    await change({ isSuspended: true });
    expect(await check()).toMatchObject({ status: "action-needed" });
    expect((await desk.wait("account"))[0]?.event).toMatchObject({ status: "action-needed" });
  });

  it("refuses what was signed with the secret before it was issued again", async () => {
    await change({ secret: "f".repeat(32) });
    await write({ text: "Hello" });
    expect(desk.outcomes.at(-1)).toBe("refused");
    expect(desk.items).toEqual([]);
  });
});

describe("what comes in", () => {
  it("reads words with emoji, quotations, places, stickers, and what it does not know", async () => {
    await write({ text: "Hello (love) こんにちは 😀" });
    const [first] = await messages();
    await write({ text: "that one", quote: first?.event.externalId });
    await write({ location: true });
    await write({ sticker: "sticker" });
    await write({ isStrange: true });
    const [, quote, place, sticker, strange] = (await messages(5)).map(({ event }) => event);
    expect(first?.event).toMatchObject({ text: "Hello (love) こんにちは 😀", from: { value: HARUTO } });
    expect(quote).toMatchObject({ replyToExternalId: first?.event.externalId });
    expect(place?.attachments).toMatchObject([{ kind: "location", data: { latitude: 35.67966 } }]);
    expect(sticker?.attachments).toMatchObject([{ kind: "sticker" }]);
    expect(strange).toMatchObject({ isUnsupported: true });
  });

  const fetchFile = async (source: Record<string, string> | undefined) => {
    const request = await line.media?.request?.({ source: source ?? {}, config }, transport);
    return makeTransport({ maxBytes: 1_000_000 })(request as Parameters<typeof transport>[0]);
  };

  it.each([
    ["image", { name: "a.png", type: "image/png", base64: PNG }],
    ["audio", { name: "a.m4a", type: "audio/mp4", base64: Buffer.from("sound").toString("base64") }],
    ["video", { name: "a.mp4", type: "video/mp4", base64: Buffer.from("film").toString("base64") }],
    ["file", { name: "a.pdf", type: "application/pdf", base64: Buffer.from("%PDF").toString("base64") }],
  ])("fetches the bytes of a message with %s", async (kind, photo) => {
    await write({ photo });
    const [attachment] = (await messages())[0]?.event.attachments ?? [];
    expect(attachment?.kind).toBe(kind);
    const { status, bytes } = await fetchFile(attachment?.source);
    expect([status, Buffer.from(bytes).toString("base64")]).toEqual([200, photo.base64]);
  });

  it("waits for a film that LINE still converts, and fetches a sticker and what lies elsewhere", async () => {
    await disturb("converting");
    await write({ photo: { name: "a.mp4", type: "video/mp4", base64: Buffer.from("film").toString("base64") } });
    const source = (await messages())[0]?.event.attachments[0]?.source;
    expect(await failure(fetchFile(source))).toMatchObject({ retryable: true });
    await local("__clock", { advanceSeconds: 5 });
    expect((await fetchFile(source)).status).toBe(200);
    await write({ sticker: "sticker" });
    expect((await fetchFile((await messages(2))[1]?.event.attachments[0]?.source)).headers["content-type"]).toBe("image/png");
    await write({ external: { type: "video", url: "https://files.example.com/o.mp4" } });
    expect((await messages(3))[2]?.event.attachments[0]?.source).toEqual({ url: "https://files.example.com/o.mp4" });
  });

  it("reads pictures chosen together one by one, all of a body, and the same event twice as one", async () => {
    const photo = { name: "a.png", type: "image/png", base64: PNG };
    await write({ photos: [photo, photo] });
    expect((await messages(2)).map(({ event }) => event.attachments[0]?.data)).toMatchObject([{ index: 1 }, { index: 2 }]);
    await disturb("batch");
    await write({ text: "held" });
    await disturb("double");
    await write({ text: "next" });
    const items = await messages(5);
    expect(items.slice(2).map(({ event }) => event.text)).toEqual(["next", "held", "next"]);
    expect(new Set(items.map(({ dedupKey }) => dedupKey)).size).toBe(4);
  });

  it("has what came while we were away, marked, once, with the key it would have had", async () => {
    await write({ text: "first" });
    desk.beAway(1);
    await write({ text: "while you were away" });
    expect((await messages(2))[1]?.event.text).toBe("while you were away");
    expect(JSON.parse(String(desk.requests.at(-1)?.rawBody)).events[0].deliveryContext).toEqual({ isRedelivery: true });
  });

  it("reads unsent, block, unblock and tapped buttons", async () => {
    await write({ text: "oops" });
    const [message] = await messages();
    await phone("unsend", { id: message?.event.externalId });
    await phone("unsend", { id: "404" });
    expect((await desk.wait("delete", 2)).map(({ event }) => event)).toMatchObject([{ externalId: message?.event.externalId }, { externalId: "404" }]);
    await phone("block", { isBlocked: true });
    expect((await desk.wait("blocked"))[0]?.event).toMatchObject({ from: { value: HARUTO } });
    await phone("block", { isBlocked: false });
    await desk.wait("unblocked", 2);
  });

  it("keeps a group apart, also one whose people are not named, and gives no window in standby", async () => {
    await write({ group: GROUP, text: "hi" });
    await local("__group", { group: GROUP, isNameless: true });
    await write({ group: GROUP, text: "hi all" });
    await local("__group", { group: GROUP, isNameless: false });
    await write({ text: "to a person", isStandby: true });
    const [named, nameless, standby] = await messages(3);
    expect(named).toMatchObject({ thread: GROUP, event: { from: { value: HARUTO }, conversationParty: { value: GROUP } } });
    expect(nameless).toMatchObject({ thread: GROUP, event: { from: { value: GROUP } } });
    expect(standby?.window).toBeUndefined();
    expect(await send({}, { to: { scope: "line", value: GROUP }, window: windowOf(nameless) })).toHaveLength(1);
  });

  it("names a friend and a group, and nobody else", async () => {
    const name = async (value: string) => (await line.profiles?.fetch({ value, config }, transport))?.name;
    await write({ text: "Hello" });
    await write({ group: GROUP, text: "Hello" });
    expect([await name(HARUTO), await name(GROUP), await name(MEI)]).toEqual(["Haruto Sato", "Hiking club", undefined]);
    await write({ person: MEI, group: GROUP, text: "Hello from me" });
    const from = (await messages(3))[2]?.event.from;
    expect(from).toMatchObject({ value: MEI, group: GROUP });
    expect((await line.profiles?.fetch({ value: MEI, group: GROUP, config }, transport))?.name).toBe("Mei Tanaka");
  });
});

describe("what goes out", () => {
  let item: InboundItem & { event: InboundMessage };
  const used = async () => ((await (await fetch(`${platform.url}/__state`)).json()) as { accounts: { channelId: string; quota: { used: number } }[] }).accounts;
  const pushes = async () => (await used()).find(({ channelId }) => channelId === credentials.channelId)?.quota.used;
  const shownWords = async () => (await shown()).filter(({ from }) => from === "business").map(({ text }) => text);

  beforeEach(async () => {
    await write({ text: "Where is my order?" });
    [item] = (await messages()) as [typeof item];
  });

  it("answers by the reply token for nothing, and by push when it is used or too old", async () => {
    const window = windowOf(item);
    expect(await send({ text: "one" }, { window })).toHaveLength(1);
    expect(await pushes()).toBe(0);
    expect(await send({ id: "m2", text: "two" }, { window, idempotencyKey: "m2:0" })).toHaveLength(1);
    expect(await pushes()).toBe(1);
    await disturb("expired-token");
    await write({ text: "And?" });
    await send({ text: "three" }, { window: windowOf((await messages(2))[1]), idempotencyKey: "m3:0" });
    expect(await shownWords()).toEqual(["one", "two", "three"]);
  });

  it("quotes the customer's message by its token", async () => {
    const [id] = await send({ replyToExternalId: item.event.externalId, replyToHandles: item.event.handles });
    const { chats } = (await (await fetch(`${platform.url}/__state`)).json()) as {
      chats: Record<string, { messages: { id: string; wire?: { quoteToken?: string } }[] }>;
    };
    const sent = chats[`${credentials.channelId}:${HARUTO}`]?.messages.find((message) => message.id === id);
    expect(sent?.wire?.quoteToken).toBe(item.event.handles?.quote);
  });

  it("sends words, pictures, films, sounds and files, five messages a call, and a long text in parts", async () => {
    const file = {
      name: "a",
      sizeBytes: 10,
      url: "https://desk.example/f",
      previewUrl: "https://desk.example/p",
      durationMs: 1000,
      lastingUrl: "https://desk.example/l",
    };
    const attachments = [
      { ...file, kind: "image" as const, mimeType: "image/jpeg" },
      { ...file, kind: "video" as const, mimeType: "video/mp4" },
      { ...file, kind: "voice" as const, mimeType: "audio/mp4" },
      { ...file, kind: "file" as const, mimeType: "application/pdf" },
    ];
    const ids = await send({ text: `${"word ".repeat(1500)}`, attachments });
    expect(ids).toHaveLength(6);
    expect(await pushes()).toBe(2);
    expect((await shown()).slice(-6).map(({ media, text }) => media?.url ?? text.slice(-22))).toEqual([
      expect.stringContaining("word"),
      expect.stringContaining("word"),
      "https://desk.example/f",
      "https://desk.example/f",
      "https://desk.example/f",
      "https://desk.example/l",
    ]);
  });

  it("hears a tapped button by its value, one without as words, and shows links on a card", async () => {
    const buttons = [
      { type: "reply" as const, title: "Track", value: "action=track" },
      { type: "reply" as const, title: "Return" },
    ];
    await send({ text: "What do you need?", payload: { buttons } });
    const [track, back] = (await shown()).at(-1)?.buttons ?? [];
    await phone("press", track);
    expect((await messages(2))[1]?.event.postback).toEqual({ title: "action=track", payload: "action=track" });
    await phone("press", back);
    expect((await messages(3))[2]?.event).toMatchObject({ text: "Return" });
    await send({ payload: { buttons: [{ type: "link", title: "Open", url: "https://shop.example/1" }] } }, { idempotencyKey: "m5:0" });
    expect(await shownWords()).toContain("1. Open (https://shop.example/1)");
  });

  it("shows that somebody writes and marks read", async () => {
    const act = (given: object) =>
      line.acts?.perform({ act: given, to: { scope: "line", value: HARUTO }, thread: HARUTO, handles: item.event.handles, config } as never, transport);
    await act({ type: "typing", isTyping: true });
    await act({ type: "read", externalId: item.event.externalId });
    const { chats } = (await (await fetch(`${platform.url}/__state`)).json()) as {
      chats: Record<string, { isLoading: boolean; messages: { isRead?: boolean }[] }>;
    };
    expect(chats[`${credentials.channelId}:${HARUTO}`]).toMatchObject({ isLoading: true, messages: [{ isRead: true }] });
  });

  it("makes one message of a push that was taken and whose answer was lost", async () => {
    await disturb("lost");
    expect(await failure(send())).toMatchObject({ kind: "unknown", retryable: true });
    expect(await send()).toHaveLength(1);
    expect(await shownWords()).toEqual(["On its way"]);
  });

  it("sends again what LINE did not take", async () => {
    await disturb("transient");
    expect(await failure(send())).toMatchObject({ kind: "unknown", retryable: true });
    await send();
    expect(await shownWords()).toEqual(["On its way"]);
  });

  it("never repeats an answer by reply token that may have arrived", async () => {
    await disturb("lost");
    expect(await failure(send({}, { window: windowOf(item) }))).toMatchObject({ kind: "unknown", retryable: false });
    expect([await shownWords(), await pushes()]).toEqual([["On its way"], 0]);
  });

  it("goes on with a new token when the old one dies in the middle, at every kind of call", async () => {
    await disturb("dead-token");
    await send({ text: "one" }, { window: windowOf(item) });
    await disturb("dead-token");
    await send({ text: "two" }, { idempotencyKey: "m2:0" });
    await disturb("dead-token");
    expect(await line.health?.check(config, transport)).toMatchObject({ status: "live" });
    await local("__clock", { advanceSeconds: 1000 });
    await send({ text: "three" }, { idempotencyKey: "m3:0" });
    expect(await shownWords()).toEqual(["one", "two", "three"]);
  });

  it("asks for a person when the secret was issued again", async () => {
    await change({ secret: "e".repeat(32) });
    expect(await failure(send())).toMatchObject({ kind: "auth", retryable: false });
  });

  it("is told to wait when LINE gives no token, and when there are too many calls", async () => {
    config = configOf(line, { credentials, apiUrl: platform.url });
    await disturb("no-token");
    expect(await failure(send())).toMatchObject({ kind: "unreachable", retryable: true });
    await disturb("throttle");
    expect(await failure(send())).toMatchObject({ kind: "throttled", retryable: true });
  });

  it("stops at the month's end of messages, but still answers by token", async () => {
    await change({ limit: 1, used: 1 });
    expect(await failure(send())).toMatchObject({ kind: "unreachable", retryable: false, code: "http-429" });
    expect(await send({}, { window: windowOf(item) })).toHaveLength(1);
  });

  it("is refused by a plan that does not include it", async () => {
    await disturb("forbid");
    expect(await failure(send())).toMatchObject({ kind: "auth", code: "http-403" });
  });

  it("is told that a stranger is none of its friends", async () => {
    expect(await failure(send({}, { to: { scope: "line", value: "U5bf4980629e7c1b2d3e4f5a6b7c8d9e1" } }))).toMatchObject({ kind: "blocked" });
  });

  it("is told nothing of a push to somebody who blocked the account: LINE says that all is well", async () => {
    await phone("block", { isBlocked: true });
    await desk.wait("blocked");
    expect(await send()).toHaveLength(1);
    expect(await shownWords()).toEqual([]);
  });

  it("is told which part of a message LINE does not take", async () => {
    const part = { body: { messages: [{ type: "image", originalContentUrl: "http://desk.example/o.jpg", previewImageUrl: "http://desk.example/p.jpg" }] } };
    const request = sendOf(config, { part, to: { scope: "line", value: HARUTO } });
    await expect(line.outbound.send(request, transport)).rejects.toMatchObject({
      kind: "content",
      message: expect.stringContaining("messages[0].originalContentUrl"),
    });
  });

  it("cannot know what became of an answer that nobody acknowledged", async () => {
    const impatient: typeof transport = Object.assign((request: Parameters<typeof transport>[0]) => transport({ ...request, timeoutMs: 300 }), {
      addressOf: transport.addressOf,
    });
    await disturb("timeout");
    const part = { body: { messages: [{ type: "text", text: "On its way" }] } };
    const request = sendOf(config, { part, to: { scope: "line", value: HARUTO }, window: windowOf(item) });
    expect(await failure(line.outbound.send(request, impatient))).toMatchObject({ kind: "unknown", retryable: false });
    expect(await shownWords()).toEqual(["On its way"]);
  });
});
