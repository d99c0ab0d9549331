import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start } from "./server";

interface Received {
  secret: string | undefined;
  update: { update_id: number; [kind: string]: unknown };
}

/** The desk, seen from the platform. `refuse` names texts that it cannot take. */
let desk: { url: string; received: Received[]; status: (update: Received["update"]) => number; headers: Record<string, string>; close(): void };
let platform: Awaited<ReturnType<typeof start>>;
let token: string;

const SECRET = "c0ffee_5ecret-41";
const BOT = "7812004401";
const INES = "6123456789";
const TOMASZ = "6123456790";

interface ApiReply {
  ok: boolean;
  error_code?: number;
  description?: string;
  parameters?: Record<string, number>;
  result: Record<string, never>;
}

const post = (path: string, body: unknown) =>
  fetch(`${platform.url}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const bot = (method: string, params: object = {}, as = token) => post(`/bot${as}/${method}`, params).then((response) => response.json() as Promise<ApiReply>);
const phone = (path: string, body: object = {}, person = INES) =>
  post(`/__phone/${path}`, { person, account: BOT, ...body }).then((response) => response.json() as Promise<Record<string, never>>);
const control = (next: string, count = 1) => post("/__control", { next, count });
const refusal = ({ error_code, description }: ApiReply) => `${error_code} ${description}`;
const updates = () => desk.received.map(({ update }) => update);
const texts = () => updates().map(({ message }) => (message as { text?: string } | undefined)?.text);
const messageOf = (index: number) => updates().at(index)?.message as object;
const until = async (isDone: () => boolean) => {
  for (let i = 0; i < 300 && !isDone(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isDone()).toBe(true);
};
const quiet = () => new Promise((resolve) => setTimeout(resolve, 80));
const allowed = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"];
const connect = (params: object = {}) => bot("setWebhook", { url: desk.url, secret_token: SECRET, allowed_updates: allowed, ...params });

async function hello(person = INES): Promise<void> {
  const before = desk.received.length;
  await phone("messages", { text: "Hello" }, person);
  await until(() => desk.received.length > before);
}

beforeEach(async () => {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const update = JSON.parse(Buffer.concat(chunks).toString());
    received.push({ secret: request.headers["x-telegram-bot-api-secret-token"] as string | undefined, update });
    response.writeHead(desk.status(update), desk.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  desk = {
    url,
    received,
    status: () => 200,
    headers: {},
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  platform = await start({ port: 0, appSecret: "secret", isLocalAllowed: true, retryBaseMs: 10, answerTimeoutMs: 200 });
  const state = (await (await fetch(`${platform.url}/__state`)).json()) as { bots: { token: string }[] };
  token = state.bots[0]?.token ?? "";
});

afterEach(async () => {
  await platform.close();
  desk.close();
});

describe("connecting", () => {
  it("tells who the bot is, 401 to a wrong token, 404 to a malformed one and to an unknown method", async () => {
    expect((await bot("getMe")).result).toMatchObject({ id: Number(BOT), is_bot: true, username: "nordwind_support_bot" });
    expect(refusal(await bot("getMe", {}, `${BOT}:${"x".repeat(35)}`))).toBe("401 Unauthorized");
    expect(refusal(await bot("getMe", {}, "nonsense"))).toBe("404 Not Found");
    expect(refusal(await bot("sendTelepathy"))).toBe("404 Not Found: method not found");
  });

  it.each([
    ["http://desk.example/hook", "bad webhook: An HTTPS URL must be provided for webhook"],
    ["https://desk.example:9000/hook", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"],
    ["https://127.0.0.1/hook", "bad webhook: IP address is reserved"],
    ["not a url", "bad webhook: invalid URL specified"],
  ])("refuses the webhook address %s", async (url, words) => {
    expect(refusal(await connect({ url }))).toBe(`400 Bad Request: ${words}`);
  });

  it("refuses http at localhost too, unless it was started for one machine", async () => {
    await platform.close();
    platform = await start({ port: 0, appSecret: "secret" });
    expect((await connect()).description).toContain("HTTPS URL");
  });

  it("refuses a secret that cannot stand in a header", async () => {
    expect(refusal(await connect({ secret_token: "ümläut" }))).toBe("400 Bad Request: secret token contains unallowed characters");
  });

  it("sends the secret with every update, and no header when there is none", async () => {
    await connect();
    await hello();
    await connect({ secret_token: undefined });
    await hello();
    expect(desk.received.map(({ secret }) => secret)).toEqual([SECRET, undefined]);
  });

  it("keeps the list of kinds when none is given, and leaves reactions out of the first one", async () => {
    await connect({ allowed_updates: undefined });
    await hello();
    await phone("react", { id: "4201", emoji: "👍" });
    await connect();
    await connect({ allowed_updates: undefined });
    await phone("react", { id: "4201", emoji: "🎉" });
    await until(() => updates().some((update) => "message_reaction" in update));
    expect(updates().filter((update) => "message_reaction" in update)).toHaveLength(1);
  });

  it("keeps what was written before the webhook was set, unless told to drop it", async () => {
    await phone("messages", { text: "early" });
    expect((await bot("getWebhookInfo")).result).toMatchObject({ url: "", pending_update_count: 1 });
    await connect();
    await until(() => texts().includes("early"));
    await bot("deleteWebhook");
    await phone("messages", { text: "dropped" });
    await connect({ drop_pending_updates: true });
    await hello();
    expect(texts()).toEqual(["early", "Hello"]);
  });

  it("answers getUpdates with 409 while a webhook is set", async () => {
    await connect();
    expect(refusal(await bot("getUpdates"))).toMatch(/^409 Conflict/);
  });

  it("answers 401 after the token was revoked", async () => {
    await post("/__revoke", { account: BOT });
    expect(refusal(await bot("getMe"))).toBe("401 Unauthorized");
  });

  it("remembers bot, webhook and chats over a restart", async () => {
    const stateFile = `/tmp/parley-telegram-${process.pid}-${Date.now()}.json`;
    const options = { port: 0, appSecret: "secret", isLocalAllowed: true, stateFile };
    await platform.close();
    platform = await start(options);
    await connect();
    await hello();
    await platform.close();
    platform = await start(options);
    expect((await bot("sendMessage", { chat_id: Number(INES), text: "still here" })).ok).toBe(true);
    await hello();
  });
});

describe("updates", () => {
  beforeEach(() => connect());

  it("keeps the order inside a chat while another chat goes on: a poison update blocks one chat", async () => {
    let isPoisoned = true;
    desk.status = ({ message }) => (isPoisoned && (message as { text?: string }).text === "poison" ? 500 : 200);
    await phone("messages", { text: "poison" });
    await phone("messages", { text: "behind" });
    await phone("messages", { text: "elsewhere" }, TOMASZ);
    await until(() => texts().includes("elsewhere") && texts().filter((t) => t === "poison").length >= 3);
    expect(texts()).not.toContain("behind");
    expect((await bot("getWebhookInfo")).result).toMatchObject({
      pending_update_count: 2,
      last_error_message: "Wrong response from the webhook: 500 Internal Server Error",
    });
    isPoisoned = false;
    await until(() => texts().includes("behind"));
  });

  it("tries again with the same update_id, after 500, after silence, and at the pause that Retry-After names", async () => {
    let failures = 2;
    desk.status = () => (failures-- > 0 ? 500 : 200);
    await hello();
    await until(() => desk.received.length === 3);
    expect(new Set(updates().map((update) => update.update_id)).size).toBe(1);
    failures = 1;
    desk.headers = { "retry-after": "1" };
    const startedAt = Date.now();
    await phone("messages", { text: "later" });
    await until(() => texts().filter((t) => t === "later").length === 2);
    expect(Date.now() - startedAt).toBeGreaterThan(900);
  });

  it("sends an update twice when asked, as when the answer was lost", async () => {
    await control("double");
    await hello();
    await until(() => desk.received.length === 2);
    expect(desk.received[0]).toEqual(desk.received[1]);
  });

  it("takes any 2xx for an answer", async () => {
    desk.status = () => 204;
    await hello();
    await quiet();
    expect(desk.received).toHaveLength(1);
  });

  it("drops messages after 24 hours and pressed buttons after 150 seconds", async () => {
    await hello();
    await bot("deleteWebhook");
    await phone("messages", { text: "too old" });
    await phone("press", { id: "4201", payload: "late" });
    await post("/__clock", { advanceHours: 0.05 });
    await phone("messages", { text: "young" });
    await post("/__clock", { advanceHours: 23.97 });
    await connect();
    await until(() => texts().includes("young"));
    expect(texts()).not.toContain("too old");
    expect(updates().some((update) => "callback_query" in update)).toBe(false);
  });

  it("removes the webhook after 23 hours of 410", async () => {
    desk.status = () => 410;
    await phone("messages", { text: "gone" });
    await until(() => desk.received.length >= 2);
    await post("/__clock", { advanceHours: 23.1 });
    let url = "?";
    for (let i = 0; i < 100 && url; i++) {
      url = String((await bot("getWebhookInfo")).result.url);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(url).toBe("");
  });

  it("sends an album as separate updates of one group, the caption on one", async () => {
    const photo = (name: string) => ({ name, type: "image/jpeg", base64: Buffer.from(name).toString("base64") });
    await phone("messages", { text: "both sides", photos: [photo("a.jpg"), photo("b.jpg")] });
    await until(() => desk.received.length === 2);
    const messages = updates().map((update) => update.message as { media_group_id: string; caption?: string; photo: object[] });
    expect(messages.map((message) => message.caption)).toEqual(["both sides", undefined]);
    expect(new Set(messages.map((message) => message.media_group_id)).size).toBe(1);
    expect(messages.every((message) => message.photo.length === 2)).toBe(true);
  });

  it("repeats an animation as a document", async () => {
    await phone("messages", { animation: true });
    await until(() => desk.received.length === 1);
    const { animation, document } = messageOf(0) as { animation: { file_id: string }; document: { file_id: string } };
    expect(animation.file_id).toBe(document.file_id);
  });

  it("counts entities in UTF-16 units", async () => {
    await phone("messages", { text: "🙂 see https://shop.example" });
    await until(() => desk.received.length === 1);
    expect(updates()[0]?.message).toMatchObject({ entities: [{ type: "url", offset: 7, length: 20 }] });
  });

  it("tells edits, changes of reactions, and blocks, and nothing of what was seen", async () => {
    await hello();
    await phone("edit", { id: "4201", text: "Hello!" });
    await phone("react", { id: "4201", emoji: "👍" });
    await phone("react", { id: "4201", emoji: null });
    await phone("seen");
    await phone("block", { isBlocked: true });
    await phone("block", { isBlocked: false });
    await until(() => desk.received.length === 6);
    expect(updates().slice(1)).toMatchObject([
      { edited_message: { message_id: 4201, text: "Hello!", edit_date: expect.any(Number) } },
      { message_reaction: { old_reaction: [], new_reaction: [{ type: "emoji", emoji: "👍" }] } },
      { message_reaction: { old_reaction: [{ emoji: "👍" }], new_reaction: [] } },
      { my_chat_member: { old_chat_member: { status: "member" }, new_chat_member: { status: "kicked" } } },
      { my_chat_member: { old_chat_member: { status: "kicked" }, new_chat_member: { status: "member" } } },
    ]);
  });

  it("sends a pressed button with its message, and one without", async () => {
    await hello();
    const sent = await bot("sendMessage", {
      chat_id: Number(INES),
      text: "Cancel?",
      reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] },
    });
    await phone("press", { id: String(sent.result.message_id), payload: "yes" });
    await phone("press", { id: String(sent.result.message_id), payload: "yes", isInline: true });
    await until(() => desk.received.length === 3);
    expect(updates()[1]).toMatchObject({ callback_query: { data: "yes", message: { reply_markup: { inline_keyboard: [[{ text: "Yes" }]] } } } });
    expect(updates()[2]).toMatchObject({ callback_query: { data: "yes", inline_message_id: expect.any(String) } });
    expect(updates()[2]?.callback_query).not.toHaveProperty("message");
  });

  it("moves a group to a supergroup: a last word under the old id, refusals that name the new one", async () => {
    await phone("messages", { text: "in the group", group: -4012345678 });
    await phone("migrate", { group: -4012345678 });
    await until(() => desk.received.length === 2);
    expect(updates()[1]).toMatchObject({ message: { chat: { id: -4012345678, type: "group" }, migrate_to_chat_id: -1001987654321 } });
    const answer = await bot("sendMessage", { chat_id: -4012345678, text: "x" });
    expect([refusal(answer), answer.parameters]).toEqual([
      "400 Bad Request: group chat was upgraded to a supergroup chat",
      { migrate_to_chat_id: -1001987654321 },
    ]);
    expect((await bot("sendMessage", { chat_id: -1001987654321, text: "x" })).ok).toBe(true);
  });
});

describe("sending", () => {
  beforeEach(async () => {
    await connect();
    await hello();
  });
  const send = (params: object) => bot("sendMessage", { chat_id: Number(INES), text: "Hi", ...params });

  it.each([
    ["an empty text", { text: "" }, "message text is empty"],
    ["4097 characters", { text: "x".repeat(4097) }, "message is too long"],
    ["2049 emoji, which are 4098 units", { text: "🙂".repeat(2049) }, "message is too long"],
    ["markup that does not close", { text: "<b>x", parse_mode: "HTML" }, "can't parse entities: unexpected markup"],
    ["an unescaped full stop", { text: "a.b", parse_mode: "MarkdownV2" }, "can't parse entities: unexpected markup"],
    ["a chat that is not there", { chat_id: 1 }, "chat not found"],
    ["a quoted message that is not there", { reply_parameters: { message_id: 1 } }, "message to be replied not found"],
    ["65 bytes behind a button", { reply_markup: { inline_keyboard: [[{ text: "a", callback_data: "x".repeat(65) }]] } }, "BUTTON_DATA_INVALID"],
  ])("refuses %s", async (_name, params, words) => {
    expect(refusal(await send(params))).toBe(`400 Bad Request: ${words}`);
  });

  it("counts the 4096 after the markup is taken away, and forgives a lost quotation when asked", async () => {
    expect((await send({ text: `<b>${"x".repeat(4096)}</b>`, parse_mode: "HTML" })).ok).toBe(true);
    expect((await send({ reply_parameters: { message_id: 1, allow_sending_without_reply: true } })).ok).toBe(true);
  });

  it("refuses 403 to whoever blocked the bot, and to whoever never pressed Start", async () => {
    expect(refusal(await send({ chat_id: Number(TOMASZ) }))).toBe("403 Forbidden: bot can't initiate conversation with a user");
    await phone("block", { isBlocked: true });
    expect(refusal(await send({}))).toBe("403 Forbidden: bot was blocked by the user");
  });

  it("refuses the next call as asked: 429 with retry_after, 403, 500, or done without an answer", async () => {
    await control("throttle");
    const throttled = await send({});
    expect([throttled.error_code, throttled.parameters]).toEqual([429, { retry_after: 3 }]);
    await control("refuse");
    expect((await send({})).error_code).toBe(403);
    await control("transient");
    expect((await send({})).error_code).toBe(500);
    await control("timeout");
    const silent = send({ text: "silent" }).catch(() => "cut off");
    expect(await Promise.race([silent, quiet().then(() => "silence")])).toBe("silence");
    const view = (await (await fetch(`${platform.url}/__phone/state?person=${INES}&account=${BOT}`)).json()) as { messages: { text: string }[] };
    expect(view.messages.at(-1)?.text).toBe("silent");
  });

  it("says `message is not modified` to an edit that changes nothing", async () => {
    const { result } = await send({ text: "same" });
    expect((await bot("editMessageText", { chat_id: Number(INES), message_id: result.message_id, text: "same" })).description).toContain(
      "message is not modified",
    );
    expect((await bot("editMessageText", { chat_id: Number(INES), message_id: result.message_id, text: "other" })).ok).toBe(true);
  });

  it("takes uploads, and gives them and people's photos back by getFile, up to 20 MB", async () => {
    const form = new FormData();
    form.set("chat_id", INES);
    form.set("photo", new Blob(["jpeg"], { type: "image/jpeg" }), "lamp.jpg");
    const sent = (await (await fetch(`${platform.url}/bot${token}/sendPhoto`, { method: "POST", body: form })).json()) as {
      result: { photo: { file_id: string }[] };
    };
    const found = await bot("getFile", { file_id: sent.result.photo.at(-1)?.file_id });
    const path = String(found.result.file_path);
    expect(await (await fetch(`${platform.url}/file/bot${token}/${path}`)).text()).toBe("jpeg");
    expect((await fetch(`${platform.url}/file/bot${BOT}:wrong/${path}`)).status).toBe(404);
    await phone("messages", { photo: { name: "long.mp4", type: "video/mp4", base64: "AA==", sizeBytes: 73_400_320 } });
    await until(() => updates().some(({ message }) => (message as { document?: object } | undefined)?.document !== undefined));
    const { document } = messageOf(-1) as { document: { file_id: string } };
    expect(refusal(await bot("getFile", { file_id: document.file_id }))).toBe("400 Bad Request: file is too big");
  });

  it("knows the name of who pressed Start, and of nobody else", async () => {
    expect((await bot("getChat", { chat_id: Number(INES) })).result).toMatchObject({ first_name: "Ines", last_name: "Vogel", type: "private" });
    expect(refusal(await bot("getChat", { chat_id: Number(TOMASZ) }))).toBe("400 Bad Request: chat not found");
  });

  it("makes a new bot as @BotFather does, and shows the phone page", async () => {
    const made = (await phone("bots", { name: "Night shift" })) as unknown as { token: string };
    expect((await bot("getMe", {}, made.token)).result).toMatchObject({ first_name: "Night shift" });
    expect(await (await fetch(platform.url)).text()).toContain("<title>Telegram (simulator)</title>");
  });
});
