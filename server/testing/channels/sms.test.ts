import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/sms/server";
import { provideEnvironment } from "@/lib/env";
import type { ChannelConfig, InboundItem, InboundMessage, OutboundMessage, SendError } from "@/server/channels/contract";
import { sms } from "@/server/channels/sms/adapter";
import { byKey, byToken } from "@/server/channels/sms/connect";
import type { SmsCredentials, TypedCredentials } from "@/server/channels/sms/payload";
import { makeTransport, transport } from "@/server/connections/transport";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated Twilio, over sockets: every refusal of Twilio's, by name. */

const MESSAGE = "0199a000-0000-7000-8000-000000000001";
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

interface TwilioAccount extends SmsCredentials {
  sid: string;
  serviceSid: string;
  secondaryToken: string;
  keys: { sid: string; secret: string }[];
}

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let account: TwilioAccount;
let person: { number: string };
let credentials: SmsCredentials;
let config: ChannelConfig<SmsCredentials>;

const local = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const write = (written: object) => local("__phone/messages", { person: person.number, account: account.from, ...written });
const disturb = (next: string) => local("__control", { next });
const change = (changes: object) => local("__account", { account: account.sid, ...changes });
const state = async () =>
  (await (await fetch(`${platform.url}/__state`)).json()) as {
    messages: { direction: string; body: string; accountSid: string; links: string[]; number: string }[];
    alerts: object[];
  };
const sentTexts = async () => (await state()).messages.filter(({ direction, accountSid }) => direction === "outbound" && accountSid === account.sid);

const answer: OutboundMessage = { id: MESSAGE, text: "On its way", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };

async function send(
  changes: Partial<OutboundMessage> = {},
  over: { to?: string; own?: Partial<SmsCredentials>; through?: typeof transport } = {},
): Promise<string[]> {
  const to = { scope: "phone", value: over.to ?? person.number };
  const parts = sms.outbound.render({ ...answer, ...changes }, { to, thread: to.value, hoursSinceInbound: 1, capabilities: sms.capabilities });
  const ids: string[] = [];
  for (const part of parts) {
    const request = sendOf({ ...config, credentials: { ...credentials, ...over.own } }, { part, to });
    ids.push(...(await sms.outbound.send(request, over.through ?? transport)).externalIds);
  }
  return ids;
}
const failure = (run: Promise<unknown>) =>
  run.then(
    () => null,
    (error: SendError) => ({ kind: error.kind, retryable: error.retryable, code: error.code }),
  );
const eventsOf = (items: InboundItem[]) => items.map(({ event }) => event);

beforeAll(async () => {
  platform = await start({ port: 0, appSecret: "seed", statusDelayMs: 10, retryDelayMs: 5 });
  process.env.SMS_API_URL = platform.url;
  provideEnvironment({});
});

afterAll(async () => {
  await platform.close();
  delete process.env.SMS_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  account = (await local("__phone/accounts", { name: "Shop" })) as TwilioAccount;
  person = (await local("__phone/people", { name: "Ines" })) as typeof person;
  credentials = { accountSid: account.sid, authToken: account.authToken, from: account.from };
  desk = await openDesk(sms, () => ({ app: null, channel: { accountId: credentials.from, credentials } }));
  config = configOf(sms, { credentials, apiUrl: platform.url, webhookUrl: `${desk.url}/api/webhooks/sms/ch_1` });
  await sms.connect?.subscribe?.(config, transport);
});

afterEach(async () => {
  await local("__control", { clear: true });
  await desk.close();
});

describe("connecting", () => {
  const identify = (own: Partial<TypedCredentials>) => byToken.identify?.({ credentials: { ...credentials, ...own }, apiUrl: platform.url }, transport);

  it("finds the number and the pool, and names the numbers to who typed another one", async () => {
    expect(await identify({})).toEqual({ accountId: account.from, name: `Shop (${account.from})` });
    expect(await identify({ from: account.serviceSid })).toEqual({ accountId: account.serviceSid, name: "Shop pool (Messaging Service)" });
    await expect(identify({ from: "+15550000000" })).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining(account.from) });
  });

  it("offers all numbers and pools of the account to who names none, each with whole credentials", async () => {
    const offer = () => identify({ from: undefined });
    expect(await offer()).toEqual([
      { accountId: account.from, name: `Shop (${account.from})`, credentials: { ...credentials, from: account.from } },
      { accountId: account.serviceSid, name: "Shop pool (Messaging Service)", credentials: { ...credentials, from: account.serviceSid } },
    ]);
    await change({ takesTexts: false });
    expect(await offer()).toMatchObject([{ accountId: account.from, problem: expect.stringContaining("calls") }, { accountId: account.serviceSid }]);
    await expect(identify({ from: undefined, authToken: "wrong" })).rejects.toMatchObject({ kind: "auth", code: "20003" });
    const wrongKey = { ...credentials, from: undefined, apiKeySid: account.keys[0]?.sid, apiKeySecret: "wrong" };
    await expect(byKey.identify?.({ credentials: wrongKey, apiUrl: platform.url }, transport)).rejects.toMatchObject({ kind: "auth" });
  });

  it("refuses a wrong token, a wrong key, and a number for calls", async () => {
    await expect(identify({ authToken: "wrong" })).rejects.toMatchObject({ kind: "auth", code: "20003" });
    const key = { apiKeySid: account.keys[0]?.sid, apiKeySecret: account.keys[0]?.secret };
    const byThisKey = (own: object) => byKey.identify?.({ credentials: { ...credentials, ...key, ...own }, apiUrl: platform.url }, transport);
    expect(await byThisKey({})).toMatchObject({ accountId: account.from });
    await expect(byThisKey({ apiKeySecret: "wrong" })).rejects.toMatchObject({ kind: "auth" });
    await expect(byThisKey({ authToken: "wrong" })).rejects.toMatchObject({ kind: "auth" });
    await change({ takesTexts: false });
    await expect(identify({})).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("calls") });
  });

  it("tells every state of health with its reason, also by a key", async () => {
    const check = (own: Partial<SmsCredentials> = {}) => sms.health?.check({ ...config, credentials: { ...credentials, ...own } }, transport);
    expect(await check()).toEqual({ status: "live", reason: null });
    expect(await check({ apiKeySid: account.keys[0]?.sid, apiKeySecret: account.keys[0]?.secret })).toEqual({ status: "live", reason: null });
    await change({ smsUrl: "https://other.example/" });
    expect(await check()).toMatchObject({ status: "action-needed", reason: expect.stringContaining("another program") });
    await change({ smsUrl: "" });
    expect(await check()).toEqual({ status: "live", reason: null });
    await change({ release: true });
    expect(await check()).toMatchObject({ status: "action-needed", reason: expect.stringContaining("does not belong") });
    await change({ status: "suspended" });
    expect(await check()).toMatchObject({ status: "action-needed", reason: expect.stringContaining("suspended") });
    expect(await check({ authToken: "old" })).toMatchObject({ status: "action-needed" });
  });

  it("sets a pool's address again when it defers to its numbers, and takes it away when it is disconnected", async () => {
    const pool = { ...config, credentials: { ...credentials, from: account.serviceSid } };
    await change({ defersToNumber: true });
    expect(await sms.health?.check(pool, transport)).toEqual({ status: "live", reason: null });
    await write({ text: "Hello", isToPool: true });
    expect(eventsOf(await desk.wait("message"))).toMatchObject([{ text: "Hello" }]);
    await sms.connect?.unsubscribe?.(pool, transport);
    await write({ text: "Nobody hears", isToPool: true });
    expect(desk.items).toHaveLength(1);
  });
});

describe("what comes in", () => {
  it("is believed with umlauts, ampersands, emoji, empty and unheard-of fields, and answered as Twilio wants", async () => {
    await disturb("new-field");
    await write({ text: "Grüße & Küsse + 100% 🙂" });
    expect(eventsOf(await desk.wait("message"))).toMatchObject([{ text: "Grüße & Küsse + 100% 🙂", from: { value: person.number, phone: person.number } }]);
    expect((await state()).alerts.filter((alert) => JSON.stringify(alert).includes(desk.url))).toEqual([]);
  });

  it("is believed from either token while they are changed, and from none that is over", async () => {
    await disturb("secondary");
    await write({ text: "signed by the other" });
    expect(desk.outcomes).toEqual(["refused", "refused"]);
    credentials = { ...credentials, secondaryAuthToken: account.secondaryToken };
    await disturb("secondary");
    await write({ text: "signed by the other" });
    await change({ promote: true });
    await write({ text: "signed by the new one" });
    expect((await desk.wait("message", 2)).length).toBe(2);
    credentials = { ...credentials, secondaryAuthToken: undefined };
    await write({ text: "signed by the new one" });
    expect(desk.outcomes.at(-1)).toBe("refused");
  });

  it("is here once, though it was brought twice, and though we were away", async () => {
    await disturb("double");
    await write({ text: "twice" });
    desk.beAway(2);
    await write({ text: "again" });
    const keys = (await desk.wait("message", 3)).map(({ dedupKey }) => dedupKey);
    expect([keys.length, new Set(keys).size]).toEqual([3, 2]);
  });

  const fetchFile = async (source: Record<string, string> | undefined) => {
    const request = await sms.media?.request?.({ source: source ?? {}, config }, transport);
    return makeTransport({ maxBytes: 1_000_000 })(request as Parameters<typeof transport>[0]);
  };

  it.each([
    ["image", { name: "a.png", type: "image/png", base64: PNG }],
    ["audio", { name: "a.amr", type: "audio/amr", base64: "YW1y" }],
    ["video", { name: "a.3gp", type: "video/3gpp", base64: "M2dw" }],
    ["contact", { name: "a.vcf", type: "text/vcard", base64: Buffer.from("BEGIN:VCARD").toString("base64") }],
    ["file", { name: "a.pdf", type: "application/pdf", base64: Buffer.from("%PDF").toString("base64") }],
  ])("brings the bytes of a message with %s, from behind the sign-in", async (kind, photo) => {
    await write({ photo });
    const [item] = await desk.wait("message");
    const [attachment] = (item as InboundItem & { event: InboundMessage }).event.attachments;
    expect(attachment).toMatchObject({ kind, mimeType: photo.type });
    const { status, bytes } = await fetchFile(attachment?.source);
    expect([status, Buffer.from(bytes).toString("base64")]).toEqual([200, photo.base64]);
  });

  it("brings several files of one message, and words with them", async () => {
    const photo = { name: "a.png", type: "image/png", base64: PNG };
    await write({ text: "both", photos: [photo, photo] });
    expect(eventsOf(await desk.wait("message"))).toMatchObject([{ text: "both", attachments: [{ kind: "image" }, { kind: "image" }] }]);
  });

  it("notes who opts out and in, by number and by pool", async () => {
    await write({ text: "Stop" });
    await write({ text: "START" });
    expect([(await desk.wait("blocked")).length, (await desk.wait("unblocked")).length]).toEqual([1, 1]);
  });
});

describe("what goes out", () => {
  it("arrives, and its statuses come back with our message's id", async () => {
    const [sid] = await send();
    expect(eventsOf(await desk.wait("status", 2))).toMatchObject([
      { status: "sent", externalIds: [sid] },
      { status: "delivered", externalIds: [sid] },
    ]);
    expect(eventsOf(await desk.wait("echo"))[0]).toMatchObject({ externalId: sid, clientRef: MESSAGE });
    expect((await desk.wait("status"))[0]?.thread).toBe(person.number);
  });

  it("tells statuses that overtake each other or come twice as they come, each under its key", async () => {
    await disturb("reorder");
    await disturb("double-status");
    await send();
    const items = await desk.wait("status", 3);
    expect(items.map(({ event }) => event.type === "status" && event.status)).toEqual(["delivered", "delivered", "sent"]);
    expect(new Set(items.map(({ dedupKey }) => dedupKey)).size).toBe(2);
  });

  it("leaves in parts, with files by link, from a number or a pool that stays with the customer", async () => {
    const photo = { kind: "image" as const, name: "a.jpg", mimeType: "image/jpeg", sizeBytes: 3_000_000, url: "https://desk.example/a.jpg" };
    await write({ text: "Hello", isToPool: true });
    expect(await send({ text: "A sentence. ".repeat(200), attachments: [photo, photo] }, { own: { from: account.serviceSid } })).toHaveLength(3);
    const texts = await sentTexts();
    expect(texts.map(({ links, body }) => [links.length, body === ""])).toEqual([
      [0, false],
      [1, false],
      [1, true],
    ]);
    expect(new Set(texts.map(({ number }) => number)).size).toBe(1);
    expect(texts[0]?.number).not.toBe(account.from);
  });

  it.each([
    ["throttle", { kind: "throttled", retryable: true, code: "20429" }],
    ["busy", { kind: "throttled", retryable: true, code: "14107" }],
    ["service-busy", { kind: "throttled", retryable: true, code: "63018" }],
    ["queue-full", { kind: "throttled", retryable: true, code: "21611" }],
    ["dead-token", { kind: "auth", retryable: false, code: "20003" }],
    ["geo", { kind: "unreachable", retryable: false, code: "21408" }],
    ["landline", { kind: "unreachable", retryable: false, code: "21614" }],
    ["unrouted", { kind: "unreachable", retryable: false, code: "21612" }],
    ["bad-media", { kind: "content", retryable: false, code: "21620" }],
    ["media-size", { kind: "content", retryable: false, code: "21623" }],
    ["transient", { kind: "unknown", retryable: false, code: "20500" }],
  ])("is refused: %s", async (effect, expected) => {
    await disturb(effect);
    expect(await failure(send())).toEqual(expected);
    expect(await sentTexts()).toEqual([]);
  });

  it.each([
    ["a number that is none", () => send({}, { to: "+1650555XXXX" }), { kind: "unreachable", code: "21211" }],
    ["a sender of somebody else", () => send({}, { own: { from: "+15550000000" } }), { kind: "auth", code: "21606" }],
    ["a pool that is gone", () => send({}, { own: { from: "MG0123456789abcdef0123456789abcdef" } }), { kind: "auth", code: "20404" }],
  ])("is refused: %s", async (_name, run, expected) => {
    expect(await failure(run())).toMatchObject({ ...expected, retryable: false });
  });

  it("is refused: an empty pool, a suspended account, a released number", async () => {
    await change({ emptyPool: true });
    expect(await failure(send({}, { own: { from: account.serviceSid } }))).toMatchObject({ kind: "auth", code: "21703" });
    await change({ release: true });
    expect(await failure(send())).toMatchObject({ kind: "auth", code: "21606" });
    await change({ status: "suspended" });
    expect(await failure(send())).toMatchObject({ kind: "auth", code: "20005" });
  });

  it("is refused by words that no check of ours let through: nothing, and 1601 characters", async () => {
    const raw = (body: object) =>
      failure(
        sms.outbound.send(
          sendOf(config, { part: { body: { messageId: MESSAGE, To: person.number, ...body } }, to: { scope: "phone", value: person.number } }),
          transport,
        ),
      );
    expect(await raw({})).toMatchObject({ kind: "content", code: "21602" });
    expect(await raw({ Body: "x".repeat(1601) })).toMatchObject({ kind: "content", code: "21617" });
  });

  it("is refused after STOP until START", async () => {
    await write({ text: "STOP" });
    expect(await failure(send())).toMatchObject({ kind: "blocked", retryable: false, code: "21610" });
    await write({ text: "START" });
    expect(await send()).toHaveLength(1);
  });

  it.each([
    ["unreachable", "30003", "out of reach"],
    ["blocked", "30004", "blocks"],
    ["unknown", "30005", "does not exist"],
    ["spam", "30007", "spam"],
    ["unregistered", "30034", "10DLC"],
    ["unverified", "30032", "verified"],
  ])("fails later: %s", async (effect, code, words) => {
    await disturb(effect);
    const [sid] = await send();
    const isFailed = ({ event }: InboundItem) => event.type === "status" && event.status === "failed";
    await desk.wait("status", effect === "unregistered" || effect === "unverified" ? 1 : 2);
    expect(desk.items.find(isFailed)?.event).toMatchObject({ externalIds: [sid], code, reason: expect.stringContaining(words) });
  });

  it("learns from a failure that comes later that somebody has opted out", async () => {
    await disturb("opted-out-late");
    await send();
    expect(eventsOf(await desk.wait("blocked"))).toMatchObject([{ from: { value: person.number } }]);
  });

  it.each(["lost", "timeout"])("does not know what became of it when the answer is %s, and learns it from the first status", async (effect) => {
    const impatient: typeof transport = Object.assign((request: Parameters<typeof transport>[0]) => transport({ ...request, timeoutMs: 300 }), {
      addressOf: transport.addressOf,
    });
    await disturb(effect);
    expect(await failure(send({}, { through: impatient }))).toMatchObject({ kind: "unknown", retryable: false });
    expect(eventsOf(await desk.wait("echo"))[0]).toMatchObject({ clientRef: MESSAGE, to: { value: person.number } });
    expect(await sentTexts()).toHaveLength(1);
  });

  it("asks for a person when the token has died in the middle", async () => {
    await send();
    await change({ promote: true });
    await change({ promote: true });
    expect(await failure(send())).toMatchObject({ kind: "auth", retryable: false, code: "20003" });
  });
});
