import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start } from "./server";

interface Received {
  path: string;
  params: Record<string, string>;
  signature: string;
  token: string;
}

/** The desk, seen from Twilio. */
let desk: { url: string; received: Received[]; status: number; type: string; close(): void };
let platform: Awaited<ReturnType<typeof start>>;
let account: {
  sid: string;
  authToken: string;
  secondaryToken: string;
  from: string;
  serviceSid: string;
  keys: { sid: string; secret: string }[];
  numbers: { sid: string }[];
};
let person: { number: string };

interface Reply {
  status: number;
  headers: Headers;
  body: { code?: number; sid?: string; status?: string; num_segments?: string } & Record<string, unknown>;
}

async function call(method: string, path: string, { form, user }: { form?: [string, string][]; user?: string } = {}): Promise<Reply> {
  const authorization = `Basic ${Buffer.from(user ?? `${account.sid}:${account.authToken}`).toString("base64")}`;
  const url = path.startsWith("/v1") ? path : `/2010-04-01/Accounts/${account.sid}${path}`;
  const response = await fetch(`${platform.url}${url}`, { method, headers: { authorization }, body: form && new URLSearchParams(form), redirect: "manual" });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

const local = async (path: string, body: object) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const write = (written: object) => local("__phone/messages", { person: person.number, account: account.from, ...written }) as Promise<{ ids: string[] }>;
const disturb = (next: string) => local("__control", { next });
const change = (changes: object) => local("__account", { account: account.sid, ...changes });
const send = (over: Record<string, string> = {}, more: [string, string][] = []) => {
  const given = { To: person.number, From: account.from, Body: "Hello", StatusCallback: `${desk.url}/status?msg=1#rc=2`, ...over };
  return call("POST", "/Messages.json", { form: [...Object.entries(given).filter(([, value]) => value !== ""), ...more] });
};
const until = async (isDone: () => boolean) => {
  for (let i = 0; i < 500 && !isDone(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isDone()).toBe(true);
};
const statuses = () =>
  desk.received.filter(({ params }) => params.MessageStatus).map(({ params }) => [params.MessageStatus, params.ErrorCode].filter(Boolean).join(" "));

beforeEach(async () => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const params = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    received.push({
      path: request.url ?? "",
      params,
      signature: String(request.headers["x-twilio-signature"]),
      token: String(request.headers["i-twilio-idempotency-token"]),
    });
    response.writeHead(desk.status, { "content-type": desk.type }).end("<Response/>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  desk = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    status: 200,
    type: "text/xml",
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  platform = await start({ port: 0, appSecret: "seed", statusDelayMs: 10, answerTimeoutMs: 5_000, retryDelayMs: 5 });
  account = (await local("__phone/accounts", { name: "Shop" })) as typeof account;
  person = (await local("__phone/people", { name: "Ines" })) as typeof person;
  const form: [string, string][] = [
    ["SmsUrl", `${desk.url}/sms?a=1#rc=2`],
    ["SmsFallbackUrl", `${desk.url}/fallback`],
  ];
  await call("POST", `/IncomingPhoneNumbers/${account.numbers[0]?.sid}.json`, { form });
});

afterEach(async () => {
  await platform.close();
  desk.close();
});

describe("access", () => {
  it("lets in the account's tokens and its keys, and a key not to the account itself", async () => {
    const key = `${account.keys[0]?.sid}:${account.keys[0]?.secret}`;
    expect((await call("GET", ".json")).body).toMatchObject({ status: "active" });
    expect((await call("GET", ".json", { user: `${account.sid}:${account.secondaryToken}` })).status).toBe(200);
    expect((await call("GET", "/IncomingPhoneNumbers.json", { user: key })).status).toBe(200);
    expect((await call("GET", ".json", { user: key })).body.code).toBe(20003);
    expect(await call("GET", ".json", { user: `${account.sid}:wrong` })).toMatchObject({ status: 401, body: { code: 20003 } });
    expect((await call("GET", "/Nothing.json")).body.code).toBe(20404);
  });

  it("finds a number by its digits, keeps its address, and takes none that is no address", async () => {
    const listed = async (number: string) =>
      (await call("GET", `/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(number)}`)).body.incoming_phone_numbers;
    expect(await listed(account.from)).toMatchObject([{ phone_number: account.from, sms_url: `${desk.url}/sms?a=1#rc=2`, capabilities: { sms: true } }]);
    expect(await listed("+15550000000")).toEqual([]);
    expect((await call("POST", `/IncomingPhoneNumbers/${account.numbers[0]?.sid}.json`, { form: [["SmsUrl", "nonsense"]] })).body.code).toBe(21502);
  });
});

describe("what people write", () => {
  const last = () => desk.received.at(-1) as Received;

  it("is signed over the address without what stands behind the #, and every field by name", async () => {
    await disturb("new-field");
    await write({ text: "Grüße & Küsse + 100% 🙂" });
    const { params, signature, path } = last();
    const fields = Object.keys(params)
      .sort()
      .map((name) => name + params[name]);
    expect(signature).toBe(
      createHmac("sha1", account.authToken)
        .update(desk.url + path + fields.join(""))
        .digest("base64"),
    );
    expect(params).toMatchObject({ Body: "Grüße & Küsse + 100% 🙂", From: person.number, To: account.from, NumSegments: "1", Zeta: "" });
  });

  it("is tried again as the address allows, under the same token, and once at the fallback", async () => {
    desk.status = 503;
    await write({ text: "Hello" });
    expect(desk.received.map(({ path }) => path)).toEqual(["/sms?a=1", "/sms?a=1", "/sms?a=1", "/fallback"]);
    expect(new Set(desk.received.map(({ token }) => token)).size).toBe(1);
    desk.status = 401;
    await write({ text: "Hello" });
    expect(desk.received.slice(4).map(({ path }) => path)).toEqual(["/sms?a=1", "/fallback"]);
  });

  it("shows an answer that is no TwiML in the debugger", async () => {
    desk.type = "text/plain";
    await write({ text: "Hello" });
    expect(await (await fetch(`${platform.url}/__state`)).json()).toMatchObject({ alerts: [{ code: 12300 }] });
  });

  it("gives files to who signs in, by an address that is good for a minute", async () => {
    await write({ photo: { name: "a.png", type: "image/png", base64: Buffer.from("png").toString("base64") } });
    expect(last().params).toMatchObject({ Body: "", NumMedia: "1", MediaContentType0: "image/png" });
    const path = new URL(last().params.MediaUrl0 ?? "").pathname.replace(`/2010-04-01/Accounts/${account.sid}`, "");
    expect((await call("GET", path, { user: "nobody:none" })).status).toBe(401);
    const location = (await call("GET", path)).headers.get("location") ?? "";
    expect(await (await fetch(location)).text()).toBe("png");
    expect((await fetch(location.replace(/mark=./, "mark=x"))).status).toBe(403);
    await local("__clock", { advanceSeconds: 61 });
    expect((await fetch(location)).status).toBe(403);
  });

  it("comes by the pool's address when it is to the pool, with what Twilio took it for", async () => {
    await call("POST", `/v1/Services/${account.serviceSid}`, {
      form: [
        ["InboundRequestUrl", `${desk.url}/pool`],
        ["UseInboundWebhookOnNumber", "false"],
      ],
    });
    await write({ text: "STOP", isToPool: true });
    expect(last()).toMatchObject({ path: "/pool", params: { MessagingServiceSid: account.serviceSid, OptOutType: "STOP" } });
    expect((await send({ From: "", MessagingServiceSid: account.serviceSid })).body.code).toBe(21610);
    expect((await send()).status).toBe(201);
  });
});

describe("what is sent", () => {
  it("is queued, sent and delivered, and shown on the phone", async () => {
    expect(await send()).toMatchObject({ status: 201, body: { sid: expect.stringMatching(/^SM/), status: "queued", num_segments: "1" } });
    await until(() => statuses().length === 2);
    expect(statuses()).toEqual(["sent", "delivered"]);
    expect(desk.received[0]?.path).toBe("/status?msg=1");
  });

  it.each([
    ["unreachable", ["sent", "undelivered 30003"]],
    ["unregistered", ["failed 30034"]],
    ["reorder", ["delivered", "sent"]],
    ["double-status", ["sent", "sent", "delivered"]],
  ])("ends as it was told: %s", async (effect, expected) => {
    await disturb(effect);
    await send();
    await until(() => statuses().length === expected.length);
    expect(statuses()).toEqual(expected);
  });

  it.each([
    ["nobody to send it", { From: "" }, 21603],
    ["a number of somebody else", { From: "+15550000000" }, 21606],
    ["a pool that is not there", { From: "", MessagingServiceSid: "MG0" }, 20404],
    ["a number that is none", { To: "+1650555XXXX" }, 21211],
    ["no words and no file", { Body: "" }, 21602],
    ["1601 characters", { Body: "x".repeat(1601) }, 21617],
    ["a file without an address", { MediaUrl: "nonsense" }, 21620],
  ])("is refused with %s", async (_name, over, code) => {
    expect((await send(over)).body.code).toBe(code);
  });

  it("is refused with eleven files, by an empty pool, a number for calls and a suspended account", async () => {
    expect(
      (
        await send(
          {},
          Array.from({ length: 11 }, () => ["MediaUrl", "https://a.example/a.jpg"]),
        )
      ).body.code,
    ).toBe(21623);
    await change({ emptyPool: true, takesTexts: false });
    expect((await send({ From: "", MessagingServiceSid: account.serviceSid })).body.code).toBe(21703);
    expect((await send()).body.code).toBe(21606);
    await change({ status: "suspended" });
    expect((await send()).body.code).toBe(20005);
  });

  it("is refused after STOP, with Twilio's own words on the phone, until START", async () => {
    await write({ text: "stop" });
    expect((await send()).body.code).toBe(21610);
    await write({ text: "START" });
    expect((await send()).status).toBe(201);
    const view = (await (
      await fetch(`${platform.url}/__phone/state?person=${encodeURIComponent(person.number)}&account=${encodeURIComponent(account.from)}`)
    ).json()) as {
      messages: { from: string; text: string }[];
    };
    expect(view.messages.map(({ from }) => from)).toEqual(["person", "business", "person", "business", "business"]);
  });

  it("counts an emoji as what it does to a text", async () => {
    expect((await send({ Body: "x".repeat(160) })).body.num_segments).toBe("1");
    expect((await send({ Body: `${"x".repeat(159)}🙂` })).body.num_segments).toBe("3");
  });
});
