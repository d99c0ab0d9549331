import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChannelConfig, InboundItem, OutboundMessage, RawRequest, RenderContext, Secrets, SendError, SendRequest } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type ScriptedAnswer, scriptedTransport } from "@/server/testing/scripted-transport";
import { line } from "./adapter";
import { bySecret } from "./connect";
import { inbound } from "./inbound";
import type { LineCredentials } from "./payload";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8");
const json = (name: string) => JSON.parse(fixture(name));
const inFixtures = readdirSync(new URL("./fixtures/", import.meta.url)).filter((name) => name.startsWith("in-"));

const golden = json("signed");
const PERSON = "U4af4980629e7c1b2d3e4f5a6b7c8d9e0";
const GROUP = "Ca56f94637c123456789abcdef0123456";
const from = { scope: "line", value: PERSON, verified: true };
const group = { scope: "line", value: GROUP, verified: true };
const credentials: LineCredentials = { channelId: "1657000000", channelSecret: golden.secret };
const secrets: Secrets = { app: null, channel: { accountId: "1657000000", credentials } };

const sign = (body: string) => createHmac("sha256", golden.secret).update(body).digest("base64");
function post(body: string, signature = sign(body)): RawRequest {
  const headers = { "content-type": "application/json", "x-line-signature": signature };
  return { method: "POST", url: "https://desk.example.com/api/webhooks/line/ch_12", query: {}, headers, rawBody: Buffer.from(body) };
}

const read = (body: unknown): InboundItem[] => inbound.normalise(post(typeof body === "string" ? body : JSON.stringify(body)), secrets);
const readOne = (name: string): InboundItem => read(fixture(name))[0] as InboundItem;
const event = (fields: object) => ({ events: [{ timestamp: 1789550400123, source: { type: "user", userId: PERSON }, webhookEventId: "01K5", ...fields }] });

describe("verify", () => {
  it.each([
    ["the golden signature", golden.body, golden.headers["x-line-signature"], "ok"],
    ["none", golden.body, "", "refused"],
    ["one of hex in place of base64", golden.body, createHmac("sha256", golden.secret).update(golden.body).digest("hex"), "refused"],
    [
      "the golden one under a body that was parsed and written again",
      JSON.stringify({ ...JSON.parse(golden.body), x: 1 }),
      golden.headers["x-line-signature"],
      "refused",
    ],
  ])("with %s: %s", (_name, body, signature, expected) => {
    expect(inbound.verify(post(body, signature), secrets).kind).toBe(expected);
  });

  it("takes the empty body with which LINE tries the address, and finds nothing in it", () => {
    const body = fixture("in-verify-empty");
    expect(inbound.verify(post(body), secrets).kind).toBe("ok");
    expect(read(body)).toEqual([]);
  });
});

describe("normalise", () => {
  it.each([
    [
      "in-text",
      {
        type: "message",
        externalId: "468692412345678001",
        text: "Hello (love) order 4417?",
        from,
        handles: { quote: "q3Plxr4AgKd001", read: "mrt-30yhdy232001" },
      },
    ],
    ["in-text-quote", { type: "message", text: "that one", replyToExternalId: "468692412345670900" }],
    ["in-image", { attachments: [{ kind: "image", mimeType: "image/jpeg", source: { messageId: "468692412345678003", type: "image" } }] }],
    ["in-video-external", { attachments: [{ kind: "video", durationMs: 60_000, source: { url: "https://files.example.com/o.mp4" } }] }],
    ["in-audio", { attachments: [{ kind: "audio", durationMs: 3000, source: { messageId: "468692412345678007", type: "audio" } }] }],
    ["in-file", { attachments: [{ kind: "file", name: "invoice-4417.pdf", sizeBytes: 58122, source: { messageId: "468692412345678008", type: "file" } }] }],
    [
      "in-location",
      { attachments: [{ kind: "location", data: { latitude: 35.67966, longitude: 139.73669, title: "my location", address: expect.any(String) } }] },
    ],
    [
      "in-sticker",
      { attachments: [{ kind: "sticker", source: { stickerId: "1988" }, data: { packageId: "446", stickerId: "1988", keywords: ["hello", "hi"] } }] },
    ],
    ["in-unsend", { type: "delete", externalId: "468692412345678001" }],
    ["in-follow", { type: "unblocked", from }],
    ["in-follow-unblocked", { type: "unblocked", from }],
    ["in-unfollow", { type: "blocked", from }],
    ["in-postback", { type: "message", externalId: null, postback: { title: "action=cancel&order=4417", payload: "action=cancel&order=4417" } }],
    ["in-postback-datetime", { type: "message", text: "2026-09-18T09:30", postback: { title: "2026-09-18T09:30", payload: "action=book" } }],
    ["in-group-text-no-userid", { type: "message", text: "hi all", from: group, conversationParty: group }],
    ["in-join-group", { type: "unblocked", from: group }],
    ["in-standby", { type: "message", text: "human is chatting" }],
    ["in-bot-suspended", { type: "account", status: "action-needed", reason: expect.stringContaining("suspended") }],
  ])("reads %s", (name, expected) => {
    expect(readOne(name).event).toMatchObject(expected);
  });

  it("gives a redelivered message the same key, whatever has changed in its frame", () => {
    expect(readOne("in-redelivery").dedupKey).toBe(readOne("in-text").dedupKey);
    expect(readOne("in-redelivery").providerAt).toBe("2026-09-16T09:20:00.123Z");
  });

  it("opens a window of fifty seconds and one answer with every reply token, and none in standby", () => {
    expect(readOne("in-text").window).toEqual({ scene: "reply-token", seconds: 50, sends: 1, handle: "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA1" });
    expect(readOne("in-group-text-no-userid").window).toMatchObject({ sends: 1 });
    expect(readOne("in-unfollow").window).toBeUndefined();
    expect(read(event({ type: "message", mode: "standby", replyToken: "t", message: { id: "1", type: "text", text: "a" } }))[0]?.window).toBeUndefined();
  });

  it("reads pictures chosen together as one message each, and says which set they are of", () => {
    const items = read(fixture("in-image-set"));
    expect(items.map(({ dedupKey }) => dedupKey)).toEqual(["message:468692412345678004", "message:468692412345678005"]);
    expect(items.map(({ event: e }) => e.type === "message" && e.attachments[0]?.data)).toMatchObject([
      { index: 1, total: 2 },
      { index: 2, total: 2 },
    ]);
  });

  it("asks for the name of somebody in a group where they are known", async () => {
    const { transport, requests } = scriptedTransport({ body: { displayName: "Mei" } }, { body: { displayName: "Mei" } });
    await line.profiles?.fetch({ value: PERSON, group: GROUP, config }, transport);
    await line.profiles?.fetch({ value: PERSON, group: "R1", config }, transport);
    expect(requests.map(({ url }) => url)).toEqual([
      `https://api.line.me/v2/bot/group/${GROUP}/member/${PERSON}`,
      `https://api.line.me/v2/bot/room/R1/member/${PERSON}`,
    ]);
  });

  it("keeps the person apart from the group that they speak in", () => {
    const [item] = read(event({ type: "message", source: { type: "group", groupId: GROUP, userId: PERSON }, message: { id: "1", type: "text", text: "a" } }));
    expect(item).toMatchObject({ thread: GROUP, event: { from, conversationParty: group } });
  });

  it("reads events that lack destination, mode, event id or content, each in its place, and loses no neighbour", () => {
    const source = { type: "user", userId: PERSON };
    const text = { type: "message", source, message: { id: "7", type: "text", text: "still here" } };
    const items = read({ events: [7, { type: "message", source }, { type: "message", source, message: { id: "8", type: "image" } }, text] });
    expect(items.map(({ event: e }) => e.type)).toEqual(["ignored", "message", "message", "message"]);
    expect(items[1]?.event).toMatchObject({ isUnsupported: true, externalId: null });
    expect(items[3]).toMatchObject({ dedupKey: "message:7", thread: PERSON, event: { text: "still here" } });
  });

  it.each(["memberJoined", "memberLeft", "videoPlayComplete", "beacon", "accountLink", "membership", "activated", "botResumed", "tomorrow"])(
    "settles %s without a message",
    (type) => {
      expect(read(event({ type }))).toMatchObject([{ event: { type: "ignored", reason: expect.stringMatching(/\w{4}/) } }]);
    },
  );

  it("settles a turned page of the menu without a message, and tells a detached or switched off account", () => {
    expect(read(event({ type: "postback", postback: { data: "m", params: { newRichMenuAliasId: "b", status: "SUCCESS" } } }))[0]?.event.type).toBe("ignored");
    expect(read(event({ type: "deactivated", source: undefined }))[0]?.event).toMatchObject({ type: "account", status: "action-needed" });
    expect(read(event({ type: "module", module: { type: "detached" } }))[0]?.event).toMatchObject({ type: "account", status: "disconnected" });
    expect(read(event({ type: "module", module: { type: "attached" } }))[0]?.event.type).toBe("ignored");
  });
});

const config: ChannelConfig<LineCredentials> = {
  accountId: credentials.channelId,
  credentials,
  tokens: memoryTokens(credentials, { access: "tok" }),
  appTokens: memoryTokens(null),
  app: null,
  apiUrl: "https://api.line.me",
  webhookUrl: "https://desk.example.com/api/webhooks/line/ch_12",
};
const context: RenderContext = { to: { scope: "line", value: PERSON }, thread: PERSON, hoursSinceInbound: 900, capabilities: line.capabilities };
const answer: OutboundMessage = { id: "m1", text: "On its way", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };
const photo = {
  kind: "image" as const,
  name: "o.jpg",
  mimeType: "image/jpeg",
  sizeBytes: 100,
  url: "https://files.example.com/o.jpg",
  previewUrl: "https://files.example.com/p.jpg",
};
const render = (changes: Partial<OutboundMessage>) => line.outbound.render({ ...answer, ...changes }, context);
const messagesOf = (changes: Partial<OutboundMessage>) => render(changes).flatMap((part) => part.body.messages as object[]);

const window = { scene: "reply-token", handle: "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA1" };
async function send(changes: Partial<SendRequest<LineCredentials>>, ...answers: ScriptedAnswer[]) {
  const { transport, requests } = scriptedTransport(...answers);
  const [part] = render({});
  const request = { part, config, to: context.to, window: null, idempotencyKey: "d1:0", readAttachment: async () => new Uint8Array(), ...changes };
  const outcome = await line.outbound.send(request as SendRequest<LineCredentials>, transport).catch((error: SendError) => ({
    kind: error.kind,
    retryable: error.retryable,
    code: error.code,
  }));
  return { outcome, requests };
}

describe("render", () => {
  it("makes the published push: a text, then a picture with its preview", () => {
    const { request } = json("out-push");
    expect(messagesOf({ text: "Your parcel arrives today", attachments: [photo] })).toEqual(request.body.messages);
  });

  it.each([
    ["the agent's name on every message", "Maya Lindqvist", { name: "Maya Lindqvist" }],
    ["twenty characters of a long one", "Maximiliane von Habsburg-Lothringen", { name: "Maximiliane von Habs" }],
    ["none where LINE forbids a word in it", "Caroline", undefined],
  ])("carries %s", (_name, name, sender) => {
    const messages = messagesOf({ author: { name }, attachments: [photo] }) as { sender?: object }[];
    expect(messages.map((message) => message.sender)).toEqual([sender, sender]);
  });

  it("quotes by the token that the answered message came with", () => {
    const { request } = json("out-reply");
    expect(messagesOf({ replyToExternalId: "468692412345678001", replyToHandles: { quote: "q3Plxr4AgKd001" } })).toEqual(request.body.messages);
  });

  it("shows buttons as the published quick replies, under the last message", () => {
    const buttons = [
      { type: "reply" as const, title: "Track", value: "action=track" },
      { type: "reply" as const, title: "Return" },
    ];
    expect(messagesOf({ text: "What do you need?", payload: { buttons } })).toEqual(json("out-quick-reply").request.body.messages);
    expect(messagesOf({ attachments: [photo], payload: { buttons } }).map((message) => "quickReply" in message)).toEqual([false, true]);
  });

  it("puts buttons that open a link on a card, with the addresses written out for who cannot see it", () => {
    const buttons = [
      { type: "link" as const, title: "Track", url: "https://shop.example/4417" },
      { type: "reply" as const, title: "Call me" },
    ];
    const [text, card] = messagesOf({ payload: { buttons } });
    expect(text).toEqual({ type: "text", text: "On its way" });
    expect(card).toMatchObject({ type: "flex", altText: "1. Track (https://shop.example/4417)\n2. Call me", contents: { type: "bubble" } });
  });

  it("writes out as numbered lines what LINE would not show: a title over twenty characters, a fourteenth button", () => {
    const long = [{ type: "reply" as const, title: "a title of twenty-one" }];
    const many = Array.from({ length: 14 }, (_, index) => ({ type: "reply" as const, title: `Size ${index}` }));
    expect(messagesOf({ payload: { buttons: long } })).toEqual([{ type: "text", text: "On its way\n\n1. a title of twenty-one" }]);
    expect(messagesOf({ payload: { buttons: many } })).toHaveLength(1);
  });

  it.each([
    ["a film with its still", { kind: "video" as const, mimeType: "video/mp4" }, { type: "video", previewImageUrl: photo.previewUrl }],
    [
      "a film without one, as a link",
      { kind: "video" as const, mimeType: "video/mp4", previewUrl: undefined },
      { type: "text", text: "o.jpg\nhttps://desk/l" },
    ],
    ["a recording with its length", { kind: "voice" as const, mimeType: "audio/mp4", durationMs: 3000 }, { type: "audio", duration: 3000 }],
    ["a picture LINE does not show, as a link", { mimeType: "image/webp" }, { type: "text", text: "o.jpg\nhttps://desk/l" }],
    ["a file, as a link that lasts", { kind: "file" as const, mimeType: "application/pdf" }, { type: "text", text: "o.jpg\nhttps://desk/l" }],
  ])("sends %s", (_name, changes, expected) => {
    expect(messagesOf({ text: null, attachments: [{ ...photo, lastingUrl: "https://desk/l", ...changes }] })).toMatchObject([expected]);
  });

  it("puts five messages into a call", () => {
    expect(render({ attachments: Array.from({ length: 6 }, () => photo) }).map((part) => (part.body.messages as object[]).length)).toEqual([5, 2]);
  });
});

describe("send", () => {
  const sent = { body: json("out-reply").response.body };

  it("answers with the reply token while there is one, as published", async () => {
    const { request } = json("out-reply");
    const part = render({ replyToHandles: { quote: "q3Plxr4AgKd001" } })[0];
    const { outcome, requests } = await send({ window, part }, sent);
    expect(requests[0]).toMatchObject({ method: "POST", url: request.url, headers: { authorization: "Bearer tok", "content-type": "application/json" } });
    expect(requests.map(({ body }) => JSON.parse(String(body)))).toEqual([request.body]);
    expect(outcome).toEqual({ externalIds: ["468692412345670901"] });
  });

  it("pushes when the token is used or too old, and says that the window is spent", async () => {
    const { outcome, requests } = await send({ window }, json("err-invalid-reply-token"), sent);
    expect(requests.map(({ url }) => url.split("/").at(-1))).toEqual(["reply", "push"]);
    expect(outcome).toEqual({ externalIds: ["468692412345670901"], isWindowSpent: true });
  });

  it("pushes without a token, with a retry key that is a UUID and the same at every attempt of the part alone", async () => {
    const keys = await Promise.all(
      ["d1:0", "d1:0", "d1:1"].map(async (idempotencyKey) => (await send({ idempotencyKey }, sent)).requests[0]?.headers?.["x-line-retry-key"]),
    );
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it("takes 409 for what it is: taken before, with the ids of the first time", async () => {
    const { status, headers, body } = json("out-push-retry-already-accepted").response;
    expect((await send({}, { status, headers, body })).outcome).toEqual({ externalIds: ["468692412345670902"] });
  });

  it("never pushes after a reply of unknown outcome, and repeats a push only", async () => {
    expect(await send({ window }, "silence")).toMatchObject({ outcome: { kind: "unknown", retryable: false }, requests: [{}] });
    expect(await send({}, "silence")).toMatchObject({ outcome: { kind: "unknown", retryable: true } });
    expect(await send({ window }, { status: 500, body: { message: "Internal error" } })).toMatchObject({
      outcome: { kind: "unknown", retryable: false },
      requests: [{}],
    });
    expect(await send({}, { status: 500, body: { message: "Internal error" } })).toMatchObject({ outcome: { kind: "unknown", retryable: true } });
  });

  it("makes another token when LINE has refused one in the middle, and calls again", async () => {
    const own = { ...config, tokens: memoryTokens(credentials, { access: "dead" }) };
    const { outcome, requests } = await send({ config: own, window }, json("err-unauthorized"), { body: { access_token: "fresh", expires_in: 900 } }, sent);
    expect(requests[1]).toMatchObject({
      url: "https://api.line.me/oauth2/v3/token",
      body: `grant_type=client_credentials&client_id=1657000000&client_secret=${golden.secret}`,
    });
    expect(requests.map(({ headers }) => headers?.authorization)).toEqual(["Bearer dead", undefined, "Bearer fresh"]);
    expect(outcome).toEqual({ externalIds: ["468692412345670901"] });
  });

  it("uses a long-lived token until it is refused, then makes its own", async () => {
    const typedIn = { ...config, credentials: { ...credentials, channelAccessToken: "long" }, tokens: memoryTokens(credentials) };
    const first = await send({ config: typedIn }, json("err-unauthorized"), { body: { access_token: "fresh", expires_in: 900 } }, sent);
    expect(first.requests.map(({ headers }) => headers?.authorization)).toEqual(["Bearer long", undefined, "Bearer fresh"]);
    expect((await send({ config: typedIn }, sent)).requests[0]?.headers?.authorization).toBe("Bearer fresh");
  });

  it("asks for a person when the secret itself is refused", async () => {
    const own = { ...config, tokens: memoryTokens(credentials, { access: "dead" }) };
    const refused = { status: 400, body: { error: "invalid_client", error_description: "invalid client_secret" } };
    expect((await send({ config: own }, json("err-unauthorized"), refused)).outcome).toMatchObject({ kind: "auth", retryable: false });
  });

  it.each([
    ["err-monthly-limit", { kind: "unreachable", retryable: false }],
    ["err-rate-limit", { kind: "throttled", retryable: true }],
    ["err-invalid-body", { kind: "content", retryable: false }],
    ["err-profile-not-found", { kind: "blocked", retryable: false }],
  ])("tells what %s means", async (name, expected) => {
    expect((await send({}, json(name))).outcome).toMatchObject(expected);
  });

  it.each([
    [403, "auth"],
    [410, "content"],
    [413, "content"],
    [415, "content"],
  ])("tells what %d means", async (status, kind) => {
    expect((await send({}, { status, body: {} })).outcome).toMatchObject({ kind, retryable: false, code: `http-${status}` });
  });
});

describe("acts, media, profiles", () => {
  const perform = async (input: object, ...answers: ScriptedAnswer[]) => {
    const { transport, requests } = scriptedTransport(...answers);
    await line.acts?.perform({ to: context.to, thread: PERSON, config, ...input } as never, transport);
    return requests.map(({ method, url, body }) => ({ method, url, body: JSON.parse(String(body)) }));
  };

  it("shows that somebody writes, in a person's own chat, as published", async () => {
    const { method, url, body } = json("out-loading").request;
    expect(await perform({ act: { type: "typing", isTyping: true } }, { status: 202, body: {} })).toEqual([{ method, url, body }]);
    expect(await perform({ act: { type: "typing", isTyping: true }, to: { scope: "line", value: GROUP } })).toEqual([]);
    expect(await perform({ act: { type: "typing", isTyping: false } })).toEqual([]);
  });

  it("marks read by the message's token, as published, and says nothing without one", async () => {
    const { method, url, body } = json("out-mark-as-read").request;
    const act = { type: "read", externalId: "468692412345678001" };
    expect(await perform({ act, handles: { read: "mrt-30yhdy232001" } }, { body: {} })).toEqual([{ method, url, body }]);
    expect(await perform({ act })).toEqual([]);
  });

  const address = (source: Record<string, string>, ...answers: ScriptedAnswer[]) =>
    line.media?.request?.({ source, config }, scriptedTransport(...answers).transport);

  it("fetches content with the token, external content and stickers without", async () => {
    const { method, url } = json("get-content").request;
    expect(await address({ messageId: "468692412345678003", type: "image" })).toEqual({ method, url, headers: { authorization: "Bearer tok" } });
    expect(await address({ url: "https://files.example.com/o.mp4" })).toEqual({ method: "GET", url: "https://files.example.com/o.mp4" });
    expect(await address({ stickerId: "1988" })).toEqual({
      method: "GET",
      url: "https://stickershop.line-scdn.net/stickershop/v1/sticker/1988/android/sticker.png",
    });
  });

  it("waits for a film that LINE still converts, and gives up one that it could not", async () => {
    const source = { messageId: "5", type: "video" };
    await expect(address(source, { body: { status: "processing" } })).rejects.toMatchObject({ retryable: true });
    await expect(address(source, { body: { status: "failed" } })).rejects.toMatchObject({ retryable: false });
    expect(await address(source, { body: { status: "succeeded" } })).toMatchObject({ url: "https://api-data.line.me/v2/bot/message/5/content" });
  });

  it("gives name, picture and language of a friend, the name of a group, and nothing of a stranger or a room", async () => {
    const fetch = (value: string, ...answers: ScriptedAnswer[]) => line.profiles?.fetch({ value, config }, scriptedTransport(...answers).transport);
    expect(await fetch(PERSON, { body: json("get-profile").response.body })).toEqual({
      name: "LINE taro",
      avatarUrl: "https://profile.line-scdn.net/abcdefghijklmn",
      locale: "ja",
    });
    expect(await fetch(GROUP, { body: { groupId: GROUP, groupName: "Support room" } })).toEqual({ name: "Support room" });
    expect(await fetch(PERSON, json("err-profile-not-found"))).toBeNull();
    expect(await fetch("R1")).toBeNull();
    await expect(fetch(PERSON, json("err-rate-limit"))).rejects.toMatchObject({ retryable: true });
  });
});

describe("connect and health", () => {
  const bot = json("get-bot-info").response;
  const made = { body: { access_token: "fresh", expires_in: 900 } };
  const identify = (given: LineCredentials, ...answers: ScriptedAnswer[]) =>
    bySecret.identify?.({ credentials: given, apiUrl: config.apiUrl }, scriptedTransport(...answers).transport);

  it("proves the secret by the token it buys, and names the account", async () => {
    expect(await identify(credentials, made, bot)).toEqual({ accountId: "1657000000", name: "Example Shop (@216ruzzz)" });
    await expect(identify(credentials, { status: 400, body: { error: "invalid_client" } })).rejects.toMatchObject({ kind: "auth" });
    await expect(identify(credentials, { status: 503, body: "" })).rejects.toMatchObject({ kind: "unreachable", retryable: true });
  });

  it("refuses a long-lived token of another account, and one that is dead", async () => {
    const typedIn = { ...credentials, channelAccessToken: "long" };
    expect(await identify(typedIn, made, bot, bot)).toMatchObject({ accountId: "1657000000" });
    await expect(identify(typedIn, made, bot, { body: { ...bot.body, userId: "Uother" } })).rejects.toMatchObject({ kind: "auth" });
    await expect(identify(typedIn, made, bot, json("err-unauthorized"))).rejects.toMatchObject({ kind: "auth" });
  });

  it.each([[{ channelId: "shop", channelSecret: golden.secret }], [{ channelId: "1657000000", channelSecret: "short" }]])(
    "takes no credentials that cannot be any: %j",
    (given) => {
      expect(line.credentials.safeParse(given).success).toBe(false);
    },
  );

  const subscribe = async (...answers: ScriptedAnswer[]) => {
    const { transport, requests } = scriptedTransport(...answers);
    await line.connect?.subscribe?.(config, transport);
    return requests;
  };
  const endpoint = (fields: object = {}) => ({ body: { endpoint: config.webhookUrl, active: true, ...fields } });

  it("sets the address and has LINE try it", async () => {
    const requests = await subscribe({ body: {} }, endpoint(), { body: { success: true, statusCode: 200, reason: "OK", detail: "200" } });
    expect(requests.map(({ method, url }) => `${method} ${url.slice(config.apiUrl.length)}`)).toEqual([
      "PUT /v2/bot/channel/webhook/endpoint",
      "GET /v2/bot/channel/webhook/endpoint",
      "POST /v2/bot/channel/webhook/test",
    ]);
    expect(JSON.parse(String(requests[0]?.body))).toEqual({ endpoint: config.webhookUrl });
  });

  it("says when webhooks are switched off at the console, and when LINE does not reach us", async () => {
    await expect(subscribe({ body: {} }, endpoint({ active: false }))).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining("Use webhook"),
    });
    await expect(
      subscribe({ body: {} }, endpoint(), { body: { success: false, reason: "COULD_NOT_CONNECT", detail: "TLS handshake failure" } }),
    ).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining("TLS handshake failure"),
    });
  });

  const quota = (value: number, totalUsage: number): ScriptedAnswer[] => [{ body: { type: "limited", value } }, { body: { totalUsage } }];
  it.each<[string, ScriptedAnswer[], { status: string; reason?: unknown }]>([
    ["all is well", [endpoint(), bot, { body: { type: "none" } }], { status: "live", reason: null }],
    ["most is left", [endpoint(), bot, ...quota(1000, 10)], { status: "live", reason: null }],
    ["little is left", [endpoint(), bot, ...quota(1000, 950)], { status: "live", reason: expect.stringContaining("50 of") }],
    ["nothing is left", [endpoint(), bot, ...quota(1000, 1000)], { status: "degraded", reason: expect.stringContaining("used up") }],
    ["chats are on", [endpoint(), { body: { ...bot.body, chatMode: "chat" } }], { status: "degraded", reason: expect.stringContaining("Chat") }],
    ["webhooks are off", [endpoint({ active: false })], { status: "action-needed", reason: expect.stringContaining("Use webhook") }],
    [
      "somebody else has it",
      [endpoint({ endpoint: "https://other.example/" })],
      { status: "action-needed", reason: expect.stringContaining("another program") },
    ],
    ["the plan forbids it", [{ status: 403, body: { message: "Forbidden" } }], { status: "action-needed" }],
    ["it is away", ["away"], { status: "degraded" }],
  ])("tells that %s", async (_name, answers, expected) => {
    expect(await line.health?.check(config, scriptedTransport(...answers).transport)).toMatchObject(expected);
  });

  it("sets an address that is gone again", async () => {
    const { transport, requests } = scriptedTransport({ status: 404, body: {} }, { body: {} }, endpoint(), { body: { success: true } }, bot, {
      body: { type: "none" },
    });
    expect(await line.health?.check(config, transport)).toEqual({ status: "live", reason: null });
    expect(requests[1]?.method).toBe("PUT");
  });
});

const reply = (name: string) => {
  const { status, headers, body } = json(name);
  return { status, headers, body: JSON.stringify(body) };
};

runContractTests(line, {
  secrets,
  request: (body) => post(body),
  signature: "body",
  bodies: Object.fromEntries(inFixtures.map((name) => [name, fixture(name.replace(".json", ""))])),
  message: fixture("in-text"),
  batch: { body: fixture("in-image-set"), items: 2 },
  unsupported: JSON.stringify(event({ type: "message", message: { id: "9", type: "hologram" } })),
  unreadable: '{"events":',
  outbound: {
    credentials: { ...credentials, channelAccessToken: "long" },
    context: { to: context.to, thread: PERSON, hoursSinceInbound: 900 },
    message: answer,
    textOf: (part) => (part.body.messages as { text?: string }[]).map(({ text }) => text ?? ""),
    sent: { reply: { status: 200, body: JSON.stringify(json("out-push").response.body) }, externalIds: ["468692412345670902", "468692412345670903"] },
    errors: [
      { name: "too many calls", reply: reply("err-rate-limit"), kind: "throttled", retryable: true },
      { name: "a used up month", reply: reply("err-monthly-limit"), kind: "unreachable", retryable: false },
      { name: "a message it does not take", reply: reply("err-invalid-body"), kind: "content", retryable: false },
      { name: "a stranger", reply: reply("err-profile-not-found"), kind: "blocked", retryable: false },
      { name: "a missing permission", reply: { status: 403, body: "{}" }, kind: "auth", retryable: false },
      { name: "a failure of its own", reply: { status: 500, body: '{"message":"Internal error"}' }, kind: "unknown", retryable: true },
    ],
  },
});
