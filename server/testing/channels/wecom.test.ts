import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/wecom/server";
import { provideEnvironment } from "@/lib/env";
import type { Button } from "@/lib/schemas/content";
import type {
  AppCredentials,
  ChannelConfig,
  InboundItem,
  InboundMessage,
  OutboundAttachment,
  OutboundMessage,
  Secrets,
  SendError,
  SendRequest,
  Transport,
  TransportResponse,
} from "@/server/channels/contract";
import { wecom } from "@/server/channels/wecom/adapter";
import { byConsole, bySuite } from "@/server/channels/wecom/connect";
import { credentialsSchema, type WecomCredentials } from "@/server/channels/wecom/payload";
import { transport } from "@/server/connections/transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated WeCom, over sockets: every refusal of WeCom's, by name. */

const AES_KEY = "q7Wk2mZx9Lb4Vn8Rt3Yp6Hs1Dg5Jf0Ac7Xe2Qu9Io4M";
const app: AppCredentials = { appId: "ww4asffe99e54c0fxx", appSecret: "suite-secret", verifyToken: "SuiteTok01", settings: { aesKey: AES_KEY } };
const CORP = "ww7c41d0a95e3b2f01";
const KF = "wkBfHwAAAA7c41d0a95e3b2f010000A1";
const SECOND = "wkBfHwAAAA7c41d0a95e3b2f010000A2";
const OTHER_CORP = "ww7c41d0a95e3b2f02";
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let known: Secrets;
let credentials: WecomCredentials;
let tokens: ReturnType<typeof memoryTokens<WecomCredentials>>;
let config: ChannelConfig<WecomCredentials>;
let person: string;
let customer: string;
/** As the channel's row keeps it, from one test to the next. */
let cursor: unknown = null;
let sends = 0;

interface World {
  corps: { corpId: string; secret: string; grant: { permanentCode: string } | null }[];
  externalIds: Record<string, Record<string, { own: string; suite: string }>>;
  tokens: Record<string, { kind: string }>;
  sessions: Record<string, { state: number }>;
}
interface Bubble {
  from: string;
  text: string;
  media: { url: string; type: string; name: string } | null;
  buttons?: { title: string; payload: string }[];
}

const local = async (path: string, body: object) => {
  const response = await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body), redirect: "manual" });
  return (await response.json()) as Record<string, unknown>;
};
const world = async () => (await (await fetch(`${platform.url}/__state`)).json()) as World;
const phone = (path: string, body: object = {}, account = KF) => local(`__phone/${path}`, { person, account, ...body });
const colleague = (act: string, body: object = {}) => phone("colleague", { act, ...body });
const disturb = (next: string, count = 1) => local("__control", { next, count });
const advance = (advanceHours: number) => local("__clock", { advanceHours });
const trouble = (name: string, account = "") => local("__trouble", { corp: CORP, trouble: name, account });
const stateOf = async () => (await world()).sessions[`${KF}:${person}`]?.state;
const answers = async () => {
  const { messages } = (await (await fetch(`${platform.url}/__phone/state?person=${person}&account=${KF}`)).json()) as { messages: Bubble[] };
  return messages.filter(({ from }) => from === "business");
};
/** WeCom's clock stands on the wire; ours would run out after fifteen seconds. */
const hasty: Transport = Object.assign((request: Parameters<Transport>[0]) => transport({ ...request, timeoutMs: 300 }), { addressOf: transport.addressOf });

/** Everything that is there for the account, read as intake reads it; `hint`: of the last callback. */
async function pull(hint: Record<string, string> | null): Promise<InboundItem[]> {
  const items: InboundItem[] = [];
  for (let hasMore = true; hasMore; ) {
    const page = (await wecom.poll?.pull({ config, cursor, hint }, transport)) ?? { raw: [], cursor, hasMore: false };
    for (const { body } of page.raw)
      items.push(...(await wecom.inbound.normalise({ method: "POST", url: "", query: {}, headers: {}, rawBody: body }, channel())));
    cursor = page.cursor;
    hasMore = page.hasMore;
  }
  return items;
}

const channel = (): Secrets => ({ app, channel: { accountId: config.accountId, credentials } });
const hints = async (count = 1) => (await desk.wait("pull", count)).map(({ event }) => (event.type === "pull" ? (event.hint ?? null) : null));
/** Of this test's customer alone, after this many callbacks. */
const fetched = async (count = 1) => (await pull((await hints(count)).at(-1) ?? null)).filter(({ thread }) => thread === customer);
const messageOf = (item: InboundItem | undefined) => item?.event as InboundMessage;

const answer: OutboundMessage = { id: "m1", text: "已为您登记", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };
const file = (kind: OutboundAttachment["kind"], mimeType: string): OutboundAttachment => ({
  kind,
  name: `a.${mimeType.split("/")[1]}`,
  mimeType,
  sizeBytes: 10,
  url: "https://files.example.test/a",
});

interface Sending {
  over?: Partial<SendRequest<WecomCredentials>>;
  bytes?: Uint8Array;
  by?: Transport;
}

async function send(changes: Partial<OutboundMessage> = {}, { over = {}, bytes = PNG, by = transport }: Sending = {}) {
  const to = { scope: CORP, value: customer };
  const parts = wecom.outbound.render({ ...answer, ...changes }, { to, thread: customer, hoursSinceInbound: 1, capabilities: wecom.capabilities });
  const results = [];
  for (const part of parts)
    results.push(await wecom.outbound.send(sendOf(config, { part, to, idempotencyKey: `send-${++sends}`, readAttachment: async () => bytes, ...over }), by));
  return results;
}

const failure = (run: Promise<unknown> | undefined) =>
  (run ?? Promise.reject(new Error("not there"))).then(
    () => null,
    ({ kind, retryable, code }: SendError) => ({ kind, retryable, code }),
  );

/** As in the corporation's console; the address must give the greeting back. */
const configure = (over: object = {}) =>
  local("__console", { corp: CORP, url: `${desk.url}/api/webhooks/wecom/ch_1`, token: credentials.token, aesKey: credentials.encodingAesKey, ...over });

function use(over: object = {}, appTokens = memoryTokens<null>(null)): void {
  credentials = credentialsSchema.parse({ ...credentials, ...over });
  tokens = memoryTokens(credentials);
  config = configOf(wecom, { credentials, tokens, app, appTokens, apiUrl: platform.url });
  known = channel();
}

beforeAll(async () => {
  platform = await start({ port: 0, appId: app.appId, appSecret: app.appSecret, verifyToken: app.verifyToken, aesKey: AES_KEY, retryDelaysMs: [10, 20] });
  process.env.WECOM_API_URL = platform.url;
  provideEnvironment({});
});

afterAll(async () => {
  await platform.close();
  delete process.env.WECOM_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  desk = await openDesk(wecom, () => known);
  ({ id: person } = (await local("__phone/people", { name: "林小雨" })) as { id: string });
  const { corps, externalIds } = await world();
  customer = externalIds[CORP]?.[person]?.own ?? "";
  credentials = credentialsSchema.parse({ corpId: CORP, secret: corps[0]?.secret, openKfId: KF });
  use();
  await configure();
});

afterEach(async () => {
  await local("__control", { clear: true });
  await trouble("");
  await trouble("", KF);
  await desk.close();
});

describe("connecting an own app", () => {
  const identify = (over: object) => byConsole.identify?.({ credentials: { ...credentials, ...over }, apiUrl: platform.url }, transport);
  const words = (over: object) =>
    identify(over)?.then(
      () => "",
      (error: Error) => error.message,
    );

  it("is the account that was named, with its name", async () => {
    expect(await identify({})).toMatchObject([{ accountId: KF, name: "北风售前" }]);
    expect(await identify({ openKfId: SECOND })).toEqual([{ accountId: SECOND, name: "北风售后", credentials: { ...credentials, openKfId: SECOND } }]);
  });

  it("is the only one of a corporation that has one, and of one that has several offers all", async () => {
    const { corps } = await world();
    expect(await identify({ corpId: OTHER_CORP, secret: corps[1]?.secret, openKfId: undefined })).toMatchObject([{ name: "童装客服" }]);
    expect(await identify({ openKfId: undefined })).toEqual([
      { accountId: KF, name: "北风售前", credentials: { ...credentials, openKfId: KF } },
      { accountId: SECOND, name: "北风售后", credentials: { ...credentials, openKfId: SECOND } },
    ]);
    expect(await words({ openKfId: "wkNOBODY" })).toContain(`It has 北风售前: ${KF}, 北风售后: ${SECOND}.`);
  });

  it.each<[string, object, string | null]>([
    ["a wrong secret", { secret: "wrong" }, "40001"],
    ["a corporation that nobody has", { corpId: "wwffffffffffffffff" }, "40013"],
    ["an account of somebody else's", { openKfId: "wkBfHwAAAA7c41d0a95e3b2f020000B1" }, null],
  ])("refuses %s", async (_name, over, code) => {
    expect(await failure(identify(over))).toEqual({ kind: "auth", retryable: false, code });
  });

  it("refuses an account that the app may not manage", async () => {
    await trouble("unmanaged", KF);
    expect(await words({})).toContain("may manage no customer service account of this ID");
  });

  it("says that our address is not on the list", async () => {
    await trouble("address");
    expect(await failure(identify({}))).toEqual({ kind: "auth", retryable: false, code: "60020" });
  });

  it("opens the greeting and gives its words back in the clear, and not to a stranger", async () => {
    expect(await configure()).toEqual({ ok: true });
    expect(desk.outcomes.at(-1)).toBe("challenge");
    await disturb("wrong-signature");
    expect(await configure()).toEqual({ error: "openapi回调地址请求不通过" });
    expect(desk.outcomes.at(-1)).toBe("refused");
    expect(await configure({ token: "another" })).toEqual({ error: "openapi回调地址请求不通过" });
    expect(await configure({ aesKey: "A".repeat(43) })).toEqual({ error: "openapi回调地址请求不通过" });
  });
});

describe("installing our suite", () => {
  let appTokens: ReturnType<typeof memoryTokens<null>>;
  const input = () => ({ app, appTokens, apiUrl: platform.url, redirectUri: "https://desk.example.test/api/oauth/wecom/callback" });
  const notices = () => desk.requests.filter(({ method }) => method === "POST").flatMap((raw) => wecom.inbound.notices?.(raw, known) ?? []);

  /** What comes to the suite's address is kept as intake would keep it. */
  const keepSecrets = (kept: Record<string, string> = {}) => {
    const told = notices().flatMap((notice) => (notice.type === "secret" ? [[notice.name, notice.value]] : []));
    appTokens = memoryTokens(null, { ...kept, ...Object.fromEntries(told) });
  };

  async function consent(over: { corp?: string; accounts?: string[] } = {}): Promise<URL> {
    const page = new URL(await bySuite.authorizeUrl({ ...input(), state: "state-1" }, transport));
    expect((await fetch(page)).status).toBe(200);
    const form = new URLSearchParams({ corp: over.corp ?? CORP });
    for (const name of ["redirect_uri", "pre_auth_code", "state"]) form.set(name, page.searchParams.get(name) ?? "");
    for (const account of over.accounts ?? [KF, SECOND]) form.append("account", account);
    const response = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
    return new URL(response.headers.get("location") ?? "");
  }

  const exchange = (back: URL) =>
    bySuite.exchange({ ...input(), code: back.searchParams.get("auth_code") ?? "", query: Object.fromEntries(back.searchParams) }, transport);

  async function connected(): Promise<void> {
    const [first] = await exchange(await consent());
    customer = (await world()).externalIds[CORP]?.[person]?.suite ?? "";
    credentials = credentialsSchema.parse(first?.credentials);
    use({}, appTokens);
    known = { app, channel: null };
  }

  beforeEach(async () => {
    await configure({ url: "" });
    known = { app, channel: null };
    desk.requests.length = 0;
    expect(await local("__webhook", { url: `${desk.url}/api/webhooks/wecom` })).toEqual({ isTaken: true });
    keepSecrets();
  });

  afterEach(async () => {
    await local("__cancel", { corp: CORP });
  });

  it("needs the ticket: without one it says to wait, and with a wrong one whose fault it is", async () => {
    appTokens = memoryTokens(null);
    expect(await failure(consent())).toEqual({ kind: "unreachable", retryable: true, code: "no-ticket" });
    appTokens = memoryTokens(null, { suite_ticket: "invented" });
    expect(await failure(consent())).toEqual({ kind: "auth", retryable: false, code: "40085" });
  });

  it("comes back to our state with a code that gives the accounts, once", async () => {
    const back = await consent();
    expect(Object.fromEntries(back.searchParams)).toEqual({ state: "state-1", auth_code: expect.any(String), expires_in: "600" });
    const granted = { corpId: CORP, permanentCode: expect.any(String), suiteId: app.appId };
    expect(await exchange(back)).toEqual([
      { accountId: KF, name: "北风售前 · 北风户外", credentials: { ...granted, openKfId: KF }, grantedBy: CORP },
      { accountId: SECOND, name: "北风售后 · 北风户外", credentials: { ...granted, openKfId: SECOND }, grantedBy: CORP },
    ]);
    expect(await failure(exchange(back))).toEqual({ kind: "auth", retryable: false, code: "40078" });
  });

  it("is told when no account was given, and does not offer those that were not", async () => {
    expect(await failure(consent({ accounts: [] }).then(exchange))).toEqual({ kind: "content", retryable: false, code: null });
    expect(await exchange(await consent({ accounts: [SECOND] }))).toMatchObject([{ accountId: SECOND }]);
  });

  it("names an account that it may not manage", async () => {
    await trouble("unmanaged", KF);
    expect(await exchange(await consent())).toMatchObject([{ accountId: KF, problem: expect.stringContaining("may not manage") }, { accountId: SECOND }]);
  });

  it("hears a customer at its own address with the corporation behind, fetches and answers", async () => {
    await connected();
    await phone("messages", { text: "你好" });
    const item = (await desk.wait("pull"))[0];
    expect(item).toMatchObject({ account: KF });
    expect(desk.requests.at(-1)?.url).toContain(`/api/webhooks/wecom/${CORP}`);
    const items = await fetched();
    expect(items).toMatchObject([{ event: { type: "message", text: "你好", from: { scope: `${app.appId}:${CORP}`, value: customer } } }]);
    await send();
    expect(await answers()).toMatchObject([{ text: "已为您登记" }]);
  });

  it("replaces its own token, and that of the corporation, when they die", async () => {
    await connected();
    await phone("messages", { text: "你好" });
    await disturb("invalid-token");
    await disturb("invalid-suite-token");
    await send();
    expect(await answers()).toHaveLength(1);
  });

  it("goes on with a new permanent code when the corporation has reset it, and only once asks for it", async () => {
    await connected();
    await phone("messages", { text: "你好" });
    await local("__reset", { corp: CORP });
    keepSecrets({ [`permanent:${CORP}`]: credentials.permanentCode ?? "" });
    use({}, appTokens);
    await send();
    expect(await answers()).toHaveLength(1);
    const { corps } = await world();
    expect(tokens.current().permanentCode).toBe(corps[0]?.grant?.permanentCode);
    // The corporation's other account has the old code still, and the consent is spent.
    use({}, appTokens);
    await send();
    expect(tokens.current().permanentCode).toBe(corps[0]?.grant?.permanentCode);
  });

  it("keeps the first account going when the corporation installs us once more, for its second", async () => {
    await connected();
    await phone("messages", { text: "你好" });
    const [, second] = await exchange(await consent());
    expect(second?.accountId).toBe(SECOND);
    await send();
    expect(await answers()).toHaveLength(1);
    expect(second?.credentials).toMatchObject({ permanentCode: tokens.current().permanentCode });
  });

  it("is told that the consent was taken back, and every call says so", async () => {
    await connected();
    await phone("messages", { text: "你好" });
    await local("__cancel", { corp: CORP });
    expect(notices().at(-1)).toEqual({ type: "revoked", grantedBy: CORP });
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code: "40084" });
    expect(await wecom.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
  });

  it("minds for whom a notice was sealed", async () => {
    await disturb("wrong-receiver");
    expect(await local("__webhook", { url: `${desk.url}/api/webhooks/wecom` })).toEqual({ isTaken: false });
    expect(desk.outcomes.at(-1)).toBe("refused");
  });
});

describe("what customers do", () => {
  it("comes by a callback without content, and is fetched with its token", async () => {
    expect(await phone("messages", { text: "你好" })).toMatchObject({ isTaken: true });
    expect(await fetched()).toMatchObject([
      { account: KF, window: { scene: "message", sends: 5 }, event: { type: "message", text: "你好", from: { scope: CORP, value: customer, verified: true } } },
    ]);
  });

  it("comes whole when one callback stands for many, and when callbacks are lost", async () => {
    await disturb("lose-callback", 2);
    for (const text of ["一", "二", "三"]) await phone("messages", { text });
    expect((await fetched()).map((item) => messageOf(item).text)).toEqual(["一", "二", "三"]);
  });

  it("is fetched without a token too, which WeCom allows only rarely", async () => {
    await disturb("lose-callback");
    await phone("messages", { text: "你好" });
    expect((await pull(null)).map((item) => messageOf(item).text)).toContain("你好");
    await pull(null);
    await pull(null);
    expect(await failure(pull(null))).toEqual({ kind: "throttled", retryable: true, code: "45009" });
  });

  it("is fetched although the token is older than ten minutes", async () => {
    await phone("messages", { text: "你好" });
    await advance(0.5);
    expect(await fetched()).toHaveLength(1);
  });

  it("is fetched past empty pages", async () => {
    await phone("messages", { text: "你好" });
    await disturb("empty-page", 2);
    expect(await fetched()).toHaveLength(1);
  });

  it("is the same when a callback comes three times, and in its order when callbacks do not", async () => {
    await disturb("double");
    await phone("messages", { text: "一" });
    const items = await desk.wait("pull", 3);
    expect(new Set(items.map(({ dedupKey }) => dedupKey)).size).toBe(1);
    await disturb("reorder");
    await Promise.all([phone("messages", { text: "二" }), new Promise((done) => setTimeout(done, 50)).then(() => phone("messages", { text: "三" }))]);
    expect((await fetched(5)).map((item) => messageOf(item).text)).toEqual(["一", "二", "三"]);
  });

  it("is called for again when we were away", async () => {
    desk.beAway(2);
    expect(await phone("messages", { text: "你好" })).toMatchObject({ isTaken: true });
    expect(await fetched()).toHaveLength(1);
  });

  it.each(["wrong-signature", "wrong-receiver"])("is not believed with a %s; the next attempt is", async (effect) => {
    await disturb(effect);
    expect(await phone("messages", { text: "你好" })).toMatchObject({ isTaken: true });
    expect(desk.outcomes.slice(-2)).toEqual(["refused", "stored"]);
  });

  it("is told to the channel whose address WeCom calls, whichever account it is for", async () => {
    await phone("messages", { text: "你好" }, SECOND);
    expect(await desk.wait("pull")).toMatchObject([{ account: SECOND }]);
  });

  it.each<[string, object, object]>([
    ["a place", { location: true }, { kind: "location", data: { title: "人民广场" } }],
    ["a link", { link: { title: "说明书", desc: "使用", url: "https://shop.example.com/a" } }, { kind: "link", data: { title: "说明书" } }],
    ["a card", { other: { msgtype: "business_card", body: { userid: "lisi" } } }, { kind: "contact" }],
    ["a meeting", { other: { msgtype: "meeting", body: {} } }, { kind: "unsupported", data: { type: "meeting" } }],
  ])("%s is shown as what it is", async (_name, what, expected) => {
    await phone("messages", what);
    expect(messageOf((await fetched())[0]).attachments).toMatchObject([expected]);
  });

  it("a chat passed on is quoted", async () => {
    await phone("messages", { merged: { title: "聊天记录", said: [{ name: "小雨", text: "靠谱吗？" }] } });
    expect(messageOf((await fetched())[0])).toMatchObject({ markdown: "聊天记录\n\n> **小雨**: 靠谱吗？" });
  });

  it.each<[string, string, string]>([
    ["picture", "image/png", "image"],
    ["recording", "audio/amr", "voice"],
    ["film", "video/mp4", "video"],
    ["document", "application/pdf", "file"],
  ])("a %s is fetched", async (name, type, kind) => {
    await phone("messages", { photo: { name: `${name}.bin`, type, base64: PNG.toString("base64") } });
    const [attachment] = messageOf((await fetched())[0]).attachments;
    expect(attachment).toMatchObject({ kind });
    const got = (await wecom.media?.request?.({ source: attachment?.source ?? {}, config }, transport)) as TransportResponse;
    expect(Buffer.from(got.bytes)).toEqual(PNG);
  });

  it("a file is gone after three days", async () => {
    await phone("messages", { photo: { name: "a.png", type: "image/png", base64: PNG.toString("base64") } });
    const source = messageOf((await fetched())[0]).attachments[0]?.source ?? {};
    await advance(73);
    expect(await failure(wecom.media?.request?.({ source, config }, transport))).toEqual({ kind: "content", retryable: false, code: "40007" });
  });

  it("what they take back is taken back", async () => {
    const { id } = await phone("messages", { text: "写错了" });
    await phone("recall");
    expect((await fetched(2)).map(({ event }) => event)).toMatchObject([{ type: "message" }, { type: "delete", externalId: id }]);
  });
});

describe("colleagues in WeCom", () => {
  beforeEach(async () => {
    await phone("messages", { text: "你好" });
  });

  it("answer there: it is an answer of ours that somebody else gave; one of our own never comes back", async () => {
    await send();
    const { id } = await colleague("reply", { text: "您好，我是客服小李" });
    await colleague("recall", { id });
    expect((await fetched(3)).map(({ event }) => event)).toMatchObject([
      { type: "message" },
      { type: "echo", externalId: id, clientRef: null, text: "您好，我是客服小李" },
      { type: "delete", externalId: id },
    ]);
  });

  it("take a customer over, pass them on, and end it: told each time, with the window shut", async () => {
    for (const act of ["take", "transfer", "end"]) await colleague(act);
    const items = (await fetched(4)).slice(1);
    expect(items.map(({ event, window }) => [event.type, window?.scene, window?.seconds])).toEqual([
      ["notice", "message", 0],
      ["ignored", "taken-over", 172_800],
      ["notice", "message", 0],
      ["ignored", "message", 0],
      ["ignored", "good-bye", 20],
    ]);
  });

  it("go off duty, which is nobody's business here", async () => {
    await colleague("leave");
    expect((await pull((await hints(2)).at(-1) ?? null)).at(-1)).toMatchObject({ event: { type: "ignored", reason: "lisi is off duty in WeCom" } });
  });

  it.each<[string, string[], string]>([
    ["waits in the queue", ["queue"], "waits in WeCom's own queue"],
    ["is answered by a colleague", ["take"], "A colleague (lisi) answers this customer"],
    ["is over", ["take", "end"], "has ended in WeCom"],
  ])("a send is refused, and says why, while the session %s (95018)", async (_name, acts, words) => {
    for (const act of acts) await colleague(act);
    const error = await send().catch((refusal: SendError) => refusal);
    expect(error).toMatchObject({ kind: "window", retryable: false, code: "95018", message: expect.stringContaining(words) });
  });

  it("an ended session begins anew when the customer writes", async () => {
    await colleague("end");
    await phone("messages", { text: "还有一个问题" });
    await send();
    expect(await answers()).toHaveLength(1);
  });

  it("whoever opens the conversation takes the session on for the API, once, and leaves others' alone", async () => {
    const read = () =>
      wecom.acts?.perform({ act: { type: "read", externalId: "x" }, to: { scope: CORP, value: customer }, thread: customer, config }, transport);
    await read();
    expect(await stateOf()).toBe(1);
    await read();
    await send();
    await colleague("take");
    await read();
    expect(await stateOf()).toBe(3);
  });
});

describe("answers", () => {
  beforeEach(async () => {
    await phone("messages", { text: "你好" });
  });

  it("arrive, and go by an id of ours", async () => {
    const [result] = await send();
    expect(result?.externalIds[0]).toMatch(/^[0-9a-zA-Z_-]{27}$/);
    expect(await answers()).toMatchObject([{ text: "已为您登记" }]);
  });

  it("carry buttons; a tap comes back with its id, and opens a new window", async () => {
    const buttons: Button[] = [
      { type: "reply", title: "退款", value: "refund" },
      { type: "link", title: "规则", url: "https://shop.example.com/help" },
    ];
    await send({ text: "请选择", payload: { buttons } });
    expect(await answers()).toMatchObject([{ text: "请选择\n规则: https://shop.example.com/help", buttons: [{ title: "退款", payload: "refund" }] }]);
    await phone("press", { title: "退款", payload: "refund" });
    expect((await fetched(2)).at(-1)).toMatchObject({ window: { scene: "message" }, event: { text: "退款", postback: { title: "退款", payload: "refund" } } });
  });

  it("carry every kind of file", async () => {
    const attachments = [file("image", "image/png"), file("voice", "audio/amr"), file("video", "video/mp4"), file("file", "application/pdf")];
    await send({ text: null, attachments });
    expect((await answers()).map(({ media }) => media?.type)).toEqual(["image", "voice", "video", "file"]);
  });

  it("a long text is divided, and each part counted", async () => {
    await send({ text: "请您稍等，我们正在核实。".repeat(120) });
    const said = await answers();
    expect(said.length).toBeGreaterThan(1);
    expect(said.map(({ text }) => text).join("")).toBe("请您稍等，我们正在核实。".repeat(120));
  });

  it("five are allowed for one message; the sixth is refused (95001), and another message allows five more", async () => {
    for (let count = 0; count < 5; count++) await send();
    expect(await failure(send())).toEqual({ kind: "window", retryable: false, code: "95001" });
    await phone("messages", { text: "还在吗" });
    await send();
    expect(await answers()).toHaveLength(6);
  });

  it("are refused after forty-eight hours (95002)", async () => {
    await advance(49);
    expect(await failure(send())).toEqual({ kind: "window", retryable: false, code: "95002" });
  });

  it("fail afterwards when the customer refuses them: told by the id that we gave", async () => {
    await phone("block", { isBlocked: true });
    const [result] = await send();
    expect(await answers()).toEqual([]);
    expect((await fetched(2)).slice(1).map(({ event }) => event)).toMatchObject([
      { type: "status", status: "failed", externalIds: result?.externalIds, code: "fail-10" },
    ]);
  });

  it("are of unknown outcome when WeCom stays silent, and one message however often they are repeated", async () => {
    await disturb("timeout");
    const over = { idempotencyKey: "the-same" };
    expect(await failure(send({}, { over, by: hasty }))).toEqual({ kind: "unknown", retryable: true, code: null });
    await send({}, { over });
    expect(await answers()).toHaveLength(1);
  });

  it("a file that WeCom has lost is uploaded again", async () => {
    await disturb("lose-media");
    await send({ text: null, attachments: [file("image", "image/png")] });
    expect(await answers()).toHaveLength(1);
    await disturb("lose-media", 2);
    expect(await failure(send({ text: null, attachments: [file("image", "image/png")] }))).toEqual({ kind: "content", retryable: false, code: "40007" });
  });

  it.each<[string, OutboundAttachment, Uint8Array, string]>([
    ["an empty file (44001)", file("file", "application/pdf"), new Uint8Array(3), "44001"],
    ["a type that WeCom does not take (40004)", file("voice", "audio/mpeg"), PNG, "40004"],
    ["a file that is too large (40009)", file("voice", "audio/amr"), new Uint8Array(2 * 1024 * 1024 + 1), "40009"],
  ])("%s is refused", async (_name, attachment, bytes, code) => {
    expect(await failure(send({ text: null, attachments: [attachment] }, { bytes }))).toEqual({ kind: "content", retryable: false, code });
  });

  const raw = (body: Record<string, unknown>, to = customer) =>
    wecom.outbound.send(
      sendOf(config, { part: { body: { touser: to, ...body } }, to: { scope: CORP, value: to }, idempotencyKey: `raw-${++sends}` }),
      transport,
    );

  it.each<[string, Record<string, unknown>, string]>([
    ["an empty text (44004)", { msgtype: "text", text: { content: "" } }, "44004"],
    ["a text that is too long (45002)", { msgtype: "text", text: { content: "我".repeat(700) } }, "45002"],
    ["a menu without entries (95006)", { msgtype: "msgmenu", msgmenu: { head_content: "x", list: [] } }, "95006"],
    ["a type that does not exist (40008)", { msgtype: "hologram", hologram: {} }, "40008"],
  ])("%s is refused", async (_name, body, code) => {
    expect(await failure(raw(body))).toEqual({ kind: "content", retryable: false, code });
  });

  it("somebody whom WeCom does not know is not reached (40096)", async () => {
    expect(await failure(raw({ msgtype: "text", text: { content: "x" } }, "wmNobody"))).toEqual({ kind: "unreachable", retryable: false, code: "40096" });
  });

  it.each<[string, string, object]>([
    ["throttle", "45009", { kind: "throttled", retryable: true }],
    ["busy", "-1", { kind: "unreachable", retryable: true }],
    ["refuse", "95013", { kind: "window", retryable: false }],
  ])("are refused on %s (%s)", async (effect, code, expected) => {
    await disturb(effect);
    expect(await failure(send())).toEqual({ ...expected, code });
  });

  it.each<[string, string]>([
    ["address", "60020"],
    ["permission", "48002"],
    ["unverified", "95011"],
    ["api-off", "95017"],
  ])("are refused while the corporation's trouble is %s (%s)", async (name, code) => {
    await trouble(name);
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code });
    expect(await wecom.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
  });

  it.each<[string, string]>([
    ["unmanaged", "60011"],
    ["deleted", "95000"],
  ])("are refused when the account is %s (%s), which the app is told", async (name, code) => {
    await trouble(name, KF);
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code });
    expect(await wecom.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
    if (name === "unmanaged") expect(await desk.wait("account")).toMatchObject([{ account: KF, event: { status: "action-needed" } }]);
  });
});

describe("codes", () => {
  const windowOf = (items: InboundItem[], scene: string) => items.find(({ window }) => window?.scene === scene)?.window;
  const by = (window: InboundItem["window"]) => ({ over: { window: { scene: window?.scene ?? "", handle: window?.handle ?? null } } });

  it("greet who comes in, once: after that the ordinary way is tried", async () => {
    await phone("enter", { scene: "shop_page", sceneParam: "sku=AF-550" });
    const items = await fetched();
    expect(items).toMatchObject([{ event: { type: "notice", notice: "referral", detail: "shop_page · sku=AF-550" } }]);
    const welcome = windowOf(items, "welcome");
    expect(await send({ text: "欢迎光临" }, by(welcome))).toEqual([{ externalIds: [expect.any(String)] }]);
    // Spent, and the customer has written nothing yet.
    expect(await failure(send({}, by(welcome)))).toMatchObject({ kind: "window", code: "95018" });
    expect(await answers()).toHaveLength(1);
  });

  it("are dead after twenty seconds: the answer goes the ordinary way where that is open", async () => {
    await phone("enter", { scene: "", sceneParam: "" });
    const welcome = windowOf(await fetched(), "welcome");
    await advance(0.01);
    await phone("messages", { text: "你好" });
    expect(await send({}, by(welcome))).toMatchObject([{ isWindowSpent: true }]);
    expect(await answers()).toHaveLength(1);
  });

  it("are left alone by a file", async () => {
    await phone("enter", { scene: "", sceneParam: "" });
    const welcome = windowOf(await fetched(), "welcome");
    await phone("messages", { text: "你好" });
    expect(await send({ text: null, attachments: [file("image", "image/png")] }, by(welcome))).toMatchObject([{ isWindowSpent: true }]);
    expect(await send({}, by(welcome))).toEqual([{ externalIds: [expect.any(String)] }]);
  });

  it("let one text through as a colleague takes over, and a good-bye at the end", async () => {
    await phone("messages", { text: "你好" });
    await colleague("take");
    const taken = windowOf(await fetched(2), "taken-over");
    expect(await failure(send({ text: "x", payload: { buttons: [{ type: "reply", title: "好" }] } }, by(taken)))).toMatchObject({ code: "95018" });
    await send({ text: "同事马上为您服务" }, by(taken));
    await colleague("end");
    const end = windowOf(await fetched(3), "good-bye");
    await send({ text: "感谢您的咨询", payload: { buttons: [{ type: "reply", title: "满意" }] } }, by(end));
    expect((await answers()).map(({ text }) => text)).toEqual(["同事马上为您服务", "感谢您的咨询"]);
  });

  it("are not given to who has written within two days", async () => {
    await phone("messages", { text: "你好" });
    await phone("enter", { scene: "", sceneParam: "" });
    expect(windowOf(await fetched(2), "welcome")).toBeUndefined();
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

  it("that die while a page is fetched lose nothing", async () => {
    await disturb("invalid-token");
    expect(await fetched()).toHaveLength(1);
  });

  it("are given up after a second refusal", async () => {
    await disturb("invalid-token", 2);
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code: "40014" });
  });

  it("of another channel or tool of the corporation's stay as they are: while one lives everybody is given the same", async () => {
    await send();
    const mine = await tokens.find("access");
    use();
    await send();
    expect(await tokens.find("access")).toBe(mine);
  });

  it("cannot be made any more when the secret was changed", async () => {
    use({ secret: "changed" });
    expect(await failure(send())).toEqual({ kind: "auth", retryable: false, code: "40001" });
    expect(await wecom.health?.check(config, transport)).toEqual({ status: "action-needed", reason: expect.stringContaining("secret") });
  });
});

describe("health and people", () => {
  it("is live, and says why it is not", async () => {
    const check = () => wecom.health?.check(config, transport);
    expect(await check()).toEqual({ status: "live", reason: null });
    await disturb("busy");
    expect(await check()).toEqual({ status: "degraded", reason: expect.stringContaining("busy") });
    await disturb("invalid-token");
    expect(await check()).toEqual({ status: "live", reason: null });
  });

  it("knows a customer's name, picture and the id that the owner's other accounts know them by", async () => {
    const profile = (value: string) => wecom.profiles?.fetch({ value, config }, transport);
    expect(await profile(customer)).toEqual({
      name: "林小雨",
      avatarUrl: expect.stringMatching(/^https:/),
      also: [{ scope: "union", value: expect.stringMatching(/^o/) }],
    });
    expect(await profile("wmNobody")).toBeNull();
  });
});
