import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChannelConfig, InboundItem, OutboundMessage, RawRequest, RenderContext, Secrets, SendError } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type ScriptedAnswer, scriptedTransport } from "@/server/testing/scripted-transport";
import { telegram } from "./adapter";
import { byToken } from "./connect";
import { inbound } from "./inbound";
import type { TelegramCredentials } from "./payload";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8");
const json = (name: string) => JSON.parse(fixture(name));
const inFixtures = readdirSync(new URL("./fixtures/", import.meta.url)).filter((name) => name.startsWith("in-"));

const PERSON = "6123456789";
const golden = json("signed");
const secrets: Secrets = { app: null, channel: { accountId: "7700000001", credentials: { botToken: "7700000001:token", webhookSecret: golden.secret } } };

function post(body: string, headers: Record<string, string> = golden.headers): RawRequest {
  return { method: "POST", url: "https://desk.example.com/api/webhooks/telegram/ch_12", query: {}, headers, rawBody: Buffer.from(body) };
}

const read = (body: unknown): InboundItem[] => inbound.normalise(post(typeof body === "string" ? body : JSON.stringify(body)), secrets);
const readOne = (name: string): InboundItem => read(fixture(name))[0] as InboundItem;
const chat = { id: 6123456789, type: "private" };
const from = { id: 6123456789, is_bot: false, first_name: "Ines" };
const message = (fields: object) => ({ update_id: 1, message: { message_id: 5, date: 1789550400, chat, from, ...fields } });

describe("verify", () => {
  it.each([
    ["the golden header", golden.headers, "ok"],
    ["no header", {}, "refused"],
    ["a wrong secret", { "x-telegram-bot-api-secret-token": "c0ffee_5ecret-42" }, "refused"],
    ["the secret's beginning", { "x-telegram-bot-api-secret-token": "c0ffee_5ecret-4" }, "refused"],
  ])("with %s: %s", (_name, headers, expected) => {
    expect(telegram.inbound.verify(post(golden.body, headers), secrets).kind).toBe(expected);
  });

  it("refuses everything at an address without a bot", () => {
    expect(telegram.inbound.verify(post(golden.body), { app: null, channel: null }).kind).toBe("refused");
  });

  it("makes a webhook secret up where none is given, and takes none that Telegram would not", () => {
    const { webhookSecret } = telegram.credentials.parse({ botToken: "1:a" });
    expect(webhookSecret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(telegram.credentials.safeParse({ botToken: "1:a", webhookSecret: "ümläut" }).success).toBe(false);
    expect(telegram.credentials.safeParse({ botToken: "no token" }).success).toBe(false);
  });
});

describe("normalise", () => {
  it.each([
    [
      "in-text",
      {
        type: "message",
        externalId: "4201",
        text: "Hello, order 4417?",
        attachments: [],
        from: { scope: "telegram", value: PERSON, name: "Ines Vogel", locale: "de", verified: true },
      },
    ],
    ["in-start-deeplink", { type: "message", text: "/start ref_flyer22", referral: { ref: "ref_flyer22", source: "deep-link" } }],
    ["in-reply", { type: "message", text: "this one", replyToExternalId: "4100" }],
    ["in-quote-reply", { type: "message", replyToExternalId: "4101" }],
    ["in-forwarded", { type: "message", text: "promo" }],
    ["in-edited", { type: "edit", externalId: "4218", text: "Hello, order 4471?" }],
    [
      "in-callback-query",
      {
        type: "message",
        externalId: null,
        text: "Yes",
        from: { value: PERSON },
        postback: { title: "Yes", payload: "cancel:4417" },
        replyToExternalId: "4120",
      },
    ],
    ["in-message-reaction", { type: "reaction", externalId: "4120", emoji: "👍", action: "add", from: { value: PERSON } }],
    ["in-message-reaction-removed", { type: "reaction", externalId: "4120", emoji: "👍", action: "remove" }],
    ["in-bot-blocked", { type: "blocked", from: { value: PERSON } }],
    ["in-bot-unblocked", { type: "unblocked", from: { value: PERSON } }],
    ["in-group-message", { type: "message", from: { value: PERSON }, conversationParty: { scope: "telegram", value: "-1001987654321", name: "Support room" } }],
    ["in-group-migrated", { type: "thread-moved", to: "-1001987654321" }],
    ["in-business-message", { type: "message", text: "Hi, to the owner account", from: { value: PERSON } }],
    ["in-business-connection", { type: "ignored" }],
    ["in-deleted-business-messages", { type: "delete", externalId: "4201" }],
  ])("reads %s", (name, expected) => {
    expect(readOne(name).event).toMatchObject(expected);
  });

  it.each([
    ["in-photo", [{ kind: "image", source: { fileId: "AgACAgIAAxkBAAIp3Zx8" }, width: 1280, height: 960, sizeBytes: 101224 }]],
    ["in-document", [{ kind: "file", name: "invoice-4417.pdf", mimeType: "application/pdf", sizeBytes: 58122 }]],
    ["in-voice", [{ kind: "voice", mimeType: "audio/ogg", durationMs: 3000 }]],
    ["in-video-too-big-to-download", [{ kind: "video", name: "long.mp4", sizeBytes: 73400320, durationMs: 301000 }]],
    ["in-video-note", [{ kind: "video", durationMs: 4000 }]],
    ["in-animation", [{ kind: "video", name: "wow.mp4" }]],
    ["in-sticker", [{ kind: "sticker", mimeType: "application/x-tgsticker", data: { emoji: "👍" } }]],
    ["in-location", [{ kind: "location", data: { latitude: 48.137154, longitude: 11.576124 } }]],
    ["in-venue", [{ kind: "location", data: { latitude: 48.137154, title: "Marienplatz", address: "Marienplatz 1" } }]],
    ["in-contact-own-number", [{ kind: "contact", data: { name: "Ines", phone: "+4915112345678" } }]],
    ["in-album-1-of-2", [{ kind: "image", data: { mediaGroupId: "13412345678901234" } }]],
  ])("reads what %s carries, once", (name, expected) => {
    const { event } = readOne(name);
    expect(event.type === "message" && event.attachments).toMatchObject(expected);
    expect(event.type === "message" && event.attachments).toHaveLength(expected.length);
  });

  it("puts each thing in its chat: a person's, a group's, and the owner's own account apart", () => {
    expect(["in-text", "in-group-message", "in-business-message", "in-callback-query", "in-group-migrated"].map((name) => readOne(name).thread)).toEqual([
      PERSON,
      "-1001987654321",
      `business:kR1x2YpZ3:${PERSON}`,
      PERSON,
      "-4012345678",
    ]);
  });

  it("makes keys of chat and message id, since message ids repeat in every chat", () => {
    const inChat = (id: number, updateId: number) => read({ ...message({ chat: { id, type: "private" } }), update_id: updateId })[0]?.dedupKey;
    expect(inChat(1, 1)).toBe(inChat(1, 2));
    expect(inChat(1, 1)).not.toBe(inChat(2, 1));
  });

  it("shares a phone number with the contact only when it is the sender's own", () => {
    const shared = (user_id: number) => read(message({ contact: { phone_number: "+49151", first_name: "X", user_id } }))[0]?.event;
    expect(shared(6123456789)).toMatchObject({ from: { phone: "+49151" } });
    expect(shared(99)).not.toHaveProperty("from.phone");
  });

  it("reads captions as text and quick answers of web apps as postbacks", () => {
    expect(readOne("in-photo").event).toMatchObject({ text: "broken" });
    expect(read(message({ web_app_data: { data: "{}", button_text: "Fill in" } }))[0]?.event).toMatchObject({
      text: "Fill in",
      postback: { title: "Fill in", payload: "{}" },
    });
  });

  it("counts entities in UTF-16 units: a link behind words after an emoji shows where it goes", () => {
    const entities = [
      { type: "text_link", offset: 3, length: 4, url: "https://shop.example.com/p" },
      { type: "text_link", offset: 8, length: 3, url: "javascript:alert(1)" },
    ];
    expect(read(message({ text: "🙂 here bad", entities }))[0]?.event).toMatchObject({
      text: "🙂 here bad",
      markdown: "🙂 [here](https://shop.example.com/p) bad",
      attachments: [],
    });
    expect(readOne("in-text-entities-utf16").event).toMatchObject({
      text: "🙂 see https://shop.example.com and bold",
      markdown: "🙂 see https://shop.example.com and **bold**",
    });
  });

  it("takes what the owner writes in their own account as an echo, never as the customer's", () => {
    const owner = { id: 5012345678, first_name: "Owner" };
    const item = read({
      update_id: 1,
      business_message: { message_id: 6, date: 1789550400, chat, from: owner, business_connection_id: "k", text: "by hand" },
    })[0];
    expect(item).toMatchObject({ thread: `business:k:${PERSON}`, event: { type: "echo", to: { value: PERSON }, clientRef: null, text: "by hand" } });
  });

  it("tells a change of reactions by what went and what came", () => {
    const emoji = (value: string) => ({ type: "emoji", emoji: value });
    const changed = {
      update_id: 3,
      message_reaction: {
        chat,
        message_id: 5,
        user: from,
        date: 1,
        old_reaction: [emoji("👍"), emoji("🎉")],
        new_reaction: [emoji("🎉"), emoji("❤"), { type: "custom_emoji", custom_emoji_id: "1" }],
      },
    };
    expect(read(changed).map(({ event }) => event.type === "reaction" && [event.action, event.emoji])).toEqual([
      ["remove", "👍"],
      ["add", "❤"],
    ]);
  });

  it("gives an edit the time of the edit, and leaves a moving live location alone", () => {
    expect(readOne("in-edited").providerAt).toBe("2026-09-16T09:20:30.000Z");
    expect(read({ update_id: 1, edited_message: { message_id: 5, chat, from, edit_date: 1, location: { latitude: 1, longitude: 2 } } })[0]?.event.type).toBe(
      "ignored",
    );
  });

  it("says when the bot is let into or removed from a group", () => {
    const member = (before: string, after: string) =>
      read({
        update_id: 1,
        my_chat_member: { chat: { id: -5, type: "group", title: "G" }, from, date: 1, old_chat_member: { status: before }, new_chat_member: { status: after } },
      })[0]?.event;
    expect(member("member", "left")).toMatchObject({ type: "blocked", from: { value: "-5" } });
    expect(member("kicked", "administrator")).toMatchObject({ type: "unblocked", from: { value: "-5" } });
    expect(member("member", "administrator")).toMatchObject({ type: "ignored" });
  });

  it("reads a pressed button without its message", () => {
    expect(read({ update_id: 1, callback_query: { id: "9", from, inline_message_id: "x", data: "go" } })[0]).toMatchObject({
      thread: PERSON,
      dedupKey: "callback:9",
      event: { text: "go", postback: { payload: "go" } },
    });
  });

  it.each(["poll", "dice", "story", "paid_media", "something_new"])("keeps a message with a %s as unsupported", (kind) => {
    expect(read(message({ [kind]: { id: 1 } }))[0]?.event).toMatchObject({
      type: "message",
      isUnsupported: true,
      attachments: [{ kind: "unsupported", data: { type: kind } }],
    });
  });

  it.each([
    ["somebody joined", message({ new_chat_members: [from] })],
    ["an update of a kind we did not ask for", { update_id: 1, chat_boost: {} }],
    ["an update with nothing", { update_id: 1 }],
    ["a disconnected-looking reaction", { update_id: 1, message_reaction: 7 }],
  ])("settles %s without a message", (_name, body) => {
    expect(read(body)).toMatchObject([{ event: { type: "ignored" } }]);
  });

  it("keeps the words when a part of the message is not as described", () => {
    expect(read(message({ text: "still here", photo: "no list", entities: 3, reply_to_message: [] }))[0]?.event).toMatchObject({
      type: "message",
      text: "still here",
    });
    expect(read({ update_id: 1, message: { chat, message_id: {} } })[0]?.event).toMatchObject({ type: "message", isUnsupported: true });
  });
});

const config: ChannelConfig<TelegramCredentials> = {
  accountId: "7700000001",
  credentials: { botToken: "7700000001:token", webhookSecret: golden.secret },
  tokens: memoryTokens({ botToken: "", webhookSecret: "" }),
  appTokens: memoryTokens(null),
  app: null,
  apiUrl: "https://api.telegram.org",
  webhookUrl: "https://app.example.com/webhooks/telegram/ch_12",
};
const context: RenderContext = { to: { scope: "telegram", value: PERSON }, thread: PERSON, hoursSinceInbound: 900, capabilities: telegram.capabilities };
const answer: OutboundMessage = { id: "m1", text: "On its way", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };
const file = { kind: "image" as const, name: "a.jpg", mimeType: "image/jpeg", sizeBytes: 100, url: "https://desk.example.com/f" };
const render = (changes: Partial<OutboundMessage>, thread = PERSON) => telegram.outbound.render({ ...answer, ...changes }, { ...context, thread });

describe("outbound", () => {
  const send = async (parts: ReturnType<typeof render>, ...answers: ScriptedAnswer[]) => {
    const { transport, requests } = scriptedTransport(...answers);
    const [part] = parts;
    const result =
      part &&
      telegram.outbound.send({ part, config, to: context.to, window: null, idempotencyKey: "k", readAttachment: async () => Buffer.from("bytes") }, transport);
    return {
      requests,
      outcome: await (result as Promise<unknown>).catch((error: SendError) => ({
        kind: error.kind,
        retryable: error.retryable,
        retryAfterMs: error.retryAfterMs,
      })),
    };
  };

  it("makes the published call: chat, text, quotation and buttons", async () => {
    const payload = { format: "markdown" as const, buttons: [{ type: "reply" as const, title: "Cancel", value: "cancel:4417" }] };
    const { request, response } = json("out-sendMessage");
    const { requests, outcome } = await send(render({ text: "**Order 4417** is on its way", replyToExternalId: "4200", payload }), { body: response.body });
    expect(requests[0]).toMatchObject({ method: "POST", url: "https://api.telegram.org/bot7700000001:token/sendMessage" });
    expect(JSON.parse(String(requests[0]?.body))).toEqual(request.body);
    expect(outcome).toEqual({ externalIds: ["4300"] });
  });

  it("uploads files, each by the method for its kind; only JPEG, PNG and WebP as photos", async () => {
    const kinds = [
      file,
      { ...file, mimeType: "image/svg+xml" },
      { ...file, kind: "video" as const },
      { ...file, kind: "voice" as const },
      { ...file, kind: "file" as const },
    ];
    expect(render({ text: null, attachments: kinds }).map((part) => part.body.method)).toEqual([
      "sendPhoto",
      "sendDocument",
      "sendVideo",
      "sendVoice",
      "sendDocument",
    ]);
    const { requests } = await send(render({ text: null, attachments: [file] }), { body: { ok: true, result: { message_id: 7 } } });
    const form = requests[0]?.body as FormData;
    expect(form.get("chat_id")).toBe(PERSON);
    expect(await (form.get("photo") as File).text()).toBe("bytes");
  });

  it("answers a business account's chat through its connection", () => {
    expect(render({}, `business:kR1x2YpZ3:${PERSON}`)[0]?.body.params).toMatchObject({ chat_id: 6123456789, business_connection_id: "kR1x2YpZ3" });
    expect(render({}, "-1001987654321")[0]?.body.params).toEqual({ chat_id: -1001987654321, text: "On its way", parse_mode: "HTML" });
  });

  it("sends again to the group's new id when the group has moved: nothing was sent by the first call", async () => {
    const { requests, outcome } = await send(render({}, "-4012345678"), json("err-migrated"), { body: { ok: true, result: { message_id: 8 } } });
    expect(JSON.parse(String(requests[1]?.body))).toMatchObject({ chat_id: -1001987654321 });
    expect(outcome).toEqual({ externalIds: ["8"] });
  });

  it.each([
    ["err-429", { kind: "throttled", retryable: true, retryAfterMs: 14_000 }],
    ["err-token", { kind: "auth", retryable: false }],
    ["err-blocked", { kind: "blocked", retryable: false }],
    ["err-deactivated", { kind: "blocked", retryable: false }],
    ["err-cannot-initiate", { kind: "blocked", retryable: false }],
    ["err-chat-not-found", { kind: "blocked", retryable: false }],
    ["err-conflict", { kind: "auth", retryable: false }],
  ])("tells what %s means", async (name, expected) => {
    expect((await send(render({}), json(name))).outcome).toMatchObject(expected);
  });

  it("sends the bare words when Telegram cannot read the markup: nothing was sent by the first call", async () => {
    const parts = render({ text: "Is 3 < 4 & **true**?", payload: { format: "markdown" } });
    const { requests, outcome } = await send(parts, json("err-parse-entities"), { body: { ok: true, result: { message_id: 9 } } });
    expect(requests.map(({ body }) => JSON.parse(String(body)))).toMatchObject([
      { text: "Is 3 &lt; 4 &amp; <b>true</b>?", parse_mode: "HTML" },
      { text: "Is 3 < 4 & true?" },
    ]);
    expect(JSON.parse(String(requests[1]?.body))).not.toHaveProperty("parse_mode");
    expect(outcome).toEqual({ externalIds: ["9"] });
  });

  it("sends pictures and films that stand together as one album, and knows each message of it", async () => {
    const attachments = [file, { ...file, kind: "video" as const, mimeType: "video/mp4" }, { ...file, kind: "file" as const }, ...Array(7).fill(file)];
    const parts = render({ text: "All of them", attachments, payload: { buttons: [{ type: "reply", title: "Thanks" }] } });
    expect(parts.map(({ body }) => body.method)).toEqual(["sendMessage", "sendMediaGroup", "sendDocument", "sendMediaGroup"]);
    expect(parts[0]?.body.params).toHaveProperty("reply_markup");
    const { requests, outcome } = await send(parts.slice(1), { body: { ok: true, result: [{ message_id: 1 }, { message_id: 2 }] } });
    const form = requests[0]?.body as FormData;
    expect(JSON.parse(String(form.get("media")))).toEqual([
      { type: "photo", media: "attach://file0" },
      { type: "video", media: "attach://file1" },
    ]);
    expect((form.get("file1") as File).type).toBe("video/mp4");
    expect(outcome).toEqual({ externalIds: ["1", "2"] });
  });

  it("answers a pressed button in the same breath, and nothing else", () => {
    const answered = (name: string) => telegram.inbound.answer(post(fixture(name)), { kind: "stored", items: 1 }, secrets);
    expect(JSON.parse(answered("in-callback-query").body)).toEqual({ method: "answerCallbackQuery", callback_query_id: expect.stringMatching(/^\d+$/) });
    expect(answered("in-text").body).toBe("");
  });

  it("refuses a button whose value is over 64 bytes", () => {
    expect(() => render({ payload: { buttons: [{ type: "reply", title: "a", value: "ü".repeat(33) }] } })).toThrow(
      expect.objectContaining({ kind: "content" }),
    );
  });
});

describe("connect, health, media, profile", () => {
  const check = (...answers: ScriptedAnswer[]) => telegram.health?.check(config, scriptedTransport(...answers).transport);
  const info = (fields: object) => ({ body: { ok: true, result: { url: config.webhookUrl, pending_update_count: 0, ...fields } } });

  it("asks who the bot is, and throws auth for a dead token", async () => {
    const identify = (reply: ScriptedAnswer) =>
      byToken.identify?.({ credentials: config.credentials, apiUrl: config.apiUrl }, scriptedTransport(reply).transport);
    expect(await identify({ body: json("out-getMe").response.body })).toEqual({ accountId: "7700000001", name: "Shop (@example_shop_bot)" });
    await expect(identify(json("err-token"))).rejects.toMatchObject({ kind: "auth" });
  });

  it("sets the webhook with the secret, and asks by name for what Telegram leaves out", async () => {
    const { transport, requests } = scriptedTransport({ body: { ok: true, result: true } });
    await telegram.connect?.subscribe?.(config, transport);
    const sent = JSON.parse(String(requests[0]?.body));
    expect(sent).toMatchObject({
      url: config.webhookUrl,
      secret_token: golden.secret,
      allowed_updates: expect.arrayContaining(["message_reaction", "business_message", "my_chat_member"]),
    });
    expect(sent).not.toHaveProperty("drop_pending_updates");
  });

  it("tells a bot that was taken over, sets a removed webhook again, and notices a growing queue", async () => {
    expect(await check(info({}))).toEqual({ status: "live", reason: null });
    expect(await check(info({ url: "https://elsewhere.example/" }))).toMatchObject({
      status: "action-needed",
      reason: expect.stringContaining("Another program"),
    });
    expect(await check(info({ url: "" }), { body: { ok: true, result: true } })).toMatchObject({ status: "live" });
    expect(await check(info({ pending_update_count: 30, last_error_message: "Wrong response from the webhook: 500" }))).toMatchObject({ status: "degraded" });
    expect(await check(json("err-token"))).toMatchObject({ status: "action-needed" });
    expect(await check("away")).toMatchObject({ status: "degraded" });
  });

  it("finds a file's address at the moment of fetching, and says when a file is too big", async () => {
    const request = (reply: ScriptedAnswer) =>
      telegram.media?.request?.({ source: { fileId: "AgACAgIAAxkBAAIp3Zx8" }, config }, scriptedTransport(reply).transport);
    expect(await request({ body: json("out-getFile").response.body })).toEqual({
      method: "GET",
      url: "https://api.telegram.org/file/bot7700000001:token/photos/file_12.jpg",
    });
    await expect(request(json("err-getfile-too-big"))).rejects.toMatchObject({ kind: "content", message: expect.stringContaining("too big") });
  });

  it("never gives an address that holds the token as a picture", async () => {
    const { transport } = scriptedTransport({
      body: { ok: true, result: { id: 6123456789, type: "private", first_name: "Ines", last_name: "Vogel", photo: { small_file_id: "x" } } },
    });
    expect(await telegram.profiles?.fetch({ value: PERSON, config }, transport)).toEqual({ name: "Ines Vogel" });
    expect(await telegram.profiles?.fetch({ value: PERSON, config }, scriptedTransport(json("err-chat-not-found")).transport)).toBeNull();
  });
});

const err = (name: string) => {
  const { status, headers, body } = json(name);
  return { status, headers, body: JSON.stringify(body) };
};

runContractTests(telegram, {
  secrets,
  request: (body) => post(body),
  signature: "header",
  bodies: Object.fromEntries(inFixtures.map((name) => [name, fixture(name.replace(".json", ""))])),
  message: fixture("in-text"),
  unsupported: JSON.stringify(message({ hologram: {} })),
  unreadable: '{"update_id":',
  outbound: {
    credentials: config.credentials,
    context: { to: context.to, thread: PERSON, hoursSinceInbound: 900 },
    message: answer,
    textOf: (part) => (part.body.params as { text?: string }).text ?? null,
    sent: { reply: { status: 200, body: JSON.stringify(json("out-sendMessage").response.body) }, externalIds: ["4300"] },
    errors: [
      { name: "too fast", reply: err("err-429"), kind: "throttled", retryable: true },
      { name: "a dead token", reply: err("err-token"), kind: "auth", retryable: false },
      { name: "a person who blocked the bot", reply: err("err-blocked"), kind: "blocked", retryable: false },
      { name: "text it cannot parse", reply: err("err-parse-entities"), kind: "content", retryable: false },
      {
        name: "a temporary failure",
        reply: { status: 502, body: '{"ok":false,"error_code":502,"description":"Bad Gateway"}' },
        kind: "unreachable",
        retryable: true,
      },
    ],
  },
});
