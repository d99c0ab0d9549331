import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/whatsapp/server";
import { provideEnvironment } from "@/lib/env";
import type { MessageContent } from "@/lib/schemas/content";
import type { ChannelConfig, InboundMessage, OutboundAttachment, OutboundMessage, SendError, Template, TransportRequest } from "@/server/channels/contract";
import { whatsapp } from "@/server/channels/whatsapp/adapter";
import { bySignUp, byToken } from "@/server/channels/whatsapp/connect";
import type { WhatsappCredentials } from "@/server/channels/whatsapp/payload";
import { transport } from "@/server/connections/transport";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated WhatsApp, over sockets: every refusal of WhatsApp's, by name. */

const APP = { appId: "517793277738000", appSecret: "the app's secret", verifyToken: "vt_9c2e" };
const WABA = "231904417800101";
const OUTDOOR = "231904417801001";
const IN_APP = "231904417801002";
const CLUB = { waba: "231904417800102", number: "231904417801004", pin: "112233" };
const [INES, LIOR, RAFAEL, SHEENA] = ["1001", "1002", "1003", "1004"];
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let config: ChannelConfig<WhatsappCredentials>;

interface State {
  accounts: { id: string; accessToken: string; isSubscribed: boolean }[];
  numbers: { id: string; pin: string | null; isRegistered: boolean }[];
}
interface Bubble {
  id: string;
  from: string;
  text: string;
  media: { url: string; type: string; name: string } | null;
  buttons?: { title: string; payload: string }[];
  reaction?: string | null;
}

const post = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const phone = (path: string, body: object = {}, who: { person?: string; account?: string } = {}) =>
  post(`__phone/${path}`, { person: INES, account: OUTDOOR, ...who, ...body });
const write = (written: object, who: { person?: string; account?: string } = {}) => phone("messages", written, who);
const disturb = (next: string, count = 1) => post("__control", { next, count });
const advance = (hours: number) => post("__clock", { advanceHours: hours });
const state = async () => (await (await fetch(`${platform.url}/__state`)).json()) as State;
const shown = async (person = INES, account = OUTDOOR) =>
  ((await (await fetch(`${platform.url}/__phone/state?person=${person}&account=${account}`)).json()) as { messages: Bubble[] }).messages;

const secrets = () => ({ app: APP, channel: null });
const answer: OutboundMessage = {
  id: "0199a000-0000-7000-8000-000000000001",
  text: "On its way",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};
const file = (kind: OutboundAttachment["kind"], mimeType: string, name = "file"): OutboundAttachment => ({
  kind,
  name,
  mimeType,
  sizeBytes: 3,
  url: "https://files.example/x",
});
const message = async (count = 1) => (await desk.wait("message", count)).map(({ event }) => event as InboundMessage)[count - 1] as InboundMessage;
const phoneOf = { [INES as string]: "4915112345678", [RAFAEL as string]: "551187654321", [SHEENA as string]: "16505551234" };

async function send(changes: Partial<OutboundMessage> = {}, value = phoneOf[INES as string] as string): Promise<string[]> {
  const to = { scope: "whatsapp", value };
  const parts = whatsapp.outbound.render({ ...answer, ...changes }, { to, thread: value, hoursSinceInbound: 1, capabilities: whatsapp.capabilities });
  const ids: string[] = [];
  for (const part of parts)
    ids.push(...(await whatsapp.outbound.send(sendOf(config, { part, to, readAttachment: async () => Buffer.from("abc") }), transport)).externalIds);
  return ids;
}
const failure = (run: Promise<unknown>) =>
  run.then(
    () => null,
    ({ kind, retryable, code }: SendError) => ({ kind, retryable, code }),
  );

async function credentialsOf(waba: string, phoneNumberId: string): Promise<WhatsappCredentials> {
  const accessToken = (await state()).accounts.find(({ id }) => id === waba)?.accessToken ?? "";
  return { phoneNumberId, wabaId: waba, accessToken, pin: "581063" };
}

async function templateNamed(name: string, language = "en_US"): Promise<Template> {
  const found = (await whatsapp.templates?.list(config, transport))?.find((template) => template.name === name && template.language === language);
  if (!found) throw new Error(`no template ${name}`);
  return found;
}

async function choose(name: string, values: Record<string, string>, language = "en_US"): Promise<MessageContent> {
  const { header, body, footer, buttons, examples } = await templateNamed(name, language);
  return { template: { id: "0199a000-0000-7000-8000-000000000009", name, language, values, definition: { header, body, footer, buttons, examples } } };
}

beforeAll(() => {
  process.env.WHATSAPP_API_URL = "http://127.0.0.1:1";
});

afterAll(() => {
  delete process.env.WHATSAPP_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  platform = await start({ port: 0, ...APP, retryDelaysMs: [10, 20, 40] });
  process.env.WHATSAPP_API_URL = platform.url;
  provideEnvironment({});
  desk = await openDesk(whatsapp, secrets);
  await post("__webhook", { url: `${desk.url}/api/webhooks/whatsapp` });
  desk.requests.length = 0;
  desk.outcomes.length = 0;
  config = configOf(whatsapp, { credentials: await credentialsOf(WABA, OUTDOOR), apiUrl: platform.url, app: APP });
  await whatsapp.connect?.subscribe?.(config, transport);
});

afterEach(async () => {
  await platform.close();
  await desk.close();
});

describe("connecting", () => {
  const redirectUri = "http://desk.example/api/oauth/whatsapp/callback";
  const consent = { app: APP, appTokens: {} as never, apiUrl: "", redirectUri };
  async function signUp(decision: string): Promise<URL> {
    const url = await bySignUp.authorizeUrl({ ...consent, apiUrl: platform.url, state: "st" }, transport);
    expect(await (await fetch(url)).text()).toContain("Nordwind");
    const form = new URLSearchParams({ redirect_uri: redirectUri, state: "st", decision, account: WABA });
    const back = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
    return new URL(back.headers.get("location") ?? "");
  }
  const exchange = (code: string, over = {}) => bySignUp.exchange({ ...consent, apiUrl: platform.url, code, query: {}, ...over }, transport);

  it("walks from the sign-up to the numbers of the accounts that were granted", async () => {
    const back = await signUp("allow");
    const candidates = await exchange(back.searchParams.get("code") ?? "");
    expect(candidates).toMatchObject([
      {
        accountId: OUTDOOR,
        name: "Nordwind Outdoor · +46 85 550 101",
        grantedBy: "218472",
        credentials: { wabaId: WABA },
      },
      { accountId: IN_APP },
      { accountId: "231904417801003", problem: expect.stringContaining("verified") },
    ]);
    expect(await failure(exchange(back.searchParams.get("code") ?? ""))).toMatchObject({ code: "100" });
  });

  it("comes too late after half a minute, and from another address", async () => {
    const late = (await signUp("allow")).searchParams.get("code") ?? "";
    await advance(31 / 3600);
    expect(await failure(exchange(late))).toMatchObject({ code: "100" });
    const other = (await signUp("allow")).searchParams.get("code") ?? "";
    expect(await failure(exchange(other, { redirectUri: "http://evil.example/" }))).toMatchObject({ code: "100" });
  });

  it("comes back without a code when it was cancelled", async () => {
    expect((await signUp("deny")).searchParams.get("error")).toBe("access_denied");
  });

  it("knows whose number a token speaks for, and refuses another's", async () => {
    const identify = (credentials: WhatsappCredentials) => byToken.identify?.({ credentials, apiUrl: platform.url }, transport) as Promise<object>;
    expect(await identify(config.credentials)).toEqual({ accountId: OUTDOOR, name: "Nordwind Outdoor · +46 85 550 101" });
    expect(await failure(identify({ ...config.credentials, phoneNumberId: CLUB.number }))).toMatchObject({ kind: "auth" });
    expect(await failure(identify({ ...config.credentials, wabaId: CLUB.waba }))).toMatchObject({ kind: "auth", code: "200" });
    expect(await failure(identify({ ...config.credentials, accessToken: "EAAwrong" }))).toMatchObject({ kind: "auth", code: "190" });
  });

  it("offers the account's numbers to who names none, with what stands in the way", async () => {
    const { phoneNumberId: _, ...typed } = config.credentials;
    const identify = (over: object) => byToken.identify?.({ credentials: { ...typed, ...over }, apiUrl: platform.url }, transport) as Promise<object>;
    expect(await identify({ pin: "581063" })).toEqual([
      { accountId: OUTDOOR, name: "Nordwind Outdoor · +46 85 550 101", credentials: { ...typed, pin: "581063", phoneNumberId: OUTDOOR } },
      expect.objectContaining({ accountId: IN_APP }),
      expect.objectContaining({ accountId: "231904417801003", problem: expect.stringContaining("verified") }),
    ]);
    expect(await failure(identify({ accessToken: "EAAwrong" }))).toMatchObject({ kind: "auth", code: "190" });
  });

  it("registers a number once with its PIN, leaves one of the phone app alone, and says when there is another PIN", async () => {
    expect((await state()).numbers.find(({ id }) => id === OUTDOOR)).toMatchObject({ isRegistered: true, pin: "581063" });
    const other = { ...config, credentials: { ...config.credentials, pin: "000000" } };
    await whatsapp.connect?.subscribe?.(other, transport);
    await whatsapp.connect?.subscribe?.(configOf(whatsapp, { ...other, credentials: await credentialsOf(WABA, IN_APP), accountId: IN_APP }), transport);
    expect((await state()).numbers.find(({ id }) => id === IN_APP)).toMatchObject({ pin: null });
    const club = configOf(whatsapp, { credentials: await credentialsOf(CLUB.waba, CLUB.number), apiUrl: platform.url, app: APP });
    expect(await failure(whatsapp.connect?.subscribe?.(club, transport) as Promise<void>)).toMatchObject({ kind: "auth", code: "133005" });
    expect(await whatsapp.health?.check(club, transport)).toMatchObject({ status: "action-needed", reason: expect.stringContaining("not registered") });
    await whatsapp.connect?.subscribe?.({ ...club, credentials: { ...club.credentials, pin: CLUB.pin } }, transport);
    expect(await whatsapp.health?.check(club, transport)).toEqual({ status: "live", reason: null });
  });

  it("is not called live any more when it was deregistered", async () => {
    await fetch(`${platform.url}/v25.0/${OUTDOOR}/deregister`, { method: "POST", headers: { authorization: `Bearer ${config.credentials.accessToken}` } });
    expect(await whatsapp.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
    await whatsapp.connect?.subscribe?.(config, transport);
    expect(await whatsapp.health?.check(config, transport)).toEqual({ status: "live", reason: null });
  });

  it("asks for the PIN where another one is the matter, and for nothing else", async () => {
    const club = configOf(whatsapp, { credentials: await credentialsOf(CLUB.waba, CLUB.number), apiUrl: platform.url, app: APP });
    const reason = await Promise.resolve(whatsapp.connect?.subscribe?.(club, transport)).then(
      () => "",
      (error: Error) => error.message,
    );
    const asked = (why: string | null | undefined) => whatsapp.connect?.asks?.(why ?? "").map(({ name }) => name);
    expect(asked(reason)).toEqual(["pin"]);
    expect(asked((await whatsapp.health?.check(club, transport))?.reason)).toEqual(["pin"]);
    expect(asked("WhatsApp has restricted this number. See WhatsApp Manager.")).toEqual([]);
  });

  it("registers a number with the same PIN of ours whenever it is connected anew", async () => {
    const club = configOf(whatsapp, { credentials: { ...(await credentialsOf(CLUB.waba, CLUB.number)), pin: undefined }, apiUrl: platform.url, app: APP });
    expect(await failure(whatsapp.connect?.subscribe?.(club, transport) as Promise<void>)).toMatchObject({ code: "133005" });
    const pins: unknown[] = [];
    const listening = Object.assign(
      (request: Parameters<typeof transport>[0]) => {
        if (request.url.endsWith("/register")) pins.push(JSON.parse(String(request.body)).pin);
        return transport(request);
      },
      { addressOf: transport.addressOf },
    );
    for (let i = 0; i < 2; i++) await failure(whatsapp.connect?.subscribe?.(club, listening) as Promise<void>);
    expect(pins).toEqual([expect.stringMatching(/^\d{6}$/), pins[0]]);
  });

  it("subscribes again what was lost, and keeps the subscription that other numbers share", async () => {
    await whatsapp.connect?.unsubscribe?.(config, transport);
    expect((await state()).accounts[0]?.isSubscribed).toBe(true);
    await fetch(`${platform.url}/v25.0/${WABA}/subscribed_apps`, { method: "DELETE", headers: { authorization: `Bearer ${config.credentials.accessToken}` } });
    await write({ text: "unheard" });
    expect(desk.items).toEqual([]);
    await whatsapp.health?.check(config, transport);
    await write({ text: "heard" });
    expect((await message()).text).toBe("heard");
  });

  it("dies in the middle: the send, the health and the notice say so", async () => {
    await write({ text: "hello" });
    await post("__account", { account: WABA, event: "PARTNER_REMOVED" });
    expect(await failure(send())).toMatchObject({ kind: "auth", retryable: false, code: "190" });
    expect(await whatsapp.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
    expect((await desk.wait("account"))[0]).toMatchObject({ account: WABA, event: { status: "disconnected" } });
  });

  it("warns a week before the access ends", async () => {
    const expiresAt = new Date(Date.now() + 5 * 24 * 3600_000).toISOString();
    const ending = { ...config, credentials: { ...config.credentials, expiresAt } };
    expect(await whatsapp.health?.check(ending, transport)).toMatchObject({ status: "degraded", reason: expect.stringContaining(expiresAt.slice(0, 10)) });
  });
});

describe("what comes in", () => {
  it("is signed with unicode escaped, names person and phone, and is taken once however often it comes", async () => {
    await disturb("double");
    await write({ text: "Grüße 🙂 https://shop.example/p" });
    const [first, second] = await desk.wait("message", 2);
    expect(first).toEqual(second);
    expect(first).toMatchObject({
      account: OUTDOOR,
      thread: expect.stringMatching(/^DE\.\d+$/),
      event: { text: "Grüße 🙂 https://shop.example/p", from: { name: "Ines Vogel", phone: "+4915112345678" } },
    });
    expect(String(desk.requests[0]?.rawBody)).toContain("Gr\\u00fc\\u00dfe \\ud83d\\ude42 https:\\/\\/shop");
    expect(desk.outcomes).toEqual(["stored", "stored"]);
  });

  it("names nobody's phone who has a user name, and is answered by user id", async () => {
    await write({ text: "no phone here" }, { person: LIOR });
    const { from } = await message();
    expect(from).toMatchObject({ value: expect.stringMatching(/^IL\.\d+$/), name: "Lior Katz" });
    expect(from).not.toHaveProperty("phone");
    await send({ text: "Hello Lior" }, from.value);
    expect((await shown(LIOR)).at(-1)).toMatchObject({ text: "Hello Lior" });
    const [receipt] = await desk.wait("status");
    expect(receipt?.event).toMatchObject({ to: { value: from.value } });
  });

  it("knows a Brazilian number in both spellings, and so does WhatsApp", async () => {
    await write({ text: "oi" }, { person: RAFAEL });
    expect((await message()).from.also).toContainEqual({ scope: "whatsapp", value: "5511987654321" });
    await send({ text: "Olá" }, "5511987654321");
    expect((await shown(RAFAEL)).at(-1)).toMatchObject({ text: "Olá" });
  });

  it("comes again with the same ids until it is taken", async () => {
    desk.beAway(2);
    await write({ text: "again" });
    expect((await message()).text).toBe("again");
  });

  it("reads two numbers of one body, and bodies that overtook each other", async () => {
    await disturb("batch");
    await write({ text: "one" });
    await write({ text: "two" }, { account: IN_APP });
    expect((await desk.wait("message", 2)).map(({ account }) => account)).toEqual([OUTDOOR, IN_APP]);
    expect(desk.requests).toHaveLength(1);
    await disturb("reorder");
    const late = write({ text: "first" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await write({ text: "second" });
    await late;
    expect((await desk.wait("message", 4)).map(({ event }) => (event as InboundMessage).text).slice(2)).toEqual(["second", "first"]);
  });

  it.each([
    ["a photo", { photo: { name: "a.png", type: "image/png", base64: PNG }, text: "look" }, { kind: "image", mimeType: "image/png" }],
    ["a film", { photo: { name: "a.mp4", type: "video/mp4", base64: PNG } }, { kind: "video" }],
    ["a voice note", { photo: { name: "a.ogg", type: "audio/ogg", base64: PNG, isVoice: true } }, { kind: "voice" }],
    ["a song", { photo: { name: "a.mp3", type: "audio/mpeg", base64: PNG } }, { kind: "audio" }],
    ["a document", { photo: { name: "a.pdf", type: "application/pdf", base64: PNG } }, { kind: "file", name: "a.pdf" }],
  ])("brings %s, which is fetched with the token, while its address lives", async (_name, written, expected) => {
    await write(written);
    const [attachment] = (await message()).attachments;
    expect(attachment).toMatchObject(expected);
    const source = attachment?.source ?? {};
    const request = (await whatsapp.media?.request?.({ source, config }, transport)) as TransportRequest;
    expect((await fetch(request.url)).status).toBe(401);
    expect(Buffer.from((await transport(request)).bytes).toString("base64")).toBe(PNG);
    await advance(0.1);
    expect((await transport(request)).status).toBe(404);
    const again = (await whatsapp.media?.request?.({ source, config }, transport)) as TransportRequest;
    expect((await transport(again)).status).toBe(200);
  });

  it.each([
    ["a sticker", { sticker: "x" }, { attachments: [{ kind: "sticker" }] }],
    ["a place", { location: true }, { attachments: [{ kind: "location", data: { title: "Stortorget" } }] }],
    ["a contact", { contact: true }, { attachments: [{ kind: "contact", data: { phone: "+1 650-555-9999" } }] }],
    ["an order", { order: true, text: "Please wrap it" }, { text: "Please wrap it\n1 × tent-2 (199 EUR)" }],
    ["a form", { form: { email: "ines@example.com" } }, { text: "Sent\nemail: ines@example.com" }],
    ["a poll, which nobody can read", { poll: true }, { isUnsupported: true }],
    ["an advertisement's visitor", { text: "more?", isFromAd: true }, { referral: { headline: "Spring tents" } }],
    ["a question about a product", { text: "still there?", isProductEnquiry: true }, { referral: { product_id: "tent-2" } }],
    ["a forwarded text", { text: "FWD", isForwarded: true }, { text: "FWD" }],
    ["a lost photo's caption", { text: "look", photo: { name: "a.png", type: "image/png", base64: PNG, isLost: true } }, { text: "look", isUnsupported: true }],
    ["a group's message in its own thread", { text: "hi all", group: "Y2Fw" }, { conversationParty: { value: "group:Y2Fw" } }],
  ])("brings %s", async (_name, written, expected) => {
    await write(written);
    expect(await message()).toMatchObject(expected);
  });

  it("takes an event that names nobody without falling over", async () => {
    await write({ text: "who?", isNameless: true });
    expect((await desk.wait("ignored"))[0]?.event).toMatchObject({ reason: expect.stringContaining("nobody") });
  });

  it("brings replies, reactions and what was pressed", async () => {
    await write({ text: "hello" });
    const [id] = await send({ text: "Which one?", payload: { buttons: [{ type: "reply", title: "Blue", value: "B" }] } });
    await write({ text: "this one", replyTo: id });
    expect(await message(2)).toMatchObject({ replyToExternalId: id });
    await phone("press", { id, title: "Blue", payload: "B" });
    expect(await message(3)).toMatchObject({ text: "Blue", postback: { title: "Blue", payload: "B" }, replyToExternalId: id });
    await phone("react", { id, emoji: "❤️" });
    await phone("react", { id, emoji: null });
    expect((await desk.wait("reaction", 2)).map(({ event }) => event)).toMatchObject([
      { externalId: id, emoji: "❤️", action: "add" },
      { externalId: id, action: "remove" },
    ]);
  });

  it("tells edits, deletions and colleagues' answers of a number in the phone app", async () => {
    const there = { account: IN_APP };
    const { id } = (await write({ text: "Helo" }, there)) as { id: string };
    await phone("edit", { id, text: "Hello" }, there);
    await phone("revoke", { id }, there);
    await phone("app-answer", { text: "From the app" }, there);
    expect((await desk.wait("edit"))[0]?.event).toMatchObject({ externalId: id, text: "Hello" });
    expect((await desk.wait("delete"))[0]?.event).toMatchObject({ externalId: id });
    expect((await desk.wait("echo"))[0]?.event).toMatchObject({ text: "From the app", to: { value: "4915112345678" }, clientRef: null });
  });

  it("tells a new number, and knows the person under both", async () => {
    await phone("number", { phone: "4915187654321" });
    expect((await desk.wait("moved"))[0]?.event).toMatchObject({ from: { value: "4915112345678" }, to: { value: "4915187654321" } });
  });

  it.each(["DISABLED_UPDATE", "ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION"])("tells the account's notice %s", async (event) => {
    await post("__account", { account: WABA, event });
    expect((await desk.wait("account"))[0]).toMatchObject({ account: WABA, event: { status: "action-needed", reason: expect.stringContaining("WhatsApp") } });
  });

  it("tells what became of a template", async () => {
    await post("__template", { account: WABA, name: "reminder", status: "REJECTED", reason: "ABUSIVE_CONTENT" });
    const { externalId } = await templateNamed("reminder");
    expect((await desk.wait("template"))[0]).toMatchObject({ account: WABA, event: { externalId, status: "rejected", reason: "ABUSIVE_CONTENT" } });
  });
});

describe("what goes out", () => {
  beforeEach(() => write({ text: "hello" }));

  it("is sent, delivered and read, and each says which message", async () => {
    const [id] = await send();
    await desk.wait("status", 2);
    await phone("seen");
    const receipts = (await desk.wait("status", 3)).map(({ event }) => event);
    expect(receipts).toMatchObject(["sent", "delivered", "read"].map((status) => ({ status, externalIds: [id] })));
    expect((await desk.wait("echo"))[0]?.event).toMatchObject({ externalId: id, clientRef: answer.id });
  });

  it("may be read before it is sent, and never said to be delivered", async () => {
    await disturb("read-first");
    await disturb("no-recipient");
    await send();
    expect((await desk.wait("status", 2)).map(({ event }) => "status" in event && event.status)).toEqual(["read", "sent"]);
  });

  it("is known again although nobody heard the answer", async () => {
    await disturb("timeout");
    const [part] = whatsapp.outbound.render(answer, {
      to: { scope: "whatsapp", value: "4915112345678" },
      thread: "x",
      hoursSinceInbound: 1,
      capabilities: whatsapp.capabilities,
    });
    if (!part) throw new Error("no part");
    const hasty = Object.assign((request: Parameters<typeof transport>[0]) => transport({ ...request, timeoutMs: 100 }), { addressOf: transport.addressOf });
    const request = sendOf(config, { part, to: { scope: "whatsapp", value: "4915112345678" } });
    expect(await failure(whatsapp.outbound.send(request, hasty))).toMatchObject({ kind: "unknown", retryable: false });
    expect((await desk.wait("echo"))[0]?.event).toMatchObject({ clientRef: answer.id });
  });

  it.each([
    ["a photo with its caption", "image", "image/png", "image"],
    ["a film", "video", "video/mp4", "video"],
    ["a song", "audio", "audio/mpeg", "audio"],
    ["a voice note", "voice", "audio/ogg", "audio"],
    ["a document", "file", "application/pdf", "document"],
    ["a sticker", "sticker", "image/webp", "sticker"],
  ] as const)("carries %s", async (_name, kind, mimeType, type) => {
    await send({ attachments: [file(kind, mimeType)] });
    const bubble = (await shown()).at(-1);
    expect(bubble?.media).toMatchObject({ type });
    expect(await (await fetch(bubble?.media?.url ?? "")).text()).toBe("abc");
  });

  it("is played when it is a voice note", async () => {
    await send({ text: null, attachments: [file("voice", "audio/ogg")] });
    await phone("seen");
    await expect.poll(() => desk.items.map(({ dedupKey }) => dedupKey).filter((key) => key.endsWith(":played"))).toHaveLength(1);
  });

  it("carries buttons, a list, and one link", async () => {
    const buttons = (titles: string[]) => ({ buttons: titles.map((title) => ({ type: "reply" as const, title })) });
    await send({ payload: buttons(["One", "Two"]) });
    await send({ payload: buttons(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]) });
    await send({ payload: { buttons: [{ type: "link", title: "Open", url: "https://shop.example/" }] } });
    expect((await shown()).slice(-3).map((bubble) => bubble.buttons?.length)).toEqual([2, 10, 1]);
  });

  it("carries 4096 characters in one, and more in several", async () => {
    const text = "word ".repeat(2000).trim();
    expect(await send({ text })).toHaveLength(3);
  });

  it("mirrors that we read and how we feel", async () => {
    const { id } = (await write({ text: "thank you!" })) as { id: string };
    const perform = (act: Parameters<NonNullable<typeof whatsapp.acts>["perform"]>[0]["act"]) =>
      whatsapp.acts?.perform({ act, to: { scope: "whatsapp", value: "4915112345678" }, thread: "x", config }, transport) as Promise<void>;
    await perform({ type: "typing", isTyping: true, externalId: id });
    expect(await (await fetch(`${platform.url}/__phone/state?person=${INES}&account=${OUTDOOR}`)).json()).toMatchObject({ isTyping: true });
    await perform({ type: "read", externalId: id });
    await perform({ type: "react", externalId: id, emoji: "🙏", action: "add" });
    expect((await shown()).at(-1)).toMatchObject({ reaction: "🙏" });
    await perform({ type: "react", externalId: id, emoji: "🙏", action: "remove" });
    expect((await shown()).at(-1)).toMatchObject({ reaction: null });
    expect(await failure(perform({ type: "read", externalId: "wamid.nobody" }))).toMatchObject({ kind: "content" });
  });
});

describe("templates", () => {
  const values = { "header.1": "4417", name: "Ines", day: "Tuesday", "button.1.1": "4417" };

  it("are listed with status, reason and examples", async () => {
    const list = (await whatsapp.templates?.list(config, transport)) ?? [];
    expect(list.map(({ name, language, status }) => `${name} ${language} ${status}`)).toEqual([
      "order_update en_US approved",
      "spring_offer en_US approved",
      "reminder en_US approved",
      "reminder zh_CN approved",
      "sign_in_code en_US approved",
      "summer_offer en_US rejected",
      "old_offer en_US paused",
    ]);
    expect(list[0]?.examples).toEqual({ "header.1": "4417", name: "Ines", day: "Tuesday", "button.1.1": "4417" });
    expect(list[5]?.reason).toBe("INVALID_FORMAT");
  });

  it("go out when the window is shut, and look on the phone as in the preview", async () => {
    await write({ text: "hello" });
    await advance(24.1);
    expect(await failure(send())).toEqual({ kind: "window", retryable: false, code: "131047" });
    await send({ text: null, payload: await choose("order_update", values) });
    expect((await shown()).at(-1)).toMatchObject({
      text: "Order 4417\n\nHello Ines, your order is on its way. It should arrive on Tuesday.\n\nNordwind Outdoor",
      buttons: [
        { title: "Where is it?", payload: "Where is it?" },
        { title: "Track", payload: "https://shop.example/track/4417" },
      ],
    });
    const pressed = (await shown()).at(-1);
    await phone("press", { id: pressed?.id, title: "Where is it?", payload: "Where is it?" });
    expect(await message(2)).toMatchObject({ postback: { payload: "Where is it?" } });
  });

  it("carry a photo in their header, and Chinese", async () => {
    await send({ text: null, payload: await choose("spring_offer", { name: "Ines", percent: "20%" }), attachments: [file("image", "image/png", "tent.png")] });
    expect((await shown()).at(-1)).toMatchObject({ media: { type: "image", name: "tent.png" }, text: "Spring is here, Ines! 20% off all tents until Sunday." });
    await send({ text: null, payload: await choose("reminder", { "1": "4417" }, "zh_CN") });
    expect((await shown()).at(-1)?.text).toContain("关于您的请求 4417");
  });

  it.each([
    ["summer_offer", "was rejected", "132001", { "1": "a", "2": "b" }],
    ["old_offer", "is paused", "132015", {}],
  ])("%s is refused: it %s", async (name, _why, code, given) => {
    expect(await failure(send({ text: null, payload: await choose(name, given) }))).toMatchObject({ kind: "content", code });
  });

  it("are refused when they changed at WhatsApp meanwhile, or were switched off", async () => {
    const payload = await choose("reminder", { "1": "4417" });
    await post("__template", { account: WABA, name: "reminder", body: "Now {{1}} and {{2}}." });
    expect(await failure(send({ text: null, payload }))).toMatchObject({ kind: "content", code: "132000" });
    await post("__template", { account: WABA, name: "reminder", status: "DISABLED" });
    expect(await failure(send({ text: null, payload }))).toMatchObject({ kind: "content", code: "132016" });
    const missing = { template: { ...payload.template, name: "nobody" } } as MessageContent;
    expect(await failure(send({ text: null, payload: missing }))).toMatchObject({ kind: "content", code: "132001" });
  });

  it("of marketing do not reach who wants none, nor the United States", async () => {
    const payload = await choose("spring_offer", { name: "Ines", percent: "20%" });
    const offer = { text: null, payload, attachments: [file("image", "image/png")] };
    await phone("marketing", { isWanted: false });
    expect(await failure(send(offer))).toMatchObject({ kind: "blocked", code: "131050" });
    expect((await desk.wait("notice"))[0]?.event).toMatchObject({ notice: "marketing-off", from: { name: "Ines Vogel" } });
    await phone("marketing", { isWanted: true });
    await send(offer);
    await send(offer, phoneOf[SHEENA as string]);
    await expect.poll(() => desk.items.map(({ event }) => ("code" in event ? event.code : null))).toContain("131049");
  });

  it("with one-time codes go to phone numbers alone", async () => {
    await write({ text: "hello" }, { person: LIOR });
    const payload = await choose("sign_in_code", { "1": "271828" });
    expect(await failure(send({ text: null, payload }, (await message()).from.value))).toMatchObject({ kind: "blocked", code: "131062" });
  });
});

describe("refusals", () => {
  beforeEach(() => write({ text: "hello" }));

  const CLASSES: [string, { kind: string; retryable: boolean }, string[]][] = [
    ["connect again", { kind: "auth", retryable: false }, ["0", "190", "3", "10", "200"]],
    ["try again", { kind: "unreachable", retryable: true }, ["1", "2", "131000", "131016", "131057", "133004"]],
    ["slow down", { kind: "throttled", retryable: true }, ["4", "80007", "130429", "131048", "131056"]],
    ["use a template", { kind: "window", retryable: false }, ["131047"]],
    ["not to this person", { kind: "blocked", retryable: false }, ["131050", "131049", "130472", "131021", "131026", "131062", "130497"]],
    ["not this message", { kind: "content", retryable: false }, ["33", "100", "131008", "131009", "131051", "131053", "135000"]],
    ["not this template", { kind: "content", retryable: false }, ["132000", "132001", "132005", "132007", "132012", "132015", "132016"]],
    ["the account's matter", { kind: "auth", retryable: false }, ["368", "131031", "131042", "131045", "133010", "131037", "133005", "133016"]],
  ];
  const refusals = CLASSES.flatMap(([name, meaning, codes]) => codes.map((code) => [code, name, meaning] as const));

  it.each(refusals)("%s means: %s", async (code, _name, meaning) => {
    await disturb(code);
    expect(await failure(send())).toEqual({ ...meaning, code });
    expect(await send()).toHaveLength(1);
  });

  it.each(["131026", "131047", "131049", "131053", "130472"])("%s may come later, after the message was accepted", async (code) => {
    await disturb(`late:${code}`);
    const [id] = await send();
    expect((await desk.wait("status"))[0]?.event).toMatchObject({ status: "failed", externalIds: [id], code, reason: expect.stringMatching(/\.$/) });
  });

  it("comes later for somebody unknown and for who blocked us", async () => {
    await send({}, "4900000000000");
    await phone("block", { isBlocked: true });
    await send();
    expect((await desk.wait("status", 2)).map(({ event }) => "code" in event && event.code)).toEqual(["131026", "131026"]);
  });

  it("comes by itself for the forty-sixth message in a row to one person", async () => {
    for (let i = 0; i < 45; i++) await send();
    expect(await failure(send())).toMatchObject({ kind: "throttled", code: "131056" });
    await advance(6 / 3600);
    expect(await failure(send())).toMatchObject({ code: "131056" });
    await advance(0.08);
    expect(await failure(send())).toBeNull();
  });

  it("comes by itself for a number that is not registered, and for writing to oneself", async () => {
    const club = await credentialsOf(CLUB.waba, CLUB.number);
    const own = config;
    config = configOf(whatsapp, { credentials: club, apiUrl: platform.url, app: APP });
    expect(await failure(send())).toMatchObject({ kind: "auth", code: "133010" });
    config = own;
    expect(await failure(send({}, "4685550101"))).toMatchObject({ kind: "blocked", code: "131021" });
  });

  it.each([
    ["an empty file", [file("image", "image/png")], new Uint8Array(), "131053"],
    ["a photo that is none", [file("image", "image/gif")], new Uint8Array([1]), "131053"],
    ["a voice note that is no Ogg", [file("voice", "audio/mpeg")], new Uint8Array([1]), "131053"],
  ])("comes for %s", async (_name, attachments, bytes, code) => {
    const to = { scope: "whatsapp", value: "4915112345678" };
    const [part] = whatsapp.outbound.render(
      { ...answer, text: null, attachments },
      { to, thread: "x", hoursSinceInbound: 1, capabilities: whatsapp.capabilities },
    );
    if (!part) throw new Error("no part");
    expect(await failure(whatsapp.outbound.send(sendOf(config, { part, to, readAttachment: async () => bytes }), transport))).toMatchObject({
      kind: "content",
      code,
    });
  });

  it("says which effect the simulator does not know", async () => {
    expect(await disturb("explode")).toMatchObject({ error: expect.stringContaining("late:131026") });
  });
});
