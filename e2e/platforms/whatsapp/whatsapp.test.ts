import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start } from "./server";

const APP = { appId: "517793277738000", appSecret: "the app's secret", verifyToken: "vt_9c2e" };
const WABA = "231904417800101";
const NUMBER = "231904417801001";
const ON_APP = "231904417801002";

type Value = Record<string, { id?: string; status?: string; recipient_id?: string; errors?: { code: number }[] }[]>;

/** The desk, seen from the platform: takes webhooks, as it is told to. */
let desk: { url: string; received: { raw: string; signature: string }[]; failures: number; close(): void };
let platform: Awaited<ReturnType<typeof start>>;
let token: string;

const post = (path: string, body: unknown) => fetch(`${platform.url}${path}`, { method: "POST", body: JSON.stringify(body) });
const api = async (method: string, path: string, body?: object) => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(`${platform.url}/v25.0/${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, never> & { error?: { code: number } } };
};
const phone = (path: string, body: object, account = NUMBER) => post(`/__phone/${path}`, { person: "1001", account, ...body });
const control = (next: string) => post("/__control", { next });
const values = () =>
  desk.received.flatMap(({ raw }) =>
    JSON.parse(raw).entry.flatMap((entry: { changes: { value: Value }[] }) => entry.changes.map(({ value }) => value)),
  ) as Value[];
const send = (fields: object, to = "+4915112345678") => api("POST", `${NUMBER}/messages`, { messaging_product: "whatsapp", to, ...fields });
const text = (body: string) => ({ type: "text", text: { body } });

async function openDesk(): Promise<typeof desk> {
  const received: typeof desk.received = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ raw: Buffer.concat(chunks).toString(), signature: String(request.headers["x-hub-signature-256"]) });
    desk.failures -= 1;
    response.writeHead(desk.failures >= 0 ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, failures: 0, close };
}

async function begin(stateFile?: string): Promise<void> {
  platform = await start({ port: 0, ...APP, webhookUrl: desk.url, retryDelaysMs: [10, 20, 30], stateFile });
  const state = (await (await fetch(`${platform.url}/__state`)).json()) as { accounts: { id: string; accessToken: string }[] };
  token = state.accounts.find(({ id }) => id === WABA)?.accessToken ?? "";
}

beforeEach(async () => {
  desk = await openDesk();
  await begin();
  await api("POST", `${WABA}/subscribed_apps`);
  await api("POST", `${NUMBER}/register`, { messaging_product: "whatsapp", pin: "581063" });
});
afterEach(async () => {
  await platform.close();
  desk.close();
});

describe("telling", () => {
  it("signs what it sends, with unicode and slashes escaped", async () => {
    await phone("messages", { text: "Grüße 🙂 https://shop.example/p" });
    const [{ raw, signature }] = desk.received as [{ raw: string; signature: string }];
    expect(raw).toContain("Gr\\u00fc\\u00dfe \\ud83d\\ude42 https:\\/\\/shop");
    expect(signature).toBe(`sha256=${createHmac("sha256", APP.appSecret).update(raw).digest("hex")}`);
  });

  it("says nothing before the account is subscribed", async () => {
    await api("DELETE", `${WABA}/subscribed_apps`);
    await phone("messages", { text: "Hello" });
    expect(desk.received).toEqual([]);
  });

  it("tries again with the same bytes until it is heard, and then gives up", async () => {
    desk.failures = 2;
    await phone("messages", { text: "again" });
    await expect.poll(() => desk.received.length).toBe(3);
    expect(new Set(desk.received.map(({ raw }) => raw)).size).toBe(1);
    desk.failures = 9;
    await phone("messages", { text: "lost" });
    await expect.poll(() => desk.received.length).toBe(7);
  });

  it("tells edits only of numbers in the phone app, and only for a while", async () => {
    const write = async (account: string) => ((await (await phone("messages", { text: "Helo" }, account)).json()) as { id: string }).id;
    await phone("edit", { id: await write(NUMBER), text: "Hello" });
    expect(desk.received).toHaveLength(1);
    const id = await write(ON_APP);
    await phone("edit", { id, text: "Hello" }, ON_APP);
    expect(desk.received).toHaveLength(3);
    await post("/__clock", { advanceHours: 0.3 });
    expect(await (await phone("edit", { id, text: "Hello!" }, ON_APP)).json()).toEqual({ ok: false });
  });

  it("names a removed partner as the entry, and then takes no token any more", async () => {
    await post("/__account", { account: WABA, event: "PARTNER_REMOVED" });
    expect(JSON.parse(desk.received[0]?.raw ?? "").entry[0]).toMatchObject({ id: "2949482758682047", changes: [{ value: { waba_info: { waba_id: WABA } } }] });
    expect((await send(text("Hi"))).body.error?.code).toBe(190);
  });
});

describe("sending", () => {
  beforeEach(() => phone("messages", { text: "Hello" }));

  it("puts its own country's code before a number without a plus sign", async () => {
    await send(text("Hi"), "4915112345678");
    await expect
      .poll(() =>
        values()
          .flatMap((value) => value.statuses ?? [])
          .map(({ errors }) => errors?.[0]?.code),
      )
      .toEqual([131026]);
  });

  it("tells no number in a status of who has a user name", async () => {
    await post("/__phone/messages", { person: "1002", account: NUMBER, text: "no phone here" });
    const contact = values().at(-1)?.contacts?.[0] as unknown as { user_id: string; wa_id?: string };
    expect(contact.wa_id).toBeUndefined();
    await api("POST", `${NUMBER}/messages`, { messaging_product: "whatsapp", recipient: contact.user_id, ...text("Hi") });
    await expect.poll(() => values().flatMap((value) => value.statuses ?? [])).toMatchObject([{ recipient_user_id: contact.user_id }, {}]);
    expect(
      values()
        .flatMap((value) => value.statuses ?? [])
        .some((status) => "recipient_id" in status),
    ).toBe(false);
  });

  const reply = (title: string, id = title) => ({ type: "reply", reply: { id, title } });
  const interactive = (type: string, action: object, words = "Which?") => ({ type: "interactive", interactive: { type, body: { text: words }, action } });
  const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `${i}`, title: `${i}` }));
  it.each([
    ["4,097 characters", text("x".repeat(4097)), 100],
    ["nothing", text(""), 131008],
    ["four buttons", interactive("button", { buttons: ["1", "2", "3", "4"].map((title) => reply(title)) }), 100],
    ["a button of 21 characters", interactive("button", { buttons: [reply("x".repeat(21))] }), 100],
    ["two buttons of one title", interactive("button", { buttons: [reply("a", "1"), reply("a", "2")] }), 100],
    ["1,025 characters above buttons", interactive("button", { buttons: [reply("a")] }, "x".repeat(1025)), 100],
    ["eleven rows", interactive("list", { button: "x", sections: [{ rows: rows(11) }] }), 100],
    ["a row of 25 characters", interactive("list", { button: "x", sections: [{ rows: [{ id: "1", title: "x".repeat(25) }] }] }), 100],
    ["a file nobody uploaded", { type: "image", image: { id: "1" } }, 131009],
    ["a poll", { type: "poll", poll: {} }, 131051],
    ["another product", { messaging_product: "messenger", ...text("Hi") }, 100],
  ])("refuses %s", async (_name, fields, code) => {
    expect((await send(fields)).body.error?.code).toBe(code);
  });

  it.each([
    ["three buttons", interactive("button", { buttons: ["1", "2", "3"].map((title) => reply(title)) })],
    ["ten rows", interactive("list", { button: "x", sections: [{ rows: rows(10) }] })],
    ["4,096 characters", text("x".repeat(4096))],
  ])("takes %s", async (_name, fields) => {
    expect((await send(fields)).status).toBe(200);
  });

  it("refuses an effect that nobody has heard of", async () => {
    expect((await control("explode")).status).toBe(400);
  });
});

it("takes a number out of the API until it is registered with its PIN again", async () => {
  await phone("messages", { text: "Hello" });
  expect((await api("POST", `${NUMBER}/deregister`)).status).toBe(200);
  expect((await send(text("Hi"))).body.error?.code).toBe(133010);
  const register = (pin: string) => api("POST", `${NUMBER}/register`, { messaging_product: "whatsapp", pin });
  expect((await register("000000")).body.error?.code).toBe(133005);
  expect((await register("581063")).status).toBe(200);
  expect((await send(text("Hi"))).status).toBe(200);
});

it("remembers numbers, subscriptions and windows over a restart", async () => {
  const stateFile = `/tmp/parley-whatsapp-${process.pid}-${Date.now()}.json`;
  await platform.close();
  await begin(stateFile);
  await api("POST", `${WABA}/subscribed_apps`);
  await api("POST", `${NUMBER}/register`, { messaging_product: "whatsapp", pin: "581063" });
  await phone("messages", { text: "Hello" });
  await platform.close();
  await begin(stateFile);
  expect((await send(text("Hi"))).status).toBe(200);
});
