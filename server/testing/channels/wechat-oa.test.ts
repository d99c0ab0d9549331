import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/wechat-oa/server";
import { provideEnvironment } from "@/lib/env";
import type {
  AppCredentials,
  ChannelConfig,
  InboundMessage,
  OutboundAttachment,
  OutboundMessage,
  Secrets,
  SendError,
  Transport,
} from "@/server/channels/contract";
import { wechatOa } from "@/server/channels/wechat-oa/adapter";
import { byAuthorisation, byConsole } from "@/server/channels/wechat-oa/connect";
import { credentialsSchema, type WechatCredentials } from "@/server/channels/wechat-oa/payload";
import { transport } from "@/server/connections/transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated WeChat, over sockets: every refusal of WeChat's, by name. */

const AES_KEY = "q7Wk2mZx9Lb4Vn8Rt3Yp6Hs1Dg5Jf0Ac7Xe2Qu9Io4M";
const app: AppCredentials = { appId: "wx9c5e1d2f3a4b5c6d", appSecret: "platform-secret", verifyToken: "PlatformTok9", settings: { aesKey: AES_KEY } };
const ACCOUNT = "wx5ad20f7c3e914b01";
const GRANTED = "wx5ad20f7c3e914b02";
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let known: Secrets;
let credentials: WechatCredentials;
let tokens: ReturnType<typeof memoryTokens<WechatCredentials>>;
let config: ChannelConfig<WechatCredentials>;
let person: string;
let openId: string;

interface World {
  accounts: { appId: string; secret: string }[];
  openIds: Record<string, Record<string, string>>;
  tokens: Record<string, { kind: string }>;
}
interface Bubble {
  from: string;
  text: string;
  isTaken?: boolean;
  media: { url: string; type: string; name: string } | null;
  buttons?: { title: string; payload: string }[];
}

const local = async (path: string, body: object) => {
  const response = await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body), redirect: "manual" });
  return (await response.json()) as Record<string, unknown>;
};
const world = async () => (await (await fetch(`${platform.url}/__state`)).json()) as World;
const phone = (path: string, body: object = {}, account = ACCOUNT) => local(`__phone/${path}`, { person, account, ...body });
const disturb = (next: string, count = 1) => local("__control", { next, count });
const advance = (advanceHours: number) => local("__clock", { advanceHours });
const trouble = (name: string, account = ACCOUNT) => local("__trouble", { account, trouble: name });
const shown = async () =>
  ((await (await fetch(`${platform.url}/__phone/state?person=${person}&account=${ACCOUNT}`)).json()) as { messages: Bubble[] }).messages;
const answers = async () => (await shown()).filter(({ from }) => from === "business");
/** WeChat's clock stands on the wire; ours would run out after fifteen seconds. */
const hasty: Transport = Object.assign((request: Parameters<Transport>[0]) => transport({ ...request, timeoutMs: 1000 }), { addressOf: transport.addressOf });

const answer: OutboundMessage = { id: "m1", text: "已为您登记", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };
const file = (kind: OutboundAttachment["kind"], mimeType: string): OutboundAttachment => ({
  kind,
  name: `a.${mimeType.split("/")[1]}`,
  mimeType,
  sizeBytes: 10,
  url: "https://files.example.test/a",
});

async function send(
  changes: Partial<OutboundMessage> = {},
  { over = {}, bytes = PNG, by = transport }: { over?: object; bytes?: Uint8Array; by?: Transport } = {},
) {
  const to = { scope: ACCOUNT, value: openId };
  const parts = wechatOa.outbound.render({ ...answer, ...changes }, { to, thread: openId, hoursSinceInbound: 1, capabilities: wechatOa.capabilities });
  const ids: string[] = [];
  for (const part of parts)
    ids.push(...(await wechatOa.outbound.send(sendOf(config, { part, to, readAttachment: async () => bytes, ...over }), by)).externalIds);
  return ids;
}

const failure = (run: Promise<unknown>) =>
  run.then(
    () => null,
    ({ kind, retryable, code }: SendError) => ({ kind, retryable, code }),
  );

const messages = async (count = 1) => (await desk.wait("message", count)).map((item) => ({ ...item, event: item.event as InboundMessage }));

/** As in the account's console; the address must give the greeting back. */
const configure = (over: object = {}) =>
  local("__console", { account: ACCOUNT, url: `${desk.url}/api/webhooks/wechat-oa/ch_1`, token: credentials.token, aesKey: AES_KEY, mode: "safe", ...over });

function useOwn(over: object = {}): void {
  credentials = credentialsSchema.parse({ ...credentials, ...over });
  tokens = memoryTokens(credentials);
  config = configOf(wechatOa, { credentials, tokens, app, apiUrl: platform.url });
  known = { app: null, channel: { accountId: ACCOUNT, credentials } };
}

beforeAll(async () => {
  platform = await start({ port: 0, appId: app.appId, appSecret: app.appSecret, verifyToken: app.verifyToken, aesKey: AES_KEY, retryDelaysMs: [10, 20] });
  process.env.WECHAT_OA_API_URL = platform.url;
  provideEnvironment({});
});

afterAll(async () => {
  await platform.close();
  delete process.env.WECHAT_OA_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  desk = await openDesk(wechatOa, () => known);
  ({ id: person } = (await local("__phone/people", { name: "林小雨" })) as { id: string });
  const { accounts, openIds } = await world();
  openId = openIds[ACCOUNT]?.[person] ?? "";
  credentials = credentialsSchema.parse({ appId: ACCOUNT, appSecret: accounts[0]?.secret, encodingAesKey: AES_KEY });
  useOwn();
  await configure();
});

afterEach(async () => {
  await local("__control", { clear: true });
  await trouble("");
  await desk.close();
});

describe("connecting an own app", () => {
  const identify = (over: object) =>
    byConsole.identify?.({ credentials: { ...credentials, ...over }, apiUrl: platform.url }, transport) ?? Promise.reject(new Error());

  it("is who has the secret", async () => {
    expect(await identify({})).toEqual({ accountId: ACCOUNT, name: ACCOUNT });
  });

  it.each<[string, object, string]>([
    ["a wrong AppSecret", { appSecret: "wrong" }, "40125"],
    ["an AppID that nobody has", { appId: "wxffffffffffffffff" }, "40013"],
  ])("refuses %s", async (_name, over, code) => {
    expect(await failure(identify(over))).toEqual({ kind: "auth", retryable: false, code });
  });

  it("says that our address is not on the account's list", async () => {
    await trouble("address");
    expect(await failure(identify({}))).toEqual({ kind: "auth", retryable: false, code: "40164" });
  });

  it("gives the greeting back, and not to a stranger", async () => {
    expect(await configure()).toEqual({ ok: true });
    expect(desk.outcomes.at(-1)).toBe("challenge");
    await disturb("wrong-signature");
    expect(await configure()).toEqual({ error: "token验证失败" });
    expect(desk.outcomes.at(-1)).toBe("refused");
    expect(await configure({ token: "another" })).toEqual({ error: "token验证失败" });
  });
});

describe("authorising our platform", () => {
  let appTokens: ReturnType<typeof memoryTokens<null>>;
  const input = () => ({ app, appTokens, apiUrl: platform.url, redirectUri: "https://desk.example.test/api/oauth/wechat-oa" });

  const notices = () => desk.requests.filter(({ method }) => method === "POST").flatMap((raw) => wechatOa.inbound.notices?.(raw, known) ?? []);

  /** The ticket comes to the platform's address, and is kept as intake would keep it. */
  async function takeTicket(): Promise<void> {
    known = { app, channel: null };
    expect(await local("__webhook", { url: `${desk.url}/api/webhooks/wechat-oa` })).toEqual({ isTaken: true });
    const ticket = notices().find((notice) => notice.type === "secret");
    appTokens = memoryTokens(null, ticket ? { [ticket.name]: ticket.value } : {});
  }

  async function consent(over: Record<string, string | string[]> = {}): Promise<URL> {
    const page = new URL(await byAuthorisation.authorizeUrl({ ...input(), state: "state-1" }, transport));
    expect((await fetch(page)).status).toBe(200);
    const form = new URLSearchParams({
      account: GRANTED,
      redirect_uri: page.searchParams.get("redirect_uri") ?? "",
      pre_auth_code: page.searchParams.get("pre_auth_code") ?? "",
    });
    for (const scope of over.scopes ?? ["1", "6"]) form.append("scope", scope);
    const response = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
    return new URL(response.headers.get("location") ?? "");
  }

  const exchange = (back: URL) =>
    byAuthorisation.exchange({ ...input(), code: back.searchParams.get("auth_code") ?? "", query: Object.fromEntries(back.searchParams) }, transport);

  beforeEach(takeTicket);

  it("needs the ticket: without one it says to wait, and with a wrong one whose fault it is", async () => {
    appTokens = memoryTokens(null);
    expect(await failure(consent())).toEqual({ kind: "unreachable", retryable: true, code: "no-ticket" });
    appTokens = memoryTokens(null, { component_verify_ticket: "ticket@@@invented" });
    expect(await failure(consent())).toEqual({ kind: "auth", retryable: false, code: "61006" });
  });

  it("comes back to our state with a code that gives the account, once", async () => {
    const back = await consent();
    expect(Object.fromEntries(back.searchParams)).toEqual({ state: "state-1", auth_code: expect.any(String), expires_in: "3600" });
    expect(await exchange(back)).toEqual([
      { accountId: GRANTED, name: "北风童装", credentials: { appId: GRANTED, refreshToken: expect.any(String) }, grantedBy: GRANTED },
    ]);
    expect(await failure(exchange(back))).toEqual({ kind: "auth", retryable: false, code: "61010" });
    expect(desk.outcomes).not.toContain("refused");
  });

  it("names permissions that were not granted", async () => {
    const [candidate] = await exchange(await consent({ scopes: ["1"] }));
    expect(candidate?.problem).toContain("permissions");
  });

  it("sends, hears and lets go in the account's name; each refresh token is used once", async () => {
    const [candidate] = await exchange(await consent());
    const given = credentialsSchema.parse(candidate?.credentials);
    const kept = memoryTokens(given);
    const granted = configOf(wechatOa, { credentials: given, tokens: kept, appTokens, app, apiUrl: platform.url });
    expect(await phone("messages", { text: "有货吗？" }, GRANTED)).toMatchObject({ isTaken: true });
    const to = { scope: GRANTED, value: (await messages())[0]?.event.from.value ?? "" };
    expect((await messages())[0]).toMatchObject({ account: GRANTED, event: { text: "有货吗？" } });
    const part = { body: { touser: to.value, msgtype: "text", text: { content: "有" } } };
    expect(await wechatOa.outbound.send(sendOf(granted, { part, to }), transport)).toEqual({ externalIds: [] });
    const first = kept.current().refreshToken;
    expect(first).not.toBe(given.refreshToken);
    await disturb("expire-token");
    await wechatOa.outbound.send(sendOf(granted, { part, to }), transport);
    expect(kept.current().refreshToken).not.toBe(first);

    expect(await local("__unauthorize", { account: GRANTED })).toEqual({ isTaken: true });
    expect(notices()).toContainEqual({ type: "revoked", grantedBy: GRANTED });
    expect(await failure(wechatOa.outbound.send(sendOf(granted, { part, to }), transport))).toEqual({ kind: "auth", retryable: false, code: "61003" });
  });

  it("says to authorise again when the refresh token was lost", async () => {
    const [candidate] = await exchange(await consent());
    const lost = credentialsSchema.parse({ ...(candidate?.credentials as object), refreshToken: "lost" });
    const granted = configOf(wechatOa, { credentials: lost, tokens: memoryTokens(lost), appTokens, app, apiUrl: platform.url });
    expect(await wechatOa.health?.check(granted, transport)).toEqual({ status: "action-needed", reason: expect.stringContaining("Connect the account again") });
  });

  it("makes another component token when WeChat no longer takes the first", async () => {
    await consent();
    appTokens = memoryTokens(null, { access: "not WeChat's", component_verify_ticket: (await appTokens.find("component_verify_ticket")) ?? "" });
    expect(await exchange(await consent())).toHaveLength(1);
  });
});

describe("what comes in", () => {
  it.each(["safe", "compat", "plain"])("is read in the mode %s", async (mode) => {
    useOwn({ mode });
    await configure({ mode });
    expect(await phone("messages", { text: "你好 🙂 /::)" })).toMatchObject({ isTaken: true });
    expect((await messages())[0]).toMatchObject({
      account: ACCOUNT,
      thread: openId,
      event: { text: "你好 🙂 /::)", externalId: expect.stringMatching(/^\d{17}$/) },
    });
  });

  it.each<[string, object, object]>([
    ["a picture", { photo: { name: "a.png", type: "image/png", base64: PNG.toString("base64") } }, { kind: "image" }],
    ["a recording", { photo: { name: "a.amr", type: "audio/amr", base64: PNG.toString("base64") } }, { kind: "voice", mimeType: "audio/amr" }],
    ["a film", { photo: { name: "a.mp4", type: "video/mp4", base64: PNG.toString("base64") } }, { kind: "video" }],
  ])("is %s, and its bytes are fetched", async (_name, written, expected) => {
    await phone("messages", written);
    const [attachment] = (await messages())[0]?.event.attachments ?? [];
    expect(attachment).toMatchObject(expected);
    const asked = await wechatOa.media?.request?.({ source: attachment?.source ?? {}, config }, transport);
    const response = asked && "bytes" in asked ? asked : await transport(asked ?? { method: "GET", url: "" });
    expect(Buffer.from(response.bytes)).toEqual(PNG);
  });

  it("is a place, a link, and what nobody has heard of", async () => {
    await phone("messages", { location: true });
    await phone("messages", { link: { title: "AF-550", description: "说明书", url: "https://shop.example.com/af" } });
    await phone("messages", { oddity: "hologram" });
    const kinds = (await messages(3)).map(({ event }) => event.attachments[0]?.kind);
    expect(kinds).toEqual(["location", "link", "unsupported"]);
  });

  it("is a follower come and gone, a scanned code and taps in the menu", async () => {
    await phone("block", { isBlocked: true });
    await phone("scan", { scene: "store_0271" });
    await phone("scan", { scene: "store_0300" });
    await phone("menu", { key: "MENU_HUMAN_AGENT" });
    await phone("menu", { key: "CHECK", kind: "scancode_waitmsg", result: "SN-1" });
    await phone("menu", { key: "https://shop.example.com", kind: "VIEW" });
    await desk.wait("ignored");
    expect(desk.items.map(({ event, window }) => [event.type, window?.scene])).toEqual([
      ["blocked", "message"],
      ["unblocked", "follow"],
      ["message", "follow"],
      ["message", "scan"],
      ["message", "menu"],
      ["message", "menu"],
      ["ignored", undefined],
    ]);
  });

  it("is the same message when WeChat asks again, each time signed anew", async () => {
    desk.beAway(2);
    expect(await phone("messages", { text: "三次" })).toMatchObject({ isTaken: true });
    expect(desk.requests).toHaveLength(2);
    await disturb("double");
    await phone("messages", { text: "同时" });
    const keys = (await messages(4)).map(({ dedupKey }) => dedupKey);
    expect(new Set(keys.slice(1)).size).toBe(1);
    const nonces = desk.requests.map(({ query }) => query.nonce);
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it("may overtake what was said before; the times tell", async () => {
    await disturb("reorder");
    const late = phone("messages", { text: "一" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await phone("messages", { text: "二" });
    await late;
    expect((await messages(2)).map(({ event }) => event.text)).toEqual(["二", "一"]);
  });

  it.each(["wrong-signature", "wrong-receiver"])("is refused with a %s, and nothing is read", async (effect) => {
    await disturb(effect, 3);
    expect(await phone("messages", { text: "假的" })).toMatchObject({ isTaken: false });
    expect(desk.outcomes.slice(-3)).toEqual(["refused", "refused", "refused"]);
    expect(desk.items).toEqual([]);
  });
});

describe("what goes out", () => {
  beforeEach(async () => {
    await phone("messages", { text: "你好" });
  });

  it("arrives as it was written, in plain UTF-8, and has no id", async () => {
    expect(await send({ text: "您好 🙂 “7 天” <a>\n第二行" })).toEqual([]);
    expect((await answers())[0]).toMatchObject({ text: "您好 🙂 “7 天” <a>\n第二行" });
  });

  it("is cut where WeChat's 2048 bytes end, never inside a character", async () => {
    await send({ text: "退换货政策。".repeat(200) });
    const texts = (await answers()).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join("")).toBe("退换货政策。".repeat(200));
  });

  it("shows buttons, and hears which was tapped; that is a tap in the menu, not a message", async () => {
    await send({
      text: "是否满意？",
      payload: {
        buttons: [
          { type: "reply", title: "满意", value: "csat:1" },
          { type: "reply", title: "不满意", value: "csat:2" },
        ],
      },
    });
    const [menu] = await answers();
    expect(menu).toMatchObject({
      text: "是否满意？",
      buttons: [
        { title: "满意", payload: "csat:1" },
        { title: "不满意", payload: "csat:2" },
      ],
    });
    await phone("press", { title: "不满意", payload: "csat:2" });
    expect((await messages(2))[1]).toMatchObject({ window: { scene: "menu", sends: 3 }, event: { text: "不满意", postback: { payload: "csat:2" } } });
  });

  it.each<[string, OutboundAttachment, string]>([
    ["a picture", file("image", "image/png"), "image"],
    ["a recording", file("voice", "audio/amr"), "voice"],
    ["a sound, as a recording", file("audio", "audio/mpeg"), "voice"],
    ["a film", file("video", "video/mp4"), "video"],
  ])("is %s", async (_name, attachment, type) => {
    await send({ text: null, attachments: [attachment] });
    const [sent] = await answers();
    expect(sent?.media).toMatchObject({ type, name: attachment.name });
    expect(Buffer.from(await (await fetch(sent?.media?.url ?? "")).arrayBuffer())).toEqual(PNG);
  });

  it("is uploaded again when WeChat has lost the file meanwhile", async () => {
    await disturb("lose-media");
    await send({ text: null, attachments: [file("image", "image/png")] });
    expect(await answers()).toHaveLength(1);
    await disturb("lose-media", 2);
    expect(await failure(send({ text: null, attachments: [file("image", "image/png")] }))).toEqual({ kind: "content", retryable: false, code: "40007" });
  });

  it("shows that somebody writes, for as long as that is of interest", async () => {
    const typing = (isTyping: boolean) =>
      wechatOa.acts?.perform({ act: { type: "typing", isTyping }, to: { scope: ACCOUNT, value: openId }, thread: openId, config }, transport);
    const isTyping = async () =>
      ((await (await fetch(`${platform.url}/__phone/state?person=${person}&account=${ACCOUNT}`)).json()) as { isTyping: boolean }).isTyping;
    await typing(true);
    expect(await isTyping()).toBe(true);
    await typing(true); // 45081: shown already
    await send();
    expect(await isTyping()).toBe(false);
    await advance(1);
    await typing(true); // 45080: the customer is not there
    expect(await isTyping()).toBe(false);
  });
});

describe("windows", () => {
  it("allow five answers to a message, and another message allows five again", async () => {
    await phone("messages", { text: "你好" });
    for (let i = 0; i < 5; i++) await send();
    expect(await failure(send())).toEqual({ kind: "window", retryable: false, code: "45047" });
    await phone("messages", { text: "还在吗" });
    await send();
  });

  it("allow three answers to a tap within a minute", async () => {
    await phone("menu", { key: "MENU_HUMAN_AGENT" });
    for (let i = 0; i < 3; i++) await send();
    expect(await failure(send())).toMatchObject({ code: "45047" });
    await phone("menu", { key: "MENU_HUMAN_AGENT" });
    await advance(0.02);
    expect(await failure(send())).toEqual({ kind: "window", retryable: false, code: "45015" });
  });

  it("close after 48 hours", async () => {
    await phone("messages", { text: "你好" });
    await advance(47.9);
    await send();
    await advance(0.2);
    expect(await failure(send())).toEqual({ kind: "window", retryable: false, code: "45015" });
  });
});

describe("every refusal", () => {
  beforeEach(async () => {
    await phone("messages", { text: "你好" });
  });

  it.each<[string, string, { kind: string; retryable: boolean; code: string }]>([
    ["too busy", "busy", { kind: "unreachable", retryable: true, code: "-1" }],
    ["too many calls", "throttle", { kind: "throttled", retryable: true, code: "45011" }],
    ["the person refuses messages", "refuse", { kind: "blocked", retryable: false, code: "48002" }],
  ])("%s", async (_name, effect, expected) => {
    await disturb(effect);
    expect(await failure(send())).toEqual(expected);
    await send();
  });

  it.each<[string, string, string, string]>([
    ["the account is not certified", "uncertified", "auth", "48001"],
    ["the account is banned", "banned", "auth", "48004"],
    ["the account is frozen", "frozen", "auth", "50002"],
    ["the calls of the day are used up", "quota", "throttled", "45009"],
  ])("%s", async (_name, state, kind, code) => {
    await trouble(state);
    expect(await failure(send())).toMatchObject({ kind, code });
  });

  it("the person no longer follows", async () => {
    await phone("block", { isBlocked: true });
    expect(await failure(send())).toEqual({ kind: "blocked", retryable: false, code: "43004" });
  });

  it("nobody has this OpenID", async () => {
    openId = "oNobody";
    expect(await failure(send())).toEqual({ kind: "unreachable", retryable: false, code: "40003" });
  });

  const raw = (body: object) =>
    wechatOa.outbound.send(sendOf(config, { part: { body: { touser: openId, ...body } }, to: { scope: ACCOUNT, value: openId } }), transport);
  it.each<[string, object, string]>([
    ["the text is too long", { msgtype: "text", text: { content: "长".repeat(683) } }, "45002"],
    ["there is no text", { msgtype: "text", text: { content: "" } }, "44004"],
    ["the kind of message is not known", { msgtype: "poem" }, "40008"],
    ["the file is not known", { msgtype: "image", image: { media_id: "none" } }, "40007"],
    ["there are two articles", { msgtype: "news", news: { articles: [{}, {}] } }, "45008"],
    ["the articles are no list", { msgtype: "news", news: { articles: {} } }, "45162"],
    ["the menu is empty", { msgtype: "msgmenu", msgmenu: { head_content: "x", list: [] } }, "47001"],
  ])("%s", async (_name, body, code) => {
    expect(await failure(raw(body))).toEqual({ kind: "content", retryable: false, code });
  });

  it.each<[string, OutboundAttachment, Uint8Array, string]>([
    ["the picture is too large", file("image", "image/png"), new Uint8Array(10 * 1024 * 1024 + 1), "45001"],
    ["the recording is too large", file("voice", "audio/amr"), new Uint8Array(2 * 1024 * 1024 + 1), "45001"],
    ["the file's type is not taken", file("image", "image/webp"), PNG, "40005"],
  ])("%s", async (_name, attachment, bytes, code) => {
    expect(await failure(send({ text: null, attachments: [attachment] }, { bytes }))).toEqual({ kind: "content", retryable: false, code });
  });

  it("more than fifty calls a second", async () => {
    const codes = await Promise.all(Array.from({ length: 150 }, async () => (await failure(raw({ msgtype: "text", text: { content: "快" } })))?.code));
    expect(codes.filter((code) => code === "45011").length).toBeGreaterThanOrEqual(4);
    // The second is WeChat's own; the next test begins another.
    await new Promise((resolve) => setTimeout(resolve, 1000));
  });

  it("no answer: nobody knows whether it arrived, and it is not sent again", async () => {
    await send();
    await disturb("timeout");
    expect(await failure(send({}, { by: hasty }))).toEqual({ kind: "unknown", retryable: false, code: null });
    expect(await answers()).toHaveLength(2);
  });

  it("the file a customer sent is gone after three days", async () => {
    await phone("messages", { photo: { name: "a.png", type: "image/png", base64: PNG.toString("base64") } });
    const source = (await messages(2))[1]?.event.attachments[0]?.source ?? {};
    await advance(73);
    expect(await failure(wechatOa.media?.request?.({ source, config }, transport) ?? Promise.reject())).toEqual({
      kind: "content",
      retryable: false,
      code: "40007",
    });
  });
});

describe("tokens", () => {
  beforeEach(async () => {
    await phone("messages", { text: "你好" });
  });

  it.each(["invalid-token", "expire-token"])("that die in the middle (%s) are replaced, and the message is sent once", async (effect) => {
    await send();
    const before = await tokens.find("access");
    await disturb(effect);
    await send();
    expect(await tokens.find("access")).not.toBe(before);
    expect(await answers()).toHaveLength(2);
  });

  it("are given up after a second refusal", async () => {
    await disturb("invalid-token", 2);
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code: "40001" });
  });

  it("die by themselves after two hours, and nobody notices", async () => {
    await send();
    await advance(2.5);
    await phone("messages", { text: "还在吗" });
    await send();
    expect(await answers()).toHaveLength(2);
  });

  it("of another tool stay as they are: one and the same is given to everybody", async () => {
    await send();
    const body = JSON.stringify({ grant_type: "client_credential", appid: ACCOUNT, secret: credentials.appSecret });
    const { access_token } = (await (await fetch(`${platform.url}/cgi-bin/stable_token`, { method: "POST", body })).json()) as { access_token: string };
    expect(access_token).toBe(await tokens.find("access"));
  });

  it("cannot be made any more when the secret was changed", async () => {
    useOwn({ appSecret: randomUUID() });
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code: "40125" });
    expect(await wechatOa.health?.check(config, transport)).toEqual({ status: "action-needed", reason: expect.stringContaining("AppSecret") });
  });
});

describe("health and people", () => {
  it("is live, and says why it is not", async () => {
    const check = () => wechatOa.health?.check(config, transport);
    expect(await check()).toEqual({ status: "live", reason: null });
    await disturb("busy");
    expect(await check()).toEqual({ status: "degraded", reason: expect.stringContaining("busy") });
  });

  it("has no name of anybody, and the id that the owner's other accounts know them by", async () => {
    const fetched = await wechatOa.profiles?.fetch({ value: openId, config }, transport);
    expect(fetched).toEqual({ name: undefined, avatarUrl: undefined, locale: "zh-CN", also: [{ scope: "union", value: expect.stringMatching(/^o/) }] });
    expect(await wechatOa.profiles?.fetch({ value: "oNobody", config }, transport)).toBeNull();
  });
});
