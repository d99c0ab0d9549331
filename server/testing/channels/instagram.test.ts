import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/instagram/server";
import { provideEnvironment } from "@/lib/env";
import type { Act, ChannelConfig, ConnectCandidate, InboundMessage, OAuthMethod, OutboundMessage, RenderContext, SendError } from "@/server/channels/contract";
import { instagram } from "@/server/channels/instagram/adapter";
import { byFacebook } from "@/server/channels/instagram/by-facebook";
import { byInstagram } from "@/server/channels/instagram/by-instagram";
import { byToken } from "@/server/channels/instagram/connect";
import type { InstagramCredentials } from "@/server/channels/instagram/payload";
import { transport } from "@/server/connections/transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { impatient, openFileHost } from "./meta-files";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated Instagram, over sockets, by both sign-ins: every refusal of Instagram's, by name. */

const APP = { appId: "990602627938098", appSecret: "the instagram app's", verifyToken: "vt_ig" };
const FACEBOOK = { appId: "517793277738000", appSecret: "the facebook app's", verifyToken: "vt_fb" };
const ACCOUNT = "17841900000000101";
const ALONE = "17841900000000103";

let platform: Awaited<ReturnType<typeof start>>;
let files: Awaited<ReturnType<typeof openFileHost>>;
let desk: Desk;
let config: ChannelConfig<InstagramCredentials>;
let account = ACCOUNT;
/** Somebody else in every test. */
let person: string;

const local = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const phone = (path: string, body: object = {}) => local(`__phone/${path}`, { person, account, ...body });
const write = (written: object) => phone("messages", written);
const disturb = (next: string) => local("__control", { next });
const pass = (advanceHours: number) => local("__clock", { advanceHours });
interface Bubble {
  id: string;
  from: string;
  text: string;
  media: { url: string; type: string } | null;
  buttons?: { title: string; payload: string }[];
  reaction?: string | null;
  isTaken?: boolean;
}
const shown = async () =>
  ((await (await fetch(`${platform.url}/__phone/state?person=${person}&account=${account}`)).json()) as { messages: Bubble[]; isTyping: boolean }).messages;
const messages = async (count = 1) => (await desk.wait("message", count)).map((item) => ({ ...item, event: item.event as InboundMessage }));
const failure = (run: Promise<unknown> | undefined) =>
  (run ?? Promise.resolve()).then(
    () => null,
    ({ kind, retryable, code }: SendError) => ({ kind, retryable, code }),
  );
const secrets = () => ({ app: APP, apps: { messenger: FACEBOOK }, channel: null });

/** Through the consent page, as a person goes. */
async function consent(
  method: OAuthMethod,
  { accounts = [ACCOUNT], decision = "allow", scopes }: { accounts?: string[]; decision?: string; scopes?: string[] } = {},
) {
  const app = method.platform ? FACEBOOK : APP;
  const input = { app, appTokens: memoryTokens(null), apiUrl: platform.url, redirectUri: `${desk.url}/api/oauth/instagram/callback` };
  const page = await (await fetch(await method.authorizeUrl({ ...input, state: "st" }, transport))).text();
  const kind = /name="kind" value="([\w-]+)"/.exec(page)?.[1] ?? "";
  const asked = scopes ?? [...page.matchAll(/name="scope" value="(\w+)"/g)].map(([, scope]) => scope ?? "");
  const form = new URLSearchParams({ redirect_uri: input.redirectUri, state: "st", decision, kind });
  for (const one of accounts) form.append("account", one);
  for (const scope of asked) form.append("scope", scope);
  const answer = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
  const back = new URL(answer.headers.get("location") ?? "");
  const query = Object.fromEntries(back.searchParams);
  return { query, exchange: () => method.exchange({ ...input, code: query.code ?? "", query }, transport) };
}

async function connectBy(method: OAuthMethod, one = ACCOUNT) {
  const candidates = await (await consent(method, { accounts: [one] })).exchange();
  const { credentials } = candidates.find(({ accountId }) => accountId === one) as ConnectCandidate;
  await silence();
  account = one;
  config = configOf(instagram, { credentials: credentials as InstagramCredentials, apiUrl: platform.url, app: method.platform ? FACEBOOK : APP });
  await instagram.connect?.subscribe?.(config, transport);
}

/** Takes every account off every list, so that the events come by the way that is tried. */
async function silence() {
  const { accounts } = (await (await fetch(`${platform.url}/__state`)).json()) as { accounts: { userId: string; page: unknown; pageToken: string | null }[] };
  const paths = accounts.flatMap(({ pageToken }) => (pageToken ? [["me", pageToken]] : []));
  if (config) paths.push(["me", config.credentials.accessToken]);
  for (const [path, token] of paths)
    await fetch(`${platform.url}/v25.0/${path}/subscribed_apps`, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
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
const whom = async (): Promise<RenderContext["to"]> => (await messages())[0]?.event.from ?? { scope: account, value: "" };
async function send(changes: Partial<OutboundMessage> = {}, about: { hours?: number; over?: typeof transport } = {}) {
  const to = await whom();
  const context = { to, thread: to.value, hoursSinceInbound: about.hours ?? 1, capabilities: instagram.capabilities };
  const ids: string[] = [];
  for (const part of instagram.outbound.render({ ...answer, ...changes }, context))
    ids.push(...(await instagram.outbound.send(sendOf(config, { part, to }), about.over ?? transport)).externalIds);
  return ids;
}

beforeAll(async () => {
  platform = await start({ port: 0, ...APP, facebook: FACEBOOK, retryDelaysMs: [20, 20], answerTimeoutMs: 300 });
  files = await openFileHost();
  process.env.INSTAGRAM_API_URL = platform.url;
  provideEnvironment({});
});

afterAll(async () => {
  await platform.close();
  await files.close();
  delete process.env.INSTAGRAM_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  desk = await openDesk(instagram, secrets);
  person = ((await local("__phone/people", { name: "Ines Vogel" })) as { id: string }).id;
  await local("__webhook", { url: `${desk.url}/api/webhooks/instagram` });
  await connectBy(byInstagram);
});

afterEach(async () => {
  await local("__control", { clear: true });
  await local("__account", { account: ACCOUNT, allowsMessages: true });
  await phone("block", { isBlocked: false });
  await phone("hand-over", { owner: "app" });
  await desk.close();
});

describe("signing in", () => {
  it("at Instagram gives the account by the id of its webhooks, for sixty days", async () => {
    const { query, exchange } = await consent(byInstagram);
    expect(query.code).toMatch(/#_$/);
    const [candidate] = await exchange();
    expect(candidate).toMatchObject({ accountId: ACCOUNT, name: "Nordwind Outdoor · @nordwind.outdoor", credentials: { accountId: ACCOUNT } });
    expect(candidate?.grantedBy).not.toBe(ACCOUNT);
    await disturb("flat");
    expect(await (await consent(byInstagram)).exchange()).toMatchObject([{ accountId: ACCOUNT }]);
  });

  it("refuses a code that is used, and one that is older than an hour; a refusal at the consent page brings none", async () => {
    const { exchange } = await consent(byInstagram);
    await exchange();
    expect(await failure(exchange())).toMatchObject({ kind: "auth" });
    const late = await consent(byInstagram);
    await pass(1.1);
    expect(await failure(late.exchange())).toMatchObject({ kind: "auth" });
    expect((await consent(byInstagram, { decision: "deny" })).query).toMatchObject({ error: "access_denied" });
  });

  it("says when the permission for messages was switched off", async () => {
    const { exchange } = await consent(byInstagram, { scopes: ["instagram_business_basic"] });
    expect(await exchange()).toMatchObject([{ problem: expect.stringContaining("permission") }]);
  });

  it("at Facebook gives the accounts of the Pages, and says which cannot be chosen and why", async () => {
    const { exchange } = await consent(byFacebook, { accounts: [ACCOUNT, "17841900000000104"] });
    expect(await exchange()).toMatchObject([
      { accountId: ACCOUNT, credentials: { pageId: "231904417700201" } },
      { accountId: "17841900000000104", problem: expect.stringContaining("MESSAGING") },
      { name: "Nordwind Archive", problem: expect.stringContaining("linked") },
    ]);
  });

  it("takes a pasted token only of the account that was named", async () => {
    const identify = (accountId: string) => byToken.identify?.({ credentials: { ...config.credentials, accountId }, apiUrl: platform.url }, transport);
    expect(await identify(ACCOUNT)).toMatchObject({ accountId: ACCOUNT });
    expect(await failure(identify(ALONE))).toMatchObject({ kind: "auth" });
    config.credentials.accessToken = "IGAAnobody";
    expect(await failure(identify(ACCOUNT))).toMatchObject({ kind: "auth" });
  });
});

describe("the sixty days", () => {
  const renew = (days: number) => instagram.refresh?.refresh({ config, now: new Date(Date.now() + days * 86_400_000) }, transport);

  it("are renewed after thirty, and the new token speaks", async () => {
    expect(await renew(10)).toBeNull();
    await pass(31 * 24);
    const fresh = await renew(31);
    expect(fresh?.accessToken).not.toBe(config.credentials.accessToken);
    config = { ...config, credentials: fresh as InstagramCredentials };
    expect(await instagram.health?.check(config, transport)).toEqual({ status: "live", reason: null });
  });

  it("cannot be renewed on the first day, nor when they are over", async () => {
    const young = { ...config.credentials, obtainedAt: new Date(Date.now() - 40 * 86_400_000).toISOString() };
    expect(await failure(instagram.refresh?.refresh({ config: { ...config, credentials: young }, now: new Date() }, transport))).toMatchObject({
      kind: "content",
    });
    await pass(61 * 24);
    expect(await failure(renew(31))).toMatchObject({ kind: "auth", code: "190/463" });
    expect(await failure(renew(61))).toMatchObject({ kind: "auth" });
    expect(await instagram.health?.check(config, transport)).toMatchObject({
      status: "action-needed",
      reason: expect.stringContaining("Connect the channel again"),
    });
  });
});

describe.each([
  ["at Instagram", byInstagram],
  ["through a Page", byFacebook],
])("what comes in, signed in %s", (_name, method) => {
  beforeEach(() => connectBy(method));

  it("reads words, hearts, stories, posts, reels, advertisements and what may not be seen", async () => {
    await write({ text: "¿Tienen talla M? ❤ 😀" });
    await write({ sticker: "heart" });
    await write({ text: "Love this!", story: "reply" });
    await write({ story: "mention" });
    await write({ share: "post" });
    await write({ share: "reel" });
    await write({ ephemeral: true });
    await write({ isUnsupported: true });
    await write({ text: "Info please", adReferral: true });
    const events = (await messages(9)).map(({ event }) => event);
    expect(events).toMatchObject([
      { text: "¿Tienen talla M? ❤ 😀" },
      { attachments: [{ kind: "sticker" }] },
      { text: "Love this!", attachments: [{ kind: "story", data: { story: "reply" } }] },
      { attachments: [{ kind: "story", data: { story: "mention" } }] },
      { attachments: [{ kind: "share" }] },
      { attachments: [{ kind: "share" }] },
      { isUnsupported: true },
      { isUnsupported: true },
      { referral: { ads_context_data: { ad_title: "Autumn" } } },
    ]);
    expect(new Set(events.map(({ from }) => from.value)).size).toBe(1);
  });

  it("reads edits, reactions, unsends and links, the account's notes to itself as nothing", async () => {
    const { id } = (await write({ text: "Helo" })) as { id: string };
    await phone("edit", { id, text: "Hello" });
    await disturb("numbers");
    await phone("edit", { id, text: "Hello!" });
    await phone("react", { id, emoji: "❤️" });
    await phone("react", { id, emoji: null });
    await phone("unsend", { id });
    await phone("referral", { ref: "bio-link" });
    await phone("note-to-self");
    expect((await desk.wait("edit", 2)).map(({ event }) => event)).toMatchObject([{ text: "Hello" }, { text: "Hello!" }]);
    expect((await desk.wait("reaction", 2)).map(({ event }) => event)).toMatchObject([{ emoji: "❤️", action: "add" }, { action: "remove" }]);
    expect((await desk.wait("delete"))[0]?.event).toEqual({ type: "delete", externalId: id, isContentGone: true });
    expect((await desk.wait("notice"))[0]?.event).toMatchObject({ notice: "referral", detail: "bio-link" });
    expect((await desk.wait("ignored"))[0]?.event).toMatchObject({ reason: "the account wrote to itself" });
    expect(await desk.wait("message")).toHaveLength(1);
  });

  it("keeps comments under their own ids, in either envelope, for a later reader", async () => {
    await phone("comment", {});
    await phone("comment", { isFlat: true });
    const items = await desk.wait("ignored", 2);
    expect(items.map(({ account: of, dedupKey }) => [of, dedupKey.split(":")[0]])).toEqual([
      [ACCOUNT, "comment"],
      [ACCOUNT, "comment"],
    ]);
    expect(new Set(items.map(({ dedupKey }) => dedupKey)).size).toBe(2);
  });

  it("tells what another app does with the thread, and goes on reading", async () => {
    await phone("hand-over", { owner: "other" });
    await write({ text: "are you there?" });
    await phone("hand-over", { owner: "app" });
    expect((await desk.wait("notice", 2)).map(({ event }) => event)).toMatchObject([{ notice: "handed-over" }, { notice: "handed-back" }]);
    expect((await messages())[0]?.event.text).toBe("are you there?");
  });
});

describe("what comes in, whatever the network does", () => {
  const fetchFile = async (source: Record<string, string> | undefined) =>
    transport((await instagram.media?.request?.({ source: source ?? {}, config }, transport)) as Parameters<typeof transport>[0]);

  it.each([
    ["image", "image/png"],
    ["audio", "audio/mp4"],
    ["video", "video/mp4"],
    ["file", "application/pdf"],
  ])("fetches the bytes of a message with %s", async (kind, type) => {
    await write({ photo: { name: "a", type, base64: Buffer.from("bytes").toString("base64") } });
    const [attachment] = (await messages())[0]?.event.attachments ?? [];
    expect(attachment?.kind).toBe(kind);
    const { status, bytes } = await fetchFile(attachment?.source);
    expect([status, Buffer.from(bytes).toString()]).toEqual([200, "bytes"]);
  });

  it("finds a story gone after its day", async () => {
    await write({ story: "mention" });
    const source = (await messages())[0]?.event.attachments[0]?.source;
    expect((await fetchFile(source)).status).toBe(200);
    await pass(25);
    expect((await fetchFile(source)).status).toBe(403);
  });

  it("gives the same key twice, reads all of a batch, and whatever comes first", async () => {
    await disturb("double");
    await write({ text: "twice" });
    await disturb("batch");
    await write({ text: "held" });
    await write({ text: "next" });
    await disturb("reorder");
    const late = write({ text: "overtaken" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await write({ text: "overtaking" });
    await late;
    const items = await messages(6);
    expect(items.map(({ event }) => event.text)).toEqual(["twice", "twice", "held", "next", "overtaking", "overtaken"]);
    expect(new Set(items.map(({ dedupKey }) => dedupKey)).size).toBe(5);
  });

  it("has what came while we were away, and is subscribed again when Instagram gave up", async () => {
    desk.beAway(1);
    await write({ text: "first" });
    expect((await messages())[0]?.event.text).toBe("first");
    desk.beAway(3);
    await write({ text: "lost" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await write({ text: "unheard" });
    expect(await instagram.health?.check(config, transport)).toEqual({ status: "live", reason: null });
    await write({ text: "back" });
    expect((await messages(2))[1]?.event.text).toBe("back");
  });

  it("refuses what neither of our apps has signed", async () => {
    const other = await openDesk(instagram, () => ({ app: { ...APP, appSecret: "another" }, channel: null }));
    await local("__webhook", { url: `${other.url}/api/webhooks/instagram` }).catch(() => null);
    await write({ text: "Hello" });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([other.items, new Set(other.outcomes)]).toEqual([[], new Set(["challenge", "refused"])]);
    await other.close();
  });

  it("takes back the grants of both sign-ins when the app is removed", async () => {
    const mine = config.credentials.grantedBy;
    await local("__deauthorize", {});
    const told = desk.requests.filter(({ url }) => url.endsWith("/deauthorize")).flatMap((raw) => instagram.inbound.notices?.(raw, secrets()) ?? []);
    expect(told).toEqual(
      expect.arrayContaining([
        { type: "revoked", grantedBy: mine },
        { type: "revoked", grantedBy: "218472" },
      ]),
    );
    expect(desk.outcomes.at(-1)).toBe("stored");
    expect(await instagram.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
  });

  it("answers the dashboard's test event, of nobody's account", async () => {
    expect(await local("__test-event", {})).toEqual({ isTaken: true });
    expect((await messages())[0]).toMatchObject({ account: "0", event: { text: "random_text" } });
  });
});

describe.each([
  ["at Instagram", byInstagram],
  ["through a Page", byFacebook],
])("what goes out, signed in %s", (_name, method) => {
  beforeEach(async () => {
    await connectBy(method);
    await write({ text: "Where is my order?" });
  });

  it("arrives, comes back as an echo by its id, and is read up to the one that was seen", async () => {
    const [first] = await send({ text: "one" });
    await desk.wait("echo");
    const [second] = await send({ text: "two", replyToExternalId: (await messages())[0]?.event.externalId ?? null });
    expect((await shown()).slice(-2).map(({ text }) => text)).toEqual(["one", "two"]);
    expect((await desk.wait("echo", 2)).map(({ event }) => event)).toMatchObject([
      { externalId: first, clientRef: null, text: "one" },
      { externalId: second, text: "two" },
    ]);
    await phone("seen");
    expect((await desk.wait("status")).map(({ event }) => event)).toMatchObject([{ status: "read", externalIds: [second], isUpTo: true }]);
  });

  it("has its echo before the answer, and what a colleague wrote in the app without a mark", async () => {
    await disturb("echo-first");
    const [id] = await send();
    expect(desk.items.find(({ event }) => event.type === "echo")?.event).toMatchObject({ externalId: id });
    await phone("answer-in-app", { text: "Hello from the app" });
    expect((await desk.wait("echo", 2))[1]?.event).toMatchObject({ text: "Hello from the app", clientRef: null });
  });

  it("sends a text of any length in parts of 1000 bytes", async () => {
    const text = "你好，订单已发出。".repeat(100);
    expect((await send({ text })).length).toBeGreaterThan(2);
    expect(
      (await shown())
        .filter(({ from }) => from === "business")
        .map((bubble) => bubble.text)
        .join(""),
    ).toBe(text);
  });

  it("sends pictures together, sounds, films and documents", async () => {
    const file = (kind: "image" | "voice" | "video" | "file", mimeType: string) => ({ kind, name: "a", mimeType, sizeBytes: 10, url: files.url(mimeType) });
    const attachments = [
      file("image", "image/png"),
      file("image", "image/jpeg"),
      file("voice", "audio/mp4"),
      file("video", "video/mp4"),
      file("file", "application/pdf"),
    ];
    expect(await send({ text: null, attachments })).toHaveLength(4);
    expect((await shown()).slice(-5).map(({ media }) => media?.type)).toEqual(["image", "image", "audio", "video", "file"]);
  });

  it("offers buttons, hears them tapped, and opens links", async () => {
    await send({ payload: { buttons: [{ type: "reply", title: "Track", value: "TRACK" }] } });
    const offered = (await shown()).at(-1) as Bubble;
    await phone("press", { id: offered.id, ...offered.buttons?.[0] });
    expect((await messages(2))[1]?.event).toMatchObject({ text: "Track", postback: { payload: "TRACK" } });
    await send({
      payload: {
        buttons: [
          { type: "link", title: "Shop", url: "https://shop.example/1" },
          { type: "reply", title: "Call me", value: "CALL" },
        ],
      },
    });
    const card = (await shown()).at(-1) as Bubble;
    expect(card.buttons).toEqual([
      { title: "Shop", payload: "https://shop.example/1" },
      { title: "Call me", payload: "CALL" },
    ]);
    await phone("press", { id: card.id, ...card.buttons?.[1] });
    expect((await messages(3))[2]?.event).toMatchObject({ text: "Call me", postback: { payload: "CALL" } });
  });

  it("shows that somebody writes, has seen, and feels", async () => {
    const to = await whom();
    const id = (await messages())[0]?.event.externalId ?? "";
    const act = (given: Act) => instagram.acts?.perform({ act: given, to, thread: to.value, config }, transport);
    await act({ type: "typing", isTyping: true });
    await act({ type: "read", externalId: id });
    await act({ type: "react", externalId: id, emoji: "❤️", action: "add" });
    expect((await shown()).find((bubble) => bubble.id === id)?.reaction).toBe("love");
    await act({ type: "react", externalId: id, emoji: "❤️", action: "remove" });
    expect((await shown()).find((bubble) => bubble.id === id)?.reaction ?? null).toBeNull();
    expect(await failure(act({ type: "react", externalId: "nothing", emoji: "👍", action: "add" }))).toMatchObject({ kind: "content" });
  });

  it("is refused after a day, goes out as a person's answer until the seventh, and not after it", async () => {
    await pass(25);
    expect(await failure(send())).toMatchObject({ kind: "window", retryable: false, code: method === byInstagram ? "10/2534022" : "10/2018278" });
    expect(await send({}, { hours: 25 })).toHaveLength(1);
    await pass(6 * 24);
    expect(await failure(send({}, { hours: 25 }))).toMatchObject({ kind: "window" });
  });

  it("names who wrote, and nobody who did not", async () => {
    expect(await instagram.profiles?.fetch({ value: (await whom()).value, config }, transport)).toMatchObject({ name: "Ines Vogel" });
    expect(await instagram.profiles?.fetch({ value: "1000000000000000", config }, transport)).toBeNull();
  });
});

describe("refusals", () => {
  beforeEach(async () => {
    await write({ text: "Where is my order?" });
  });

  it("somebody who blocked the account", async () => {
    await phone("block", { isBlocked: true });
    expect(await failure(send())).toEqual({ kind: "blocked", retryable: false, code: "100/2534014" });
  });

  it("another app's thread", async () => {
    await phone("hand-over", { owner: "other" });
    expect(await failure(send())).toEqual({ kind: "unreachable", retryable: false, code: "100/2534037" });
  });

  it("access to messages switched off by the owner: the send, and the channel's health", async () => {
    await local("__account", { account, allowsMessages: false });
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code: "200/2534041" });
    expect(await instagram.health?.check(config, transport)).toMatchObject({
      status: "action-needed",
      reason: expect.stringContaining("Allow access to messages"),
    });
  });

  it.each([
    ["a type that Instagram does not take", "image/webp", 10, 200],
    ["a picture of more than 8 MB", "image/png", 8 * 1024 * 1024 + 1, 200],
    ["a link that is gone", "image/png", 10, 404],
  ])("%s", async (_name, type, bytes, status) => {
    const attachments = [{ kind: "image" as const, name: "a", mimeType: "image/png", sizeBytes: 10, url: files.url(type, { bytes, status }) }];
    expect(await failure(send({ text: null, attachments }))).toEqual({ kind: "content", retryable: false, code: "36103" });
  });

  it("a text of more than 1000 bytes, were it sent in one", async () => {
    const to = await whom();
    const part = { body: { recipient: { id: to.value }, message: { text: "好".repeat(334) } } };
    expect(await failure(instagram.outbound.send(sendOf(config, { part, to }), transport))).toEqual({ kind: "content", retryable: false, code: "100" });
  });

  it("a comment that cannot be answered in private", async () => {
    const to = await whom();
    const part = { body: { recipient: { comment_id: "179" }, message: { text: "Hi" } } };
    expect(await failure(instagram.outbound.send(sendOf(config, { part, to }), transport))).toEqual({ kind: "content", retryable: false, code: "100/2534025" });
  });

  it("a tag that died in April 2026", async () => {
    const to = await whom();
    const part = { body: { recipient: { id: to.value }, messaging_type: "MESSAGE_TAG", tag: "ACCOUNT_UPDATE", message: { text: "Hi" } } };
    expect(await failure(instagram.outbound.send(sendOf(config, { part, to }), transport))).toEqual({ kind: "content", retryable: false, code: "100" });
  });

  it("a Page that the account is no longer linked to", async () => {
    await connectBy(byFacebook, "17841900000000102");
    await local("__account", { account, isUnlinked: true });
    expect(await instagram.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
  });

  it("a token that dies in the middle, and the channel goes on with a new sign-in", async () => {
    await send({ text: "before" });
    await local("__deauthorize", {});
    expect(await failure(send({ text: "in the middle" }))).toEqual({ kind: "auth", retryable: false, code: "190/458" });
    await connectBy(byInstagram);
    expect(await send({ text: "after" })).toHaveLength(1);
    expect((await shown()).slice(-2).map(({ text }) => text)).toEqual(["before", "after"]);
  });

  it("a call that was done and never answered is of unknown outcome: its echo tells", async () => {
    await disturb("timeout");
    expect(await failure(send({ text: "lost" }, { over: impatient }))).toMatchObject({ kind: "unknown", retryable: false });
    await expect.poll(() => desk.items.map(({ event }) => (event.type === "echo" ? event.text : null))).toContain("lost");
  });

  it.each([
    ["throttle", { kind: "throttled", retryable: true, code: "613/2534040" }],
    ["app-limit", { kind: "throttled", retryable: true, code: "4" }],
    ["transient", { kind: "unreachable", retryable: true, code: "2" }],
    ["unknown", { kind: "unreachable", retryable: true, code: "1" }],
    ["session-expired", { kind: "auth", retryable: false, code: "190/463" }],
    ["password-changed", { kind: "auth", retryable: false, code: "190/460" }],
    ["not-reviewed", { kind: "auth", retryable: false, code: "200/2018028" }],
    ["scope-missing", { kind: "auth", retryable: false, code: "200" }],
    ["policy", { kind: "auth", retryable: false, code: "368" }],
    ["deleted-message", { kind: "content", retryable: false, code: "9000001" }],
  ])("%s", async (name, expected) => {
    await disturb(name);
    expect(await failure(send())).toEqual(expected);
    expect(await send()).toHaveLength(1);
  });
});
