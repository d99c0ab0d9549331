import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/messenger/server";
import { provideEnvironment } from "@/lib/env";
import type { Act, ChannelConfig, InboundMessage, OutboundMessage, RenderContext, SendError } from "@/server/channels/contract";
import { messenger } from "@/server/channels/messenger/adapter";
import { byFacebook, byToken } from "@/server/channels/messenger/connect";
import type { MessengerCredentials } from "@/server/channels/messenger/payload";
import { transport } from "@/server/connections/transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { impatient, openFileHost } from "./meta-files";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated Messenger, over sockets: every refusal of Facebook's, by name. */

const APP = { appId: "517793277738000", appSecret: "the app's secret", verifyToken: "vt_4f1c" };
const PAGE = "231904417700101";
const OTHER_PAGE = "231904417700102";
const CLUB = "231904417700103";

let platform: Awaited<ReturnType<typeof start>>;
let files: Awaited<ReturnType<typeof openFileHost>>;
let desk: Desk;
let config: ChannelConfig<MessengerCredentials>;
/** Somebody else in every test. */
let person: string;

const local = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const phone = (path: string, body: object = {}) => local(`__phone/${path}`, { person, account: PAGE, ...body });
const write = (written: object) => phone("messages", written);
const disturb = (next: string) => local("__control", { next });
const pass = (advanceHours: number) => local("__clock", { advanceHours });
interface Bubble {
  id: string;
  from: string;
  text: string;
  media: { type: string } | null;
  buttons?: { title: string; payload: string }[];
  reaction?: string | null;
}
const view = async () =>
  (await (await fetch(`${platform.url}/__phone/state?person=${person}&account=${PAGE}`)).json()) as { messages: Bubble[]; isTyping: boolean };
const shown = async () => (await view()).messages;
const messages = async (count = 1) => (await desk.wait("message", count)).map((item) => ({ ...item, event: item.event as InboundMessage }));
const failure = (run: Promise<unknown> | undefined) =>
  (run ?? Promise.resolve()).then(
    () => null,
    ({ kind, retryable, code }: SendError) => ({ kind, retryable, code }),
  );
const secrets = () => ({ app: APP, channel: null });

/** Through the consent page, as a person goes. */
async function consent(pages: string[]) {
  const input = { app: APP, appTokens: memoryTokens(null), apiUrl: platform.url, redirectUri: `${desk.url}/api/oauth/messenger/callback` };
  const page = await fetch(await byFacebook.authorizeUrl({ ...input, state: "st" }, transport));
  expect(await page.text()).toContain("pages_messaging");
  const form = new URLSearchParams({ redirect_uri: input.redirectUri, state: "st", decision: "allow" });
  for (const one of pages) form.append("page", one);
  const answer = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
  const query = Object.fromEntries(new URL(answer.headers.get("location") ?? "").searchParams);
  return () => byFacebook.exchange({ ...input, code: query.code ?? "", query }, transport);
}

async function connectPage() {
  const [candidate] = await (await consent([PAGE]))();
  config = configOf(messenger, { credentials: candidate?.credentials as MessengerCredentials, apiUrl: platform.url, app: APP });
  await messenger.connect?.subscribe?.(config, transport);
}

const answer: OutboundMessage = {
  id: "0199a000-0000-7000-8000-000000000001",
  text: "On its way",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};
const whom = async (): Promise<RenderContext["to"]> => (await messages())[0]?.event.from ?? { scope: PAGE, value: "" };
async function send(changes: Partial<OutboundMessage> = {}, about: { hours?: number; over?: typeof transport } = {}) {
  const to = await whom();
  const context = { to, thread: to.value, hoursSinceInbound: about.hours ?? 1, capabilities: messenger.capabilities };
  const ids: string[] = [];
  for (const part of messenger.outbound.render({ ...answer, ...changes }, context))
    ids.push(...(await messenger.outbound.send(sendOf(config, { part, to }), about.over ?? transport)).externalIds);
  return ids;
}
const sendBody = async (body: Record<string, unknown>) => {
  const to = await whom();
  return messenger.outbound.send(sendOf(config, { part: { body: { recipient: { id: to.value }, ...body } }, to }), transport);
};

beforeAll(async () => {
  platform = await start({ port: 0, ...APP, retryDelaysMs: [20, 20], answerTimeoutMs: 300 });
  files = await openFileHost();
  process.env.MESSENGER_API_URL = platform.url;
  provideEnvironment({});
});

afterAll(async () => {
  await platform.close();
  await files.close();
  delete process.env.MESSENGER_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  desk = await openDesk(messenger, secrets);
  person = ((await local("__phone/people", { name: "Ines Vogel" })) as { id: string }).id;
  expect(await local("__webhook", { url: `${desk.url}/api/webhooks/messenger` })).toEqual({ success: true });
  await connectPage();
});

afterEach(async () => {
  await local("__control", { clear: true });
  await desk.close();
});

describe("signing in", () => {
  it("gives every Page of one consent, each with its own token, and says which cannot be chosen", async () => {
    const candidates = await (await consent([PAGE, OTHER_PAGE, CLUB]))();
    expect(candidates).toMatchObject([
      { accountId: PAGE, grantedBy: "218471" },
      { accountId: OTHER_PAGE, grantedBy: "218471" },
      { accountId: CLUB, problem: expect.stringContaining("MESSAGING, MODERATE") },
    ]);
    const tokens = candidates.map(({ credentials }) => (credentials as MessengerCredentials).pageAccessToken);
    expect(new Set(tokens).size).toBe(3);
  });

  it("refuses a code that is used, and a Page on which the task is missing", async () => {
    const exchange = await consent([CLUB]);
    const [club] = await exchange();
    expect(await failure(exchange())).toMatchObject({ kind: "content", code: "100/36009" });
    const credentials = club?.credentials as MessengerCredentials;
    const ofClub = configOf(messenger, { credentials, apiUrl: platform.url, app: APP });
    expect(await failure(messenger.connect?.subscribe?.(ofClub, transport))).toMatchObject({ kind: "auth", code: "200" });
  });

  it("takes a pasted token only of the Page that was named", async () => {
    const identify = (pageId: string) => byToken.identify?.({ credentials: { ...config.credentials, pageId }, apiUrl: platform.url }, transport);
    expect(await identify(PAGE)).toEqual({ accountId: PAGE, name: "Nordwind Outdoor" });
    expect(await failure(identify(OTHER_PAGE))).toMatchObject({ kind: "auth" });
    config.credentials.pageAccessToken = "nobody's";
    expect(await failure(identify(PAGE))).toMatchObject({ kind: "auth", code: "190" });
  });

  it("ends with the channel: nothing more comes in", async () => {
    await messenger.connect?.unsubscribe?.(config, transport);
    await write({ text: "unheard" });
    await connectPage();
    await write({ text: "heard" });
    expect((await messages())[0]?.event.text).toBe("heard");
  });
});

describe("what comes in", () => {
  it("reads words, places, stickers of every shape, answers to a message and postbacks", async () => {
    const { id } = (await write({ text: "Grüße 🙂" })) as { id: string };
    await write({ text: "this one", replyTo: id });
    await write({ location: true });
    for (const sticker of ["image", "both", "sticker"]) await write({ sticker });
    await write({ postback: { title: "Get Started", payload: "GET_STARTED" } });
    const events = (await messages(7)).map(({ event }) => event);
    expect(events).toMatchObject([
      { text: "Grüße 🙂", externalId: id },
      { replyToExternalId: id },
      { attachments: [{ kind: "location", data: { latitude: 59.3293 } }] },
      { attachments: [{ kind: "sticker" }] },
      { attachments: [{ kind: "sticker" }] },
      { attachments: [{ kind: "sticker" }] },
      { text: "Get Started", postback: { payload: "GET_STARTED" } },
    ]);
    expect(events.every(({ attachments }) => attachments.length <= 1)).toBe(true);
  });

  it("reads edits, reactions, links into the thread, opt-ins, hand-overs, and goes on reading in standby", async () => {
    const { id } = (await write({ text: "Helo" })) as { id: string };
    await phone("edit", { id, text: "Hello" });
    await phone("react", { id, emoji: "❤️" });
    await phone("react", { id, emoji: null });
    await phone("referral", { ref: "qr-table-7" });
    await phone("optin", { title: "Weekly offers" });
    await phone("hand-over", { owner: "other" });
    await write({ text: "are you there?" });
    await phone("hand-over", { owner: "app" });
    expect((await desk.wait("edit"))[0]?.event).toMatchObject({ externalId: id, text: "Hello" });
    expect((await desk.wait("reaction", 2)).map(({ event }) => event)).toMatchObject([{ action: "add", emoji: "❤️" }, { action: "remove" }]);
    expect((await desk.wait("notice", 4)).map(({ event }) => event)).toMatchObject([
      { notice: "referral", detail: "qr-table-7" },
      { notice: "opt-in", detail: "Weekly offers" },
      { notice: "handed-over" },
      { notice: "handed-back" },
    ]);
    expect((await messages(2))[1]?.event.text).toBe("are you there?");
  });

  it.each([
    ["image", "image/png"],
    ["audio", "audio/mp4"],
    ["video", "video/mp4"],
    ["file", "application/pdf"],
  ])("fetches the bytes of a message with %s, and finds its link dead after a day", async (kind, type) => {
    await write({ photo: { name: "a", type, base64: Buffer.from("bytes").toString("base64") } });
    const [attachment] = (await messages())[0]?.event.attachments ?? [];
    expect(attachment?.kind).toBe(kind);
    const request = await messenger.media?.request?.({ source: attachment?.source ?? {}, config }, transport);
    const fetched = () => transport(request as Parameters<typeof transport>[0]);
    expect(Buffer.from((await fetched()).bytes).toString()).toBe("bytes");
    await pass(25);
    expect((await fetched()).status).toBe(403);
  });

  it("gives the same key twice, reads two Pages of one body, seconds as well, and whatever comes first", async () => {
    await disturb("double");
    await write({ text: "twice" });
    await disturb("batch");
    await write({ text: "held" });
    await disturb("seconds");
    await write({ text: "next" });
    await disturb("reorder");
    const late = write({ text: "overtaken" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await write({ text: "overtaking" });
    await late;
    const items = await messages(6);
    expect(items.map(({ event }) => event.text)).toEqual(["twice", "twice", "held", "next", "overtaking", "overtaken"]);
    expect(items.every(({ providerAt }) => Math.abs(Date.parse(providerAt ?? "") - Date.now()) < 5_000)).toBe(true);
    expect(new Set(items.map(({ dedupKey }) => dedupKey)).size).toBe(5);
  });

  it("has what came while we were away, and is subscribed again when Facebook gave up", async () => {
    desk.beAway(1);
    await write({ text: "first" });
    expect((await messages())[0]?.event.text).toBe("first");
    desk.beAway(3);
    await write({ text: "lost" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await write({ text: "unheard" });
    expect(await messenger.health?.check(config, transport)).toEqual({ status: "live", reason: null });
    await write({ text: "back" });
    expect((await messages(2))[1]?.event.text).toBe("back");
  });

  it("answers the dashboard's test event, of nobody's Page", async () => {
    expect(await local("__test-event", {})).toEqual({ isTaken: true });
    expect((await messages())[0]).toMatchObject({ account: "0", event: { text: "test_message" } });
  });

  it("takes back a grant on both callbacks, and shows where a deletion can be looked up", async () => {
    const { callback, answer: said } = (await local("__delete-data", {})) as { callback: number; answer: string };
    const { url, confirmation_code } = JSON.parse(said) as { url: string; confirmation_code: string };
    expect([callback, url]).toEqual([200, `${desk.url}/api/webhooks/messenger/data-deletion?code=${confirmation_code}`]);
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(confirmation_code)]);
    await local("__deauthorize", {});
    const told = desk.requests.flatMap((raw) => (raw.method === "POST" ? (messenger.inbound.notices?.(raw, secrets()) ?? []) : []));
    expect(told).toEqual([
      { type: "revoked", grantedBy: "218471" },
      { type: "revoked", grantedBy: "218471" },
    ]);
  });
});

describe("what goes out", () => {
  beforeEach(async () => {
    await write({ text: "Where is my order?" });
  });

  it("arrives with its mark, by name or by watermark, and is read up to an instant", async () => {
    const ids = [...(await send({ text: "one" })), ...(await send({ text: "two" }))];
    const echoes = await desk.wait("echo", 2);
    expect(echoes.map(({ event }) => event)).toMatchObject([{ clientRef: answer.id }, { clientRef: answer.id }]);
    expect(new Set(echoes.map(({ event }) => (event.type === "echo" ? event.externalId : "")))).toEqual(new Set(ids));
    const delivered = (await desk.wait("status", 2)).map(({ event }) => event);
    expect(delivered.some((event) => event.type === "status" && event.externalIds.length === 1)).toBe(true);
    expect(delivered.some((event) => event.type === "status" && event.watermark !== null)).toBe(true);
    await phone("seen");
    expect((await desk.wait("status", 3))[2]?.event).toMatchObject({ status: "read", externalIds: [], watermark: expect.any(String) });
  });

  it("has its echo before the answer, and what a colleague wrote in the Page inbox without our mark", async () => {
    await disturb("echo-first");
    const [id] = await send();
    expect(desk.items.find(({ event }) => event.type === "echo")?.event).toMatchObject({ externalId: id, clientRef: answer.id });
    await phone("page-inbox", { text: "Hello from the Page inbox" });
    expect((await desk.wait("echo", 2))[1]?.event).toMatchObject({ text: "Hello from the Page inbox", clientRef: null });
  });

  it("sends a text of any length in parts of 2000, pictures together, sounds, films and documents", async () => {
    const file = (kind: "image" | "voice" | "video" | "file", mimeType: string) => ({ kind, name: "a", mimeType, sizeBytes: 10, url: files.url(mimeType) });
    const attachments = [
      file("image", "image/png"),
      file("image", "image/webp"),
      file("voice", "audio/mp4"),
      file("video", "video/mp4"),
      file("file", "application/zip"),
    ];
    expect(await send({ text: "A sentence. ".repeat(300), attachments })).toHaveLength(6);
    expect((await shown()).slice(-5).map(({ media }) => media?.type)).toEqual(["image", "image", "audio", "video", "file"]);
  });

  it("offers buttons and a template's, and hears them tapped", async () => {
    await send({ payload: { buttons: [{ type: "reply", title: "Track", value: "TRACK" }] } });
    const offered = (await shown()).at(-1) as Bubble;
    await phone("press", { id: offered.id, ...offered.buttons?.[0] });
    await send({
      payload: {
        buttons: [
          { type: "link", title: "Shop", url: "https://shop.example/1" },
          { type: "reply", title: "Call me", value: "CALL" },
        ],
      },
    });
    const card = (await shown()).at(-1) as Bubble;
    expect(card).toMatchObject({ text: "On its way", buttons: [{ payload: "https://shop.example/1" }, { payload: "CALL" }] });
    await phone("press", { id: card.id, ...card.buttons?.[1] });
    expect((await messages(3)).slice(1).map(({ event }) => event.postback?.payload)).toEqual(["TRACK", "CALL"]);
  });

  it("shows that somebody writes, has seen, and feels", async () => {
    const to = await whom();
    const id = (await messages())[0]?.event.externalId ?? "";
    const act = (given: Act) => messenger.acts?.perform({ act: given, to, thread: to.value, config }, transport);
    await act({ type: "typing", isTyping: true });
    expect((await view()).isTyping).toBe(true);
    await act({ type: "typing", isTyping: false });
    expect((await view()).isTyping).toBe(false);
    await act({ type: "read", externalId: id });
    await act({ type: "react", externalId: id, emoji: "👍", action: "add" });
    expect((await shown()).find((bubble) => bubble.id === id)?.reaction).toBe("like");
    await act({ type: "react", externalId: id, emoji: "👍", action: "remove" });
    expect((await shown()).find((bubble) => bubble.id === id)?.reaction ?? null).toBeNull();
  });

  it("names who wrote, and nobody who did not", async () => {
    expect(await messenger.profiles?.fetch({ value: (await whom()).value, config }, transport)).toMatchObject({ name: "Ines Vogel" });
    expect(await messenger.profiles?.fetch({ value: "7000000000000000", config }, transport)).toBeNull();
  });
});

describe("refusals", () => {
  beforeEach(async () => {
    await write({ text: "Where is my order?" });
  });

  it("the window of a day, the tag of a person until the seventh, and nothing after it", async () => {
    await pass(25);
    expect(await failure(send())).toEqual({ kind: "window", retryable: false, code: "10/2018278" });
    expect(await send({}, { hours: 25 })).toHaveLength(1);
    await pass(6 * 24);
    expect(await failure(send({}, { hours: 25 }))).toEqual({ kind: "window", retryable: false, code: "10/2018278" });
  });

  it("opens again with a reaction, and with a link into the thread", async () => {
    await pass(25);
    await phone("react", { id: (await messages())[0]?.event.externalId, emoji: "👍" });
    expect(await send()).toHaveLength(1);
    await pass(25);
    await phone("referral", {});
    expect(await send()).toHaveLength(1);
  });

  it("somebody who blocked the Page", async () => {
    await phone("block", { isBlocked: true });
    expect(await failure(send())).toEqual({ kind: "blocked", retryable: false, code: "551/1545041" });
  });

  it("another app's thread", async () => {
    await phone("hand-over", { owner: "other" });
    expect(await failure(send())).toEqual({ kind: "unreachable", retryable: false, code: "10/2018300" });
  });

  it.each([
    ["a text of 2001 characters", { message: { text: "a".repeat(2001) } }],
    ["14 quick replies", { message: { text: "a", quick_replies: Array.from({ length: 14 }, () => ({ content_type: "text", title: "a", payload: "a" })) } }],
    ["a quick reply's title of 21 characters", { message: { text: "a", quick_replies: [{ content_type: "text", title: "x".repeat(21), payload: "a" }] } }],
    ["metadata of 1001 characters", { message: { text: "a", metadata: "x".repeat(1001) } }],
    ["text and file in one message", { message: { text: "a", attachment: { type: "image", payload: { url: "https://x.example" } } } }],
    ["an act and a message in one call", { message: { text: "a" }, sender_action: "typing_on" }],
    ["a tag that died in April 2026", { messaging_type: "MESSAGE_TAG", tag: "CONFIRMED_EVENT_UPDATE", message: { text: "a" } }],
    ["a second one of them", { messaging_type: "MESSAGE_TAG", tag: "ACCOUNT_UPDATE", message: { text: "a" } }],
    ["and the third", { messaging_type: "MESSAGE_TAG", tag: "POST_PURCHASE_UPDATE", message: { text: "a" } }],
  ])("%s", async (_name, body) => {
    expect(await failure(sendBody(body))).toEqual({ kind: "content", retryable: false, code: "100" });
  });

  it.each([
    ["a link that is gone", "image/png", { status: 404 }, "100/2018008"],
    ["a picture of more than 8 MB", "image/png", { bytes: 8 * 1024 * 1024 + 1 }, "100/2018047"],
  ])("%s", async (_name, type, given, code) => {
    const attachments = [{ kind: "image" as const, name: "a", mimeType: type, sizeBytes: 10, url: files.url(type, given) }];
    expect(await failure(send({ text: null, attachments }))).toEqual({ kind: "content", retryable: false, code });
  });

  it("a token that dies in the middle, and the channel goes on with a new sign-in", async () => {
    await send({ text: "before" });
    await local("__deauthorize", {});
    expect(await failure(send({ text: "in the middle" }))).toEqual({ kind: "auth", retryable: false, code: "190/458" });
    expect(await messenger.health?.check(config, transport)).toMatchObject({
      status: "action-needed",
      reason: expect.stringContaining("Connect the channel again"),
    });
    await connectPage();
    expect(await send({ text: "after" })).toHaveLength(1);
    expect((await shown()).slice(-2).map(({ text }) => text)).toEqual(["before", "after"]);
  });

  it("a call that was done and never answered: unknown, until its echo tells by our mark", async () => {
    await disturb("timeout");
    expect(await failure(send({ id: "0199a000-0000-7000-8000-0000000000ff" }, { over: impatient }))).toMatchObject({ kind: "unknown", retryable: false });
    await expect.poll(() => desk.items.map(({ event }) => (event.type === "echo" ? event.clientRef : null))).toContain("0199a000-0000-7000-8000-0000000000ff");
  });

  it.each([
    ["throttle", { kind: "throttled", retryable: true, code: "613/2534040" }],
    ["app-limit", { kind: "throttled", retryable: true, code: "4" }],
    ["page-limit", { kind: "throttled", retryable: true, code: "32" }],
    ["messaging-limit", { kind: "throttled", retryable: true, code: "613/2018338" }],
    ["use-case-limit", { kind: "throttled", retryable: true, code: "80006" }],
    ["transient", { kind: "unreachable", retryable: true, code: "2" }],
    ["unknown", { kind: "unreachable", retryable: true, code: "1" }],
    ["session-expired", { kind: "auth", retryable: false, code: "190/463" }],
    ["password-changed", { kind: "auth", retryable: false, code: "190/460" }],
    ["session-invalid", { kind: "auth", retryable: false, code: "190/467" }],
    ["no-session", { kind: "auth", retryable: false, code: "102" }],
    ["no-permission", { kind: "auth", retryable: false, code: "10" }],
    ["scope-missing", { kind: "auth", retryable: false, code: "200" }],
    ["not-reviewed", { kind: "auth", retryable: false, code: "200/2018028" }],
    ["restricted-for-now", { kind: "auth", retryable: false, code: "10/1893063" }],
    ["policy", { kind: "auth", retryable: false, code: "368" }],
    ["commerce", { kind: "auth", retryable: false, code: "2022" }],
    ["old-window", { kind: "window", retryable: false, code: "10/2018065" }],
    ["refuse", { kind: "blocked", retryable: false, code: "551/1545041" }],
    ["gone", { kind: "blocked", retryable: false, code: "100/2018001" }],
    ["unreachable", { kind: "blocked", retryable: false, code: "10/2018108" }],
    ["unavailable-by-200", { kind: "blocked", retryable: false, code: "200/1545041" }],
    ["bad-file", { kind: "content", retryable: false, code: "100/2018074" }],
    ["bad-type", { kind: "content", retryable: false, code: "100/2018109" }],
    ["slow-file", { kind: "content", retryable: false, code: "100/2018294" }],
    ["deleted-message", { kind: "content", retryable: false, code: "9000001" }],
    ["automation", { kind: "unreachable", retryable: false, code: "10/2018321" }],
  ])("%s", async (name, expected) => {
    await disturb(name);
    expect(await failure(send())).toEqual(expected);
    expect(await send()).toHaveLength(1);
  });
});
