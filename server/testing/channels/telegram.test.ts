import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/telegram/server";
import { provideEnvironment } from "@/lib/env";
import type { Act, ChannelConfig, InboundMessage, OutboundAttachment, OutboundMessage, SendError } from "@/server/channels/contract";
import { telegram } from "@/server/channels/telegram/adapter";
import { byToken } from "@/server/channels/telegram/connect";
import type { TelegramCredentials } from "@/server/channels/telegram/payload";
import { transport } from "@/server/connections/transport";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated Telegram, over sockets: every refusal of Telegram's, by name. */

const INES = "6123456789";
const GROUP = "-4012345678";
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let credentials: TelegramCredentials;
let config: ChannelConfig<TelegramCredentials>;
let bot: string;

const post = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const phone = (path: string, body: object = {}) => post(`__phone/${path}`, { person: INES, account: bot, ...body });
const disturb = (next: string) => post("__control", { next });
const state = async () => (await fetch(`${platform.url}/__state`)).json();
interface Bubble {
  id: string;
  from: string;
  text: string;
  media: { type: string } | null;
  reaction?: string | null;
  isEdited?: boolean;
  buttons?: { title: string; payload: string }[];
}
const phoneView = async () =>
  (await (await fetch(`${platform.url}/__phone/state?person=${INES}&account=${bot}`)).json()) as { messages: Bubble[]; isTyping: boolean };
const answers = async () => (await phoneView()).messages.filter(({ from }) => from === "business");
const messages = async (count = 1) => (await desk.wait("message", count)).map(({ event }) => event as InboundMessage);

const answer: OutboundMessage = { id: "m1", text: "On its way", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };
const file = (over: Partial<OutboundAttachment> = {}): OutboundAttachment => ({
  kind: "image",
  name: "a.png",
  mimeType: "image/png",
  sizeBytes: 70,
  url: "https://desk.example.com/f",
  ...over,
});

async function send(changes: Partial<OutboundMessage> = {}, { thread = INES, bytes = Buffer.from(PNG, "base64") as Uint8Array } = {}): Promise<string[]> {
  const to = { scope: "telegram", value: thread };
  const parts = telegram.outbound.render({ ...answer, ...changes }, { to, thread, hoursSinceInbound: 1, capabilities: telegram.capabilities });
  const ids: string[] = [];
  for (const part of parts) ids.push(...(await telegram.outbound.send(sendOf(config, { part, to, readAttachment: async () => bytes }), transport)).externalIds);
  return ids;
}

const failure = (run: Promise<unknown>) =>
  run.then(
    () => null,
    ({ kind, retryable, code, retryAfterMs }: SendError) => ({ kind, retryable, code, retryAfterMs }),
  );
const perform = (act: Act, thread = INES) => telegram.acts?.perform({ act, to: { scope: "telegram", value: thread }, thread, config }, transport);

beforeAll(async () => {
  platform = await start({ port: 0, appSecret: "seed", isLocalAllowed: true, retryBaseMs: 10 });
  process.env.TELEGRAM_API_URL = platform.url;
  provideEnvironment({});
});

afterAll(async () => {
  await platform.close();
  delete process.env.TELEGRAM_API_URL;
  provideEnvironment({});
});

beforeEach(async () => {
  const made = (await post("__phone/bots", { name: "Shop" })) as { id: string; token: string };
  bot = made.id;
  credentials = telegram.credentials.parse({ botToken: made.token });
  desk = await openDesk(telegram, () => ({ app: null, channel: { accountId: bot, credentials } }));
  config = configOf(telegram, { credentials, apiUrl: platform.url, webhookUrl: `${desk.url}/api/webhooks/telegram/ch_1` });
  await telegram.connect?.subscribe?.(config, transport);
});

afterEach(async () => {
  await post("__control", { clear: true });
  await desk.close();
});

describe("connecting", () => {
  const identify = (botToken: string) => byToken.identify?.({ credentials: { ...credentials, botToken }, apiUrl: platform.url }, transport) as Promise<unknown>;

  it("names the bot; a malformed and a revoked token are nobody's", async () => {
    expect(await identify(credentials.botToken)).toEqual({ accountId: bot, name: expect.stringContaining("Shop (@") });
    expect(await failure(identify("7:short"))).toMatchObject({ kind: "auth", code: "404" });
    expect(await failure(identify(`${bot}:${"x".repeat(35)}`))).toMatchObject({ kind: "auth", code: "401" });
  });

  it("an address that Telegram does not call is refused with its reason", async () => {
    const away = { ...config, webhookUrl: "ftp://desk.example.com/x" };
    expect(await failure(telegram.connect?.subscribe?.(away, transport) as Promise<void>)).toMatchObject({ kind: "content", code: "400" });
  });

  it("tells when another program has taken the bot over, and sets an address that Telegram removed", async () => {
    const check = () => telegram.health?.check(config, transport);
    expect(await check()).toEqual({ status: "live", reason: null });
    await telegram.connect?.subscribe?.({ ...config, webhookUrl: `${desk.url}/somebody-else` }, transport);
    expect(await check()).toMatchObject({ status: "action-needed", reason: expect.stringContaining("Another program") });
    await telegram.connect?.unsubscribe?.(config, transport);
    expect(await check()).toEqual({ status: "live", reason: null });
    await phone("messages", { text: "still there?" });
    expect((await messages())[0]).toMatchObject({ text: "still there?" });
  });

  it("a token revoked in the middle is the channel's trouble, not the message's", async () => {
    await phone("messages", { text: "hi" });
    await post("__revoke", { account: bot });
    expect(await failure(send())).toMatchObject({ kind: "auth", retryable: false, code: "401" });
    expect(await telegram.health?.check(config, transport)).toMatchObject({ status: "action-needed" });
  });
});

describe("what a customer sends", () => {
  const given = (type: string, bytes = "data") => ({ name: "file", type, base64: Buffer.from(bytes).toString("base64") });

  it.each([
    ["a photo with words", { text: "look", photo: { ...given("image/png"), base64: PNG } }, { text: "look", attachments: [{ kind: "image" }] }],
    ["a document", { photo: given("application/pdf") }, { attachments: [{ kind: "file", mimeType: "application/pdf" }] }],
    ["a voice note", { voice: given("audio/ogg") }, { attachments: [{ kind: "voice", durationMs: 3000 }] }],
    ["a sticker", { sticker: given("image/webp") }, { attachments: [{ kind: "sticker", data: { emoji: "👍" } }] }],
    ["an animation, once", { animation: true }, { attachments: [{ kind: "video" }] }],
    ["a place", { location: true }, { attachments: [{ kind: "location", data: { latitude: 59.3293 } }] }],
    ["a venue, once", { venue: true }, { attachments: [{ kind: "location", data: { title: "Harbour Café", address: "Strandvägen 7" } }] }],
    ["their own number", { ownNumber: true }, { from: { phone: "+46701740605" }, attachments: [{ kind: "contact" }] }],
    ["the press of Start on a link", { text: "/start flyer22" }, { referral: { ref: "flyer22" } }],
  ])("%s arrives", async (_name, written, expected) => {
    await phone("messages", written);
    expect((await messages())[0]).toMatchObject(expected);
  });

  it("a file's bytes are fetched through its id, and one over 20 MB is refused with a reason", async () => {
    const bytesOf = async (index: number) => {
      const source = (await messages(index + 1))[index]?.attachments[0]?.source ?? {};
      const request = await telegram.media?.request?.({ source, config }, transport);
      return request && "url" in request && Buffer.from((await transport(request)).bytes).toString("base64");
    };
    await phone("messages", { photo: { name: "a.png", type: "image/png", base64: PNG } });
    expect(await bytesOf(0)).toBe(PNG);
    await phone("messages", { photo: { name: "film.mov", type: "video/quicktime", base64: PNG, sizeBytes: 21 * 1024 * 1024 } });
    expect(await failure(bytesOf(1))).toMatchObject({ kind: "content", retryable: false });
  });

  it("an album arrives as one message a picture, which say that they belong together", async () => {
    await phone("messages", { text: "both", photos: [given("image/png", "1"), given("image/png", "2")] });
    const groups = (await messages(2)).map(({ attachments }) => attachments[0]?.data?.mediaGroupId);
    expect(groups[0]).toBeTruthy();
    expect(groups[1]).toBe(groups[0]);
  });

  it("the wrong secret is refused, and Telegram brings the update again", async () => {
    desk.beAway(1);
    await phone("messages", { text: "first" });
    await phone("messages", { text: "second" });
    expect((await messages(2)).map(({ text }) => text)).toEqual(["first", "second"]);
    const forged = await fetch(config.webhookUrl, { method: "POST", headers: { "x-telegram-bot-api-secret-token": "guessed" }, body: "{}" });
    expect(forged.status).toBe(401);
  });

  it("the same update twice has the same key", async () => {
    await disturb("double");
    await phone("messages", { text: "once" });
    const items = await desk.wait("message", 2);
    expect(items[1]?.dedupKey).toBe(items[0]?.dedupKey);
  });

  it("a reaction, an edit, a block and its end arrive", async () => {
    const { ids } = (await phone("messages", { text: "helo" })) as { ids: number[] };
    await phone("edit", { id: ids[0], text: "hello" });
    await phone("react", { id: ids[0], emoji: "👍" });
    await phone("react", { id: ids[0], emoji: "🎉" });
    await phone("block", { isBlocked: true });
    await phone("block", { isBlocked: false });
    await desk.wait("unblocked");
    const events = desk.items.map(({ event }) => event).filter(({ type }) => type !== "message");
    expect(events).toMatchObject([
      { type: "edit", text: "hello" },
      { type: "reaction", emoji: "👍", action: "add" },
      { type: "reaction", emoji: "👍", action: "remove" },
      { type: "reaction", emoji: "🎉", action: "add" },
      { type: "blocked" },
      { type: "unblocked" },
    ]);
  });
});

describe("answering", () => {
  beforeEach(() => phone("messages", { text: "hi" }));

  it("shows formatting and keeps what only looks like markup", async () => {
    await send({ text: "**Order <4417>** & *more*", payload: { format: "markdown" } });
    await send({ text: "a < b & **c**" });
    expect((await answers()).map(({ text }) => text)).toEqual(["Order <4417> & more", "a < b & **c**"]);
  });

  it("a button stops turning as soon as it is pressed, and says what it stands for", async () => {
    const buttons = [
      { type: "reply" as const, title: "Cancel", value: "cancel:1" },
      { type: "link" as const, title: "Track", url: "https://shop.example.com/t" },
    ];
    const [id] = await send({ text: "Well?", payload: { buttons } });
    expect((await answers())[0]?.buttons).toEqual([
      { title: "Cancel", payload: "cancel:1" },
      { title: "Track", payload: "https://shop.example.com/t" },
    ]);
    await phone("press", { id: Number(id), payload: "cancel:1" });
    expect((await messages(2))[1]).toMatchObject({ text: "Cancel", postback: { title: "Cancel", payload: "cancel:1" }, replyToExternalId: id });
    await expect.poll(async () => (await state()).turning).toEqual([]);
    await phone("press", { id: Number(id), payload: "cancel:1", isInline: true });
    expect((await messages(3))[2]).toMatchObject({ postback: { payload: "cancel:1" } });
  });

  it("an album leaves as one call with a message a file; each other kind by its own call", async () => {
    const ids = await send({
      text: null,
      attachments: [
        file(),
        file({ kind: "video", mimeType: "video/mp4" }),
        file({ kind: "file", mimeType: "application/pdf" }),
        file({ kind: "voice", mimeType: "audio/ogg" }),
      ],
    });
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    expect((await answers()).map(({ media }) => media?.type)).toEqual(["image", "file", "file", "file"]);
  });

  it.each([
    ["message text is empty", () => ({ method: "sendMessage", params: { chat_id: Number(INES), text: "" } })],
    ["message is too long", () => ({ method: "sendMessage", params: { chat_id: Number(INES), text: "x".repeat(4097) } })],
    ["chat not found", () => ({ method: "sendMessage", params: { chat_id: 12, text: "x" } }), "blocked"],
    [
      "BUTTON_DATA_INVALID",
      () => ({
        method: "sendMessage",
        params: { chat_id: Number(INES), text: "x", reply_markup: { inline_keyboard: [[{ text: "a", callback_data: "ü".repeat(33) }]] } },
      }),
    ],
    ["message to be replied not found", () => ({ method: "sendMessage", params: { chat_id: Number(INES), text: "x", reply_parameters: { message_id: 99 } } })],
    ["can't parse entities, also without markup", () => ({ method: "sendPhoto", params: { chat_id: Number(INES), caption: "<b>", parse_mode: "HTML" } })],
    ["media group must include 2-10 items", () => ({ method: "sendMediaGroup", params: { chat_id: Number(INES), media: [] } })],
    [
      "wrong file identifier",
      () => ({
        method: "sendMediaGroup",
        params: {
          chat_id: Number(INES),
          media: [
            { type: "photo", media: "attach://a" },
            { type: "photo", media: "attach://b" },
          ],
        },
      }),
    ],
  ])("%s is final and nothing was sent", async (_name, body, kind = "content") => {
    const request = sendOf(config, { part: { body: body() }, to: { scope: "telegram", value: INES } });
    expect(await failure(telegram.outbound.send(request, transport))).toMatchObject({ kind, retryable: false, code: "400" });
    expect(await answers()).toEqual([]);
  });

  it("file must be non-empty, and a photo over 10 MB", async () => {
    expect(await failure(send({ text: null, attachments: [file()] }, { bytes: new Uint8Array() }))).toMatchObject({ kind: "content", retryable: false });
    expect(await failure(send({ text: null, attachments: [file()] }, { bytes: new Uint8Array(10 * 1024 * 1024 + 1) }))).toMatchObject({
      kind: "content",
      code: "413",
    });
  });

  it("bot was blocked by the user", async () => {
    await phone("block", { isBlocked: true });
    expect(await failure(send())).toMatchObject({ kind: "blocked", retryable: false, code: "403" });
  });

  it("bot can't initiate conversation with a user", async () => {
    expect(await failure(send({}, { thread: "6123456790" }))).toMatchObject({ kind: "blocked", retryable: false, code: "403" });
  });

  it("Too Many Requests says how long to wait", async () => {
    await disturb("throttle");
    expect(await failure(send())).toMatchObject({ kind: "throttled", retryable: true, retryAfterMs: 3_000 });
  });

  it("a failure of Telegram's own may be tried again", async () => {
    await disturb("transient");
    expect(await failure(send())).toMatchObject({ kind: "unreachable", retryable: true, code: "500" });
  });

  it("silence after the call is unknown, and the message is there", async () => {
    await disturb("timeout");
    const impatient = Object.assign((request: Parameters<typeof transport>[0]) => transport({ ...request, timeoutMs: 150 }), {
      addressOf: transport.addressOf,
    });
    const [part] = telegram.outbound.render(answer, {
      to: { scope: "telegram", value: INES },
      thread: INES,
      hoursSinceInbound: 1,
      capabilities: telegram.capabilities,
    });
    const request = sendOf(config, { part: part as NonNullable<typeof part>, to: { scope: "telegram", value: INES } });
    expect(await failure(telegram.outbound.send(request, impatient))).toMatchObject({ kind: "unknown", retryable: false });
    expect(await answers()).toHaveLength(1);
  });

  it("a group that became a supergroup is answered under its new id", async () => {
    await phone("messages", { text: "hello all", group: Number(GROUP) });
    const { movedTo } = (await phone("migrate", { group: Number(GROUP) })) as { movedTo: number };
    expect((await desk.wait("thread-moved"))[0]?.event).toMatchObject({ to: String(movedTo) });
    expect(await send({}, { thread: GROUP })).toHaveLength(1);
  });
});

describe("what an agent does beside writing", () => {
  beforeEach(() => phone("messages", { text: "hi" }));

  it("typing is shown until the answer is there", async () => {
    await perform({ type: "typing", isTyping: true });
    expect((await phoneView()).isTyping).toBe(true);
    await send();
    expect((await phoneView()).isTyping).toBe(false);
  });

  it("a reaction is shown and taken back; an emoji that Telegram does not have is refused", async () => {
    const [{ externalId }] = (await messages()) as [InboundMessage];
    const react = (emoji: string, action: "add" | "remove") => perform({ type: "react", externalId: externalId ?? "", emoji, action }) as Promise<void>;
    await react("👍", "add");
    expect((await phoneView()).messages[0]?.reaction).toBe("👍");
    await react("👍", "remove");
    expect((await phoneView()).messages[0]?.reaction).toBeNull();
    expect(await failure(react("🧀", "add"))).toMatchObject({ kind: "content", retryable: false });
  });

  it("an edit keeps its buttons, the same words again are no failure, and nobody else's message is edited", async () => {
    const payload = { buttons: [{ type: "reply" as const, title: "Yes" }] };
    const [externalId = ""] = await send({ text: "Helo", payload });
    const edit = (text: string, id = externalId) => perform({ type: "edit", externalId: id, text, payload }) as Promise<void>;
    await edit("Hello");
    await edit("Hello");
    expect((await answers())[0]).toMatchObject({ text: "Hello", isEdited: true, buttons: [{ title: "Yes" }] });
    expect(await failure(edit("x", "1"))).toMatchObject({ kind: "content" });
  });

  it("a message is taken back within 48 hours", async () => {
    const [first = ""] = await send();
    const [second = ""] = await send();
    await perform({ type: "unsend", externalId: first });
    expect((await answers()).map(({ id }) => id)).toEqual([second]);
    await post("__clock", { advanceHours: 49 });
    expect(await failure(perform({ type: "unsend", externalId: second }) as Promise<void>)).toMatchObject({ kind: "content", retryable: false });
  });
});
