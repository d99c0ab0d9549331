import { createHash, createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChannelConfig, InboundItem, OutboundMessage, RawRequest, RenderContext, Secrets, SendError, SendRequest } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type ScriptedAnswer, scriptedTransport } from "@/server/testing/scripted-transport";
import { sms } from "./adapter";
import { byKey, byToken } from "./connect";
import { inbound } from "./inbound";
import type { SmsCredentials } from "./payload";

const json = (name: string) => JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));
const webhooks = readdirSync(new URL("./fixtures/", import.meta.url))
  .filter((name) => /^(in|status)-/.test(name))
  .map((name) => name.replace(".json", ""));

const golden = json("signed");
const credentials: SmsCredentials = { accountSid: "AC0123456789abcdef0123456789abcdef", authToken: golden.secret, from: "+15550783881" };
const secrets: Secrets = { app: null, channel: { accountId: credentials.from, credentials } };
const HOOK = "https://app.example.com/webhooks/twilio/sms?channel=12";
const PERSON = "+16505551234";
const SID = "SM00000000000000000000000000000051";

const bodyOf = (params: Record<string, string>) => new URLSearchParams(params).toString();
function request(
  body: string,
  { url = HOOK, headers = {}, method = "POST" }: { url?: string; headers?: Record<string, string>; method?: string } = {},
): RawRequest {
  const type = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
  return { method, url, query: Object.fromEntries(new URL(url).searchParams), headers: { ...type, ...headers }, rawBody: Buffer.from(body) };
}
/** As Twilio signs: the address, then every field by name. */
function sign(body: string, { url = HOOK, token = golden.secret } = {}): Record<string, string> {
  const form = new URLSearchParams(body);
  const fields = [...new Set(form.keys())].sort().flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value));
  return {
    "x-twilio-signature": createHmac("sha1", token)
      .update(url + fields.join(""))
      .digest("base64"),
  };
}
const fixtureRequest = (name: string) => {
  const { url, headers, params } = json(name);
  return request(bodyOf(params), { url, headers });
};
const read = (params: Record<string, string>, options: Parameters<typeof request>[1] = {}): InboundItem[] =>
  inbound.normalise(request(bodyOf(params), options), secrets);
const verdict = (raw: RawRequest, given = secrets) => inbound.verify(raw, given).kind;

describe("verify", () => {
  it("takes the golden request, with umlauts, ampersands, plus and percent signs", () => {
    expect(verdict(request(golden.body, { headers: golden.headers }))).toBe("ok");
  });

  it.each(webhooks)("takes %s as Twilio signed it", (name) => {
    // Theirs is over the fields as they stand; one fixture lacks its account on purpose and was signed with it.
    expect(verdict(fixtureRequest(name))).toBe("ok");
  });

  it.each([
    ["a changed field", request(golden.body.replace("4417", "4418").replace("K%C3%BCsse", "Kusse"), { headers: golden.headers })],
    ["an added field", request(`${golden.body}&Extra=1`, { headers: golden.headers })],
    ["another address", request(golden.body, { headers: golden.headers, url: `${HOOK}3` })],
    ["no signature", request(golden.body)],
    ["one in hex", request(golden.body, { headers: { "x-twilio-signature": Buffer.from(golden.headers["x-twilio-signature"], "base64").toString("hex") } })],
  ])("refuses %s", (_name, raw) => {
    expect(verdict(raw)).toBe("refused");
  });

  it("signs over fields nobody has heard of, empty ones, and different values of a repeated one", () => {
    const body = `Body=&From=${encodeURIComponent(PERSON)}&MessageSid=SM1&New=2&New=1&New=2`;
    expect(verdict(request(body, { headers: sign(body) }))).toBe("ok");
  });

  it("takes the address with its usual port and without, and with what we wrote behind the #", () => {
    for (const url of ["https://app.example.com:443/webhooks/twilio/sms?channel=12", `${HOOK}#rc=5&rp=ct,rt,5xx`]) {
      expect(verdict(request(golden.body, { headers: sign(golden.body, { url }) }))).toBe("ok");
      expect(verdict(request(golden.body, { url: "https://app.example.com:8443/x", headers: sign(golden.body, { url: "https://app.example.com/x" }) }))).toBe(
        "ok",
      );
    }
  });

  it("takes JSON by the hash in the address, and refuses it with another body", () => {
    const { url, headers, body } = json("signed-json-body");
    expect(verdict(request(body, { url, headers }))).toBe("ok");
    expect(verdict(request(body.replace("json body", "json bodY"), { url, headers }))).toBe("refused");
    const hash = createHash("sha256").update("{}").digest("hex");
    expect(verdict(request("{}", { url: `${HOOK}&bodySHA256=${hash}`, headers: { "content-type": "application/json" } }))).toBe("refused");
  });

  it("takes either token while they are being changed", () => {
    const both = { app: null, channel: { accountId: credentials.from, credentials: { ...credentials, authToken: "new", secondaryAuthToken: golden.secret } } };
    expect(verdict(request(golden.body, { headers: golden.headers }), both)).toBe("ok");
    expect(verdict(request(golden.body, { headers: sign(golden.body, { token: "new" }) }), both)).toBe("ok");
    expect(verdict(request(golden.body, { headers: sign(golden.body, { token: "" }) }), both)).toBe("refused");
  });

  it("answers with TwiML that says nothing", () => {
    const { status, headers, body } = json("out-twiml-empty-response").response;
    expect(inbound.answer(request(""), { kind: "stored", items: 1 })).toEqual({ status, headers, body });
  });
});

describe("normalise", () => {
  const event = (name: string) => inbound.normalise(fixtureRequest(name), secrets).map((item) => item.event);

  it.each([
    [
      "in-sms-text",
      {
        type: "message",
        externalId: "SM00000000000000000000000000000001",
        text: "Hello, order 4417?",
        attachments: [],
        from: { scope: "phone", value: PERSON, phone: PERSON, verified: true },
      },
    ],
    ["in-sms-emoji", { text: "Grüße 🙂 & more + spaces" }],
    ["in-sms-via-messaging-service", { text: "Hi" }],
    ["in-mms-no-text", { text: "", attachments: [{ kind: "image", mimeType: "image/jpeg", source: { url: expect.stringContaining("/Media/ME") } }] }],
    ["in-mms-two-media", { attachments: [{ kind: "image" }, { kind: "contact", name: "contact.vcf", mimeType: "text/vcard" }] }],
  ])("reads %s", (name, expected) => {
    expect(event(name)).toMatchObject([expected]);
  });

  it("reads a long text as one, and its thread is the person's number", () => {
    const [item] = inbound.normalise(fixtureRequest("in-long-sms-3-segments"), secrets);
    expect(item).toMatchObject({ account: null, thread: PERSON, dedupKey: "message:SM00000000000000000000000000000006", providerAt: null });
    expect(item?.event).toMatchObject({ text: json("in-long-sms-3-segments").params.Body });
  });

  it("keeps the words of who opts out or in, and notes it", () => {
    expect(event("in-opt-out-stop")).toMatchObject([
      { type: "message", text: "STOP" },
      { type: "blocked", from: { value: PERSON } },
    ]);
    expect(event("in-opt-in-start").map(({ type }) => type)).toEqual(["message", "unblocked"]);
  });

  it.each([
    [{ Body: " stop " }, "blocked"],
    [{ Body: "UNSUBSCRIBE" }, "blocked"],
    [{ Body: "Unstop" }, "unblocked"],
    [{ Body: "stop it" }, undefined],
    [{ Body: "Arrêt", OptOutType: "STOP" }, "blocked"],
    [{ Body: "STOP", OptOutType: "HELP" }, undefined],
  ])("understands %j", (fields, type) => {
    expect(read({ MessageSid: "SM1", From: PERSON, ...fields })[1]?.event.type).toBe(type);
  });

  it.each([
    ["nothing but a sid of the old name", { SmsSid: "SM1", From: PERSON }, { externalId: "SM1", text: "", attachments: [] }],
    ["no sender", { MessageSid: "SM1", Body: "a" }, { from: { value: "unknown" } }],
    ["no count, but media", { MessageSid: "SM1", From: PERSON, MediaUrl0: "https://api.twilio.com/m" }, { attachments: [{ kind: "file" }] }],
    [
      "a count without addresses",
      { MessageSid: "SM1", From: PERSON, NumMedia: "1", MediaContentType0: "image/png" },
      { isUnsupported: true, attachments: [{ kind: "unsupported" }] },
    ],
    ["a count that is none", { MessageSid: "SM1", From: PERSON, NumMedia: "many", Body: "a" }, { text: "a", attachments: [] }],
    ["a million media", { MessageSid: "SM1", From: PERSON, NumMedia: "1000000" }, { attachments: expect.toSatisfy((list: object[]) => list.length === 10) }],
    [
      "an address that is none",
      { MessageSid: "SM1", From: PERSON, NumMedia: "1", MediaUrl0: "javascript:alert(1)" },
      { attachments: [{ kind: "unsupported" }] },
    ],
    ["NUL", { MessageSid: "SM1", From: PERSON, Body: "a\0b" }, { text: "ab" }],
    [
      "a pressed button",
      { MessageSid: "SM1", From: PERSON, ButtonText: "Yes, please", ButtonPayload: "yes" },
      { text: "Yes, please", postback: { title: "Yes, please", payload: "yes" } },
    ],
    ["a name", { MessageSid: "SM1", From: PERSON, ProfileName: "Ines", Body: "a" }, { from: { name: "Ines" } }],
    ["a short code", { MessageSid: "SM1", From: "72345", Body: "a" }, { from: expect.not.objectContaining({ phone: expect.anything() }) }],
    ["a tapback of an iPhone", { MessageSid: "SM1", From: PERSON, Body: "Liked “On its way”" }, { text: "Liked “On its way”" }],
  ])("reads %s", (_name, params, expected) => {
    expect(read(params as Record<string, string>)[0]?.event).toMatchObject({ type: "message", ...expected });
  });

  it("reads what came by GET, and as JSON", () => {
    const url = `https://app.example.com/x?MessageSid=SM1&From=${encodeURIComponent(PERSON)}&Body=a`;
    expect(inbound.normalise(request("", { url, method: "GET" }), secrets)[0]?.event).toMatchObject({ text: "a" });
    const { body, headers } = json("signed-json-body");
    expect(inbound.normalise(request(body, { headers }), secrets)[0]?.event).toMatchObject({ text: "json body" });
  });

  it("refuses what is neither a message nor a status", () => {
    expect(() => read({ From: PERSON, Body: "a" })).toThrow("names no message");
  });
});

describe("statuses", () => {
  const status = (fields: Record<string, string>, url = HOOK) => read({ MessageSid: SID, To: PERSON, From: credentials.from, ...fields }, { url });

  it.each([
    ["status-sent", { status: "sent" }],
    ["status-delivered", { status: "delivered" }],
    ["status-out-of-order-sent-after-delivered", { status: "sent" }],
    ["status-undelivered-30003", { status: "failed", code: "30003", reason: expect.stringContaining("out of reach") }],
    ["status-failed-30034", { status: "failed", code: "30034", reason: expect.stringContaining("10DLC") }],
  ])("reads %s", (name, expected) => {
    const [item] = inbound.normalise(fixtureRequest(name), secrets);
    expect(item).toMatchObject({ thread: PERSON, event: { type: "status", externalIds: [SID], watermark: null, ...expected } });
  });

  it("gives the same status the same key, and another another", () => {
    expect(status({ MessageStatus: "sent" })[0]?.dedupKey).toBe(`status:${SID}:sent`);
    expect(status({ MessageStatus: "delivered" })[0]?.dedupKey).toBe(`status:${SID}:delivered`);
  });

  it("settles by our message's id in the address what became of a send whose answer was lost", () => {
    const url = "https://app.example.com/api/webhooks/sms/c1?msg=0199a000-0000-7000-8000-000000000001";
    expect(status({ MessageStatus: "queued" }, url)).toMatchObject([
      { dedupKey: `echo:${SID}`, thread: PERSON, event: { type: "echo", externalId: SID, clientRef: "0199a000-0000-7000-8000-000000000001" } },
      { event: { type: "ignored" } },
    ]);
    // Somebody else's mark is nothing of ours.
    expect(status({ MessageStatus: "queued" }, `${HOOK}&msg=120`)).toHaveLength(1);
  });

  it.each(["accepted", "scheduled", "queued", "sending", "teleported"])("settles %s without a status", (MessageStatus) => {
    expect(status({ MessageStatus })[0]?.event).toMatchObject({ type: "ignored", reason: expect.stringContaining(MessageStatus) });
  });

  it("tells that it was cancelled, that it was read, and that nobody says why it failed", () => {
    expect(status({ MessageStatus: "canceled" })[0]?.event).toMatchObject({ status: "failed", reason: expect.stringContaining("cancelled") });
    expect(status({ MessageStatus: "read" })[0]?.event).toMatchObject({ status: "read" });
    expect(status({ MessageStatus: "failed" })[0]?.event).toMatchObject({ status: "failed", reason: expect.stringContaining("no reason") });
    expect(status({ MessageStatus: "failed", ErrorCode: "99999" })[0]?.event).toMatchObject({ code: "99999", reason: expect.stringContaining("99999") });
  });

  it("notes that a person has opted out when a status says so", () => {
    expect(status({ MessageStatus: "failed", ErrorCode: "21610" })[1]).toMatchObject({ thread: PERSON, event: { type: "blocked", from: { value: PERSON } } });
  });
});

const config: ChannelConfig<SmsCredentials> = {
  accountId: credentials.from,
  credentials,
  tokens: memoryTokens(credentials),
  appTokens: memoryTokens(null),
  app: null,
  apiUrl: "https://api.twilio.com",
  webhookUrl: "https://app.example.com/api/webhooks/sms/c1",
};
const context: RenderContext = { to: { scope: "phone", value: PERSON }, thread: PERSON, hoursSinceInbound: null, capabilities: sms.capabilities };
const answer: OutboundMessage = { id: "m1", text: "Let me check", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null };
const photo = { kind: "image" as const, name: "a.jpg", mimeType: "image/jpeg", sizeBytes: 1000, url: "https://files.example.com/a.jpg" };
const render = (changes: Partial<OutboundMessage>) => sms.outbound.render({ ...answer, ...changes }, context);

describe("outbound", () => {
  const send = async (part: ReturnType<typeof render>[number] | undefined, own: Partial<SmsCredentials>, ...answers: ScriptedAnswer[]) => {
    const { transport, requests } = scriptedTransport(...answers);
    const call = {
      part,
      config: { ...config, credentials: { ...credentials, ...own } },
      to: context.to,
      window: null,
      idempotencyKey: "d:0",
      readAttachment: async () => new Uint8Array(),
    };
    const outcome = await sms.outbound.send(call as SendRequest<SmsCredentials>, transport).catch((error: SendError) => ({
      kind: error.kind,
      retryable: error.retryable,
      code: error.code,
    }));
    return { outcome, requests, form: Object.fromEntries(new URLSearchParams(String(requests[0]?.body))) };
  };

  it("makes the published call, with our message's id in the address of its statuses", async () => {
    const { request: published, response } = json("out-sms");
    const { outcome, requests, form } = await send(render({})[0], {}, { status: 201, body: response.body });
    expect(requests[0]).toMatchObject({ method: "POST", url: published.url, headers: { "content-type": "application/x-www-form-urlencoded" } });
    expect(requests[0]?.headers?.authorization).toBe(`Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString("base64")}`);
    expect(form).toEqual({ ...published.form, StatusCallback: "https://app.example.com/api/webhooks/sms/c1?msg=m1#rc=5&rp=ct,rt,5xx" });
    expect(outcome).toEqual({ externalIds: [SID] });
  });

  it("sends a picture from a pool of numbers as published", async () => {
    const { request: published, response } = json("out-mms-messaging-service");
    const own = { from: published.form.MessagingServiceSid };
    const { form, outcome } = await send(render({ text: "Photo", attachments: [photo] })[0], own, { status: 201, body: response.body });
    expect(form).toMatchObject({ To: PERSON, MessagingServiceSid: own.from, Body: "Photo", MediaUrl: published.form.MediaUrl[0] });
    expect(form).not.toHaveProperty("From");
    expect(outcome).toEqual({ externalIds: ["MM00000000000000000000000000000052"] });
  });

  it("signs in by the key where there is one", async () => {
    const own = { apiKeySid: `SK${"0".repeat(32)}`, apiKeySecret: "s" };
    const { requests } = await send(render({})[0], own, { status: 201, body: { sid: "SM1" } });
    expect(requests[0]?.headers?.authorization).toBe(`Basic ${Buffer.from(`${own.apiKeySid}:s`).toString("base64")}`);
  });

  it("cuts at 1600, and puts files on the last text, as many as five megabytes take", () => {
    const parts = render({ text: "One sentence. ".repeat(200), attachments: [photo, { ...photo, sizeBytes: 3e6 }, { ...photo, sizeBytes: 3e6 }] });
    expect(parts.map(({ body }) => [(body.Body as string | undefined)?.length ?? 0, (body.MediaUrl as string[] | undefined)?.length ?? 0])).toEqual([
      [expect.any(Number), 0],
      [expect.any(Number), 2],
      [0, 1],
    ]);
    expect(render({ text: null, attachments: [photo] }).map(({ body }) => body)).toEqual([{ messageId: "m1", To: PERSON, MediaUrl: [photo.url] }]);
  });

  it("writes buttons out as numbered lines", () => {
    const buttons = [
      { type: "reply" as const, title: "Yes" },
      { type: "link" as const, title: "Track", url: "https://shop.example/1" },
    ];
    expect(render({ payload: { buttons } })[0]?.body.Body).toBe("Let me check\n\n1. Yes\n2. Track (https://shop.example/1)");
  });

  it("says why nothing can be sent to who came by another network", () => {
    expect(sms.outbound.refusal?.({ scope: "phone", value: "whatsapp:+16505551234" })).toContain("whatsapp");
    expect(sms.outbound.refusal?.(context.to)).toBeNull();
  });

  it.each([
    ["err-20003", { kind: "auth", retryable: false, code: "20003" }],
    ["err-20429", { kind: "throttled", retryable: true }],
    ["err-21211", { kind: "unreachable", retryable: false }],
    ["err-21408", { kind: "unreachable", retryable: false }],
    ["err-21606", { kind: "auth", retryable: false }],
    ["err-21610", { kind: "blocked", retryable: false }],
    ["err-21611", { kind: "throttled", retryable: true }],
    ["err-21617", { kind: "content", retryable: false }],
  ])("tells what %s means", async (name, expected) => {
    expect((await send(render({})[0], {}, json(name))).outcome).toMatchObject(expected);
  });

  it.each([
    [20005, "auth"],
    [14107, "throttled"],
    [63018, "throttled"],
    [21612, "unreachable"],
    [21614, "unreachable"],
    [21602, "content"],
    [21620, "content"],
    [21623, "content"],
    [21603, "auth"],
    [21703, "auth"],
    [20404, "auth"],
    [12345, "content"],
  ])("tells what %d means", async (code, kind) => {
    expect((await send(render({})[0], {}, { status: 400, body: { code, message: "m", status: 400 } })).outcome).toMatchObject({ kind });
  });

  it("never repeats what may have been sent: a time-out, a failure of Twilio's, an answer that cannot be read", async () => {
    for (const given of [
      "silence",
      { status: 500, body: { code: 20500 } },
      { status: 503, body: "<html>" },
      { status: 201, body: "<html>" },
    ] as ScriptedAnswer[])
      expect((await send(render({})[0], {}, given)).outcome).toMatchObject({ kind: "unknown", retryable: false });
  });
});

describe("connect, health, media", () => {
  const ask = async <T>(run: (transport: ReturnType<typeof scriptedTransport>["transport"]) => Promise<T> | undefined, ...answers: ScriptedAnswer[]) => {
    const { transport, requests } = scriptedTransport(...answers);
    return { result: await run(transport), requests };
  };
  const number = (over: object = {}) => ({
    sid: "PN1",
    phone_number: credentials.from,
    friendly_name: "(555) 078-3881",
    sms_url: config.webhookUrl,
    capabilities: { sms: true, mms: true },
    ...over,
  });
  const numbers = (...list: object[]): ScriptedAnswer => ({ body: { incoming_phone_numbers: list } });
  const identify = (own: Partial<SmsCredentials>, ...answers: ScriptedAnswer[]) =>
    ask((transport) => byToken.identify?.({ credentials: { ...credentials, ...own }, apiUrl: config.apiUrl }, transport), ...answers);

  it("finds the number in the account, and calls it by its name where it has one", async () => {
    expect((await identify({}, numbers(number()))).result).toEqual({ accountId: credentials.from, name: credentials.from });
    expect((await identify({}, numbers(number({ friendly_name: "Hotline" })))).result).toMatchObject({ name: `Hotline (${credentials.from})` });
  });

  it("names the account's numbers to who typed another one, and refuses one for calls", async () => {
    await expect(identify({}, numbers(), numbers(number({ phone_number: "+15550000001" })))).rejects.toMatchObject({
      kind: "auth",
      message: expect.stringContaining("+15550000001"),
    });
    await expect(identify({}, numbers(number({ capabilities: { sms: false, voice: true } })))).rejects.toMatchObject({
      kind: "auth",
      message: expect.stringContaining("calls"),
    });
    await expect(identify({}, json("err-20003"))).rejects.toMatchObject({ kind: "auth" });
  });

  it("finds a pool of numbers and a short code", async () => {
    const from = "MG0123456789abcdef0123456789abcdef";
    const { result, requests } = await identify({ from }, { body: { sid: from, friendly_name: "Support" } });
    expect([result, requests[0]?.url]).toEqual([{ accountId: from, name: "Support (Messaging Service)" }, `https://messaging.twilio.com/v1/Services/${from}`]);
    await expect(identify({ from }, { status: 404, body: { code: 20404 } }, numbers())).rejects.toMatchObject({
      kind: "auth",
      message: expect.stringContaining("no numbers"),
    });
    expect((await identify({ from: "72345" }, { body: { short_codes: [{ sid: "SC1", short_code: "72345", friendly_name: "72345" }] } })).result).toMatchObject({
      name: "72345",
    });
  });

  it("proves token and key each", async () => {
    const own = { ...credentials, apiKeySid: `SK${"0".repeat(32)}`, apiKeySecret: "wrong" };
    const refused = ask((transport) => byKey.identify?.({ credentials: own, apiUrl: config.apiUrl }, transport), numbers(number()), json("err-20003"));
    await expect(refused).rejects.toMatchObject({ kind: "auth" });
  });

  it.each([
    ["(555) 078-3881", false],
    ["+1 555 078-3881", true],
    ["72345", true],
    ["MG0123456789abcdef0123456789abcdef", true],
    ["MG12", false],
    ["a number", false],
  ])("takes %s for a sender: %s", (from, isGood) => {
    expect(sms.credentials.safeParse({ ...credentials, from }).success).toBe(isGood);
  });

  it("sets the number's addresses for texts and leaves those for calls alone", async () => {
    const { requests } = await ask((transport) => sms.connect?.subscribe?.(config, transport), numbers(number()), { body: number() });
    const published = json("connect-set-number-urls").request;
    expect(requests[1]).toMatchObject({ method: published.method, url: published.url.replace(/PN\w+/, "PN1") });
    const address = `${config.webhookUrl}#rc=5&rp=ct,rt,5xx`;
    expect(Object.fromEntries(new URLSearchParams(String(requests[1]?.body)))).toEqual({
      SmsUrl: address,
      SmsMethod: "POST",
      SmsFallbackUrl: address,
      SmsFallbackMethod: "POST",
    });
  });

  it("sets a service's address so that its numbers use it, and takes away only our own", async () => {
    const pool = { ...config, credentials: { ...credentials, from: "MG0123456789abcdef0123456789abcdef" } };
    const { requests } = await ask((transport) => sms.connect?.subscribe?.(pool, transport), { body: { sid: "MG" } }, { body: { sid: "MG" } });
    expect(Object.fromEntries(new URLSearchParams(String(requests[1]?.body)))).toMatchObject({ UseInboundWebhookOnNumber: "false", InboundMethod: "POST" });
    const left = await ask((transport) => sms.connect?.unsubscribe?.(config, transport), numbers(number({ sms_url: "https://other.example/" })));
    expect(left.requests).toHaveLength(1);
    const taken = await ask((transport) => sms.connect?.unsubscribe?.(config, transport), numbers(number()), { body: number() });
    expect(new URLSearchParams(String(taken.requests[1]?.body)).get("SmsUrl")).toBe("");
  });

  const active = { body: { status: "active" } };
  it.each<[string, ScriptedAnswer[], object]>([
    ["all is well", [active, numbers(number({ sms_url: `${config.webhookUrl}#rc=5` }))], { status: "live", reason: null }],
    ["the account is suspended", [{ body: { status: "suspended" } }], { status: "action-needed", reason: expect.stringContaining("suspended") }],
    ["the number was released", [active, numbers()], { status: "action-needed", reason: expect.stringContaining("does not belong") }],
    [
      "somebody else has it",
      [active, numbers(number({ sms_url: "https://other.example/" }))],
      { status: "action-needed", reason: expect.stringContaining("another program") },
    ],
    ["its address is gone and set again", [active, numbers(number({ sms_url: "" })), numbers(number()), { body: number() }], { status: "live" }],
    ["the token is dead", [json("err-20003")], { status: "action-needed" }],
    ["Twilio is away", ["away"], { status: "degraded" }],
  ])("tells that %s", async (_name, answers, expected) => {
    expect((await ask((transport) => sms.health?.check(config, transport), ...answers)).result).toMatchObject(expected);
  });

  it("shows its sign-in to Twilio alone", async () => {
    const fetch = (url: string) => sms.media?.request?.({ source: { url }, config }, scriptedTransport().transport);
    expect(await fetch("https://api.twilio.com/m")).toMatchObject({ headers: { authorization: expect.stringContaining("Basic ") } });
    expect(await fetch("https://api.twilio.com.evil.example/m")).toEqual({ method: "GET", url: "https://api.twilio.com.evil.example/m" });
    await expect(fetch("nonsense")).rejects.toMatchObject({ kind: "content" });
  });
});

const reply = (name: string) => {
  const { status, headers, body } = json(name);
  return { status, headers, body: JSON.stringify(body) };
};

runContractTests(sms, {
  secrets,
  request: (body) => request(body, { headers: sign(body) }),
  signature: "body",
  bodies: Object.fromEntries(webhooks.map((name) => [name, bodyOf(json(name).params)])),
  message: bodyOf(json("in-sms-text").params),
  unsupported: bodyOf({ MessageSid: "SM1", From: PERSON, NumMedia: "1" }),
  unreadable: "From=%2B16505551234&Body=a",
  withUnknownFields: (body) => `${body}&Future=yes&Body2=%00`,
  outbound: {
    credentials,
    context: { to: context.to, thread: PERSON, hoursSinceInbound: null },
    message: answer,
    textOf: (part) => (part.body.Body as string | undefined) ?? null,
    sent: { reply: { status: 201, body: JSON.stringify(json("out-sms").response.body) }, externalIds: [SID] },
    errors: [
      { name: "a dead token", reply: reply("err-20003"), kind: "auth", retryable: false },
      { name: "too many calls", reply: reply("err-20429"), kind: "throttled", retryable: true },
      { name: "somebody who opted out", reply: reply("err-21610"), kind: "blocked", retryable: false },
      { name: "a number that is none", reply: reply("err-21211"), kind: "unreachable", retryable: false },
      { name: "a text too long", reply: reply("err-21617"), kind: "content", retryable: false },
      { name: "a failure of its own", reply: { status: 500, body: '{"code":20500}' }, kind: "unknown", retryable: false },
    ],
  },
});
