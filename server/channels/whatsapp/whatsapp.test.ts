import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InboundItem, RawRequest, Secrets } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { whatsapp } from "./adapter";
import { inbound } from "./inbound";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url));
const json = (name: string) => JSON.parse(fixture(name).toString());
const webhooks = readdirSync(new URL("./fixtures/", import.meta.url))
  .map((name) => name.replace(".json", ""))
  .filter((name) => /^(in|status|field)-/.test(name));

const NUMBER = "106540352242922";
const WABA = "102290129340398";
const PERSON = "US.13491208655302741918";
const PHONE = "16505551234";
const secrets: Secrets = { app: { appId: "517793277738000", appSecret: "app secret", verifyToken: "vt_9c2e" }, channel: null };

function post(rawBody: Uint8Array | string, headers: Record<string, string> = {}): RawRequest {
  return {
    method: "POST",
    url: "https://desk.example.com/api/webhooks/whatsapp",
    query: {},
    headers: { "content-type": "application/json", ...headers },
    rawBody: Buffer.from(rawBody),
  };
}

const read = (body: unknown): InboundItem[] => inbound.normalise(post(typeof body === "string" ? body : JSON.stringify(body)), secrets);
const readFixture = (name: string): InboundItem => inbound.normalise(post(fixture(name)), secrets)[0] as InboundItem;
const change = (value: object, field = "messages") => ({ object: "whatsapp_business_account", entry: [{ id: WABA, changes: [{ field, value }] }] });
const metadata = { display_phone_number: "15550783881", phone_number_id: NUMBER };
const contacts = [{ profile: { name: "Sheena Nelson" }, wa_id: PHONE, user_id: PERSON }];
const message = (fields: object) => change({ metadata, contacts, messages: [{ from: PHONE, id: "wamid.1", timestamp: "1789550400", ...fields }] });
const first = (fields: object) => read(message(fields))[0] as InboundItem;

describe("verify", () => {
  const golden = json("signed");
  const goldenSecrets: Secrets = { ...secrets, app: { appId: "1", appSecret: golden.secret, verifyToken: "" } };

  it("accepts the golden vector on its untouched bytes", () => {
    expect(inbound.verify(post(golden.body, golden.headers), goldenSecrets)).toEqual({ kind: "ok" });
    expect(inbound.normalise(post(golden.body), secrets)[0]).toMatchObject({ event: { text: "Grüße 👋 aus München" } });
  });

  it.each([
    ["one byte changed", golden.body.replace("aus", "auf"), golden.headers],
    ["the same JSON written again", JSON.stringify(JSON.parse(golden.body)), golden.headers],
    ["no signature", golden.body, {}],
  ])("refuses %s", (_name, body, headers) => {
    expect(inbound.verify(post(body, headers), goldenSecrets).kind).toBe("refused");
  });

  it("answers the greeting with its challenge, and a wrong token with 403", () => {
    const { request, response, on_wrong_token: wrong } = json("verify-challenge");
    const query = Object.fromEntries(new URL(request.path, "https://desk.example.com").searchParams);
    const greeting = { ...post(""), method: "GET", query };
    expect(inbound.verify(greeting, secrets)).toEqual({ kind: "challenge", body: response.body });
    const refused = inbound.verify({ ...greeting, query: { ...query, "hub.verify_token": "vt_9c2f" } }, secrets);
    expect(refused.kind).toBe("refused");
    expect(inbound.answer(greeting, { kind: "refused", reason: "no" }).status).toBe(wrong.status);
  });
});

describe("normalise: every event of the catalogue", () => {
  const party = {
    scope: "whatsapp",
    value: PERSON,
    name: "Sheena Nelson",
    phone: `+${PHONE}`,
    verified: true,
    also: [{ scope: "whatsapp", value: PHONE }],
  };
  const OUR_MESSAGE = "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQb3V0MQAA==";

  it.each([
    ["in-text", { type: "message", text: "Does it come in another colour?", from: party, attachments: [] }],
    ["in-text-reply-context", { type: "message", replyToExternalId: OUR_MESSAGE }],
    ["in-text-forwarded", { type: "message", text: "FWD: promo" }],
    [
      "in-text-ctwa-referral",
      { type: "message", referral: { source_id: "120226305854810726", headline: "Chat with us", ctwa_clid: "Aff-n8ZTODiE79d22KtAwQ" } },
    ],
    ["in-text-product-enquiry", { type: "message", referral: { catalog_id: "194836987003835", product_id: "di9ozbzfi4" } }],
    ["in-image", { text: "It arrived broken", attachments: [{ kind: "image", mimeType: "image/jpeg", source: { mediaId: "1003383421387256" } }] }],
    ["in-video", { text: "see", attachments: [{ kind: "video", mimeType: "video/mp4" }] }],
    ["in-audio-voice", { attachments: [{ kind: "voice", mimeType: "audio/ogg", source: { mediaId: "1908647269898587" } }] }],
    ["in-document", { attachments: [{ kind: "file", name: "invoice-4417.pdf" }] }],
    ["in-sticker", { attachments: [{ kind: "sticker", mimeType: "image/webp" }] }],
    ["in-location", { attachments: [{ kind: "location", data: { latitude: 48.137154, longitude: 11.576124, title: "Marienplatz" } }] }],
    ["in-contacts", { attachments: [{ kind: "contact", name: "Tom Reed", data: { phone: "+1 650-555-9999", company: "Acme" } }] }],
    ["in-interactive-button-reply", { text: "Cancel", postback: { title: "Cancel", payload: "cancel-button" } }],
    ["in-interactive-list-reply", { text: "Priority Mail Express", postback: { payload: "priority_express" } }],
    ["in-template-button", { text: "Unsubscribe", postback: { title: "Unsubscribe", payload: "UNSUBSCRIBE" } }],
    ["in-flow-reply", { text: "Sent\nemail: sheena@example.com\nrating: 5", postback: { title: "Sent", payload: expect.stringContaining("ft-8841") } }],
    ["in-order", { text: "Please wrap it\n2 × di9ozbzfi4 (30 USD)", attachments: [{ kind: "share", data: { catalogId: "194836987003835" } }] }],
    ["in-reaction", { type: "reaction", emoji: "👍", action: "add", externalId: OUR_MESSAGE }],
    ["in-reaction-removed", { type: "reaction", emoji: "", action: "remove" }],
    ["in-unsupported", { type: "message", isUnsupported: true, attachments: [{ kind: "unsupported", data: { type: "poll" } }] }],
    ["in-edit-coexistence", { type: "edit", text: "Does it come in another size?" }],
    ["in-revoke-coexistence", { type: "delete" }],
    ["in-bsuid-only-no-phone", { type: "message", from: { scope: "whatsapp", value: "IL.88412001200340050", name: "Lior", verified: true } }],
    ["in-smb-echo", { type: "echo", text: "Answered from the phone app", clientRef: null, to: { value: PHONE } }],
    ["in-system-number-change", { type: "moved", from: { value: PHONE }, to: { value: "12195555358" } }],
    ["in-account-level-error", { type: "ignored" }],
    ["status-sent", { type: "status", status: "sent", externalIds: [OUR_MESSAGE] }],
    ["status-sent-legacy-shape", { type: "status", status: "sent" }],
    ["status-delivered", { type: "status", status: "delivered", to: { value: PERSON } }],
    ["status-delivered-bsuid-no-phone", { type: "status", status: "delivered", to: { value: "IL.88412001200340050" } }],
    ["status-read", { type: "status", status: "read" }],
    ["status-read-without-delivered", { type: "status", status: "read" }],
    ["status-played", { type: "status", status: "read" }],
    ["status-failed-window", { type: "status", status: "failed", code: "131047", reason: expect.stringContaining("template") }],
    ["status-failed-undeliverable", { type: "status", status: "failed", code: "131026" }],
    ["status-failed-marketing-cap", { type: "status", status: "failed", code: "131049", reason: expect.stringContaining("tomorrow") }],
    ["status-with-free-entry-conversation", { type: "status", status: "sent" }],
    ["field-template-status-approved", { type: "template", externalId: "1689556908129832", status: "approved" }],
    ["field-template-status-rejected", { type: "template", status: "rejected", reason: "INVALID_FORMAT" }],
    ["field-account-update-disabled", { type: "account", status: "action-needed" }],
    ["field-account-update-partner-removed", { type: "account", status: "disconnected" }],
    ["field-phone-quality", { type: "ignored" }],
    ["field-user-preferences-stop", { type: "notice", notice: "marketing-off", from: { value: PHONE } }],
  ])("reads %s", (name, expected) => {
    expect(readFixture(name).event).toMatchObject(expected);
  });

  it("reads the fixtures that the table above forgot as something", () => {
    expect(webhooks.flatMap((name) => read(fixture(name).toString())).every((item) => item.dedupKey !== "")).toBe(true);
  });

  it("finds the account of what is about no number: the entry, or with a partner as entry what stands inside", () => {
    expect(readFixture("field-template-status-approved").account).toBe(WABA);
    expect(readFixture("field-account-update-partner-removed").account).toBe(WABA);
  });

  it("keeps both numbers of one body apart, in order", () => {
    const items = read(fixture("in-batch-two-numbers").toString());
    expect(items.map(({ account, event }) => [account, event.type, event.type === "message" && event.text])).toEqual([
      [NUMBER, "message", "one"],
      [NUMBER, "message", "zero (older)"],
      ["106540352249999", "status", false],
    ]);
  });

  it("reads a group in a thread of its own, with who wrote in it", () => {
    const { thread, event } = readFixture("in-group-message");
    expect(thread).toBe("group:Y2FwaV9ncm91cDoxNzA1");
    expect(event).toMatchObject({ from: party, conversationParty: { value: "group:Y2FwaV9ncm91cDoxNzA1" } });
  });
});

describe("normalise: who it is", () => {
  const both = { ...metadata };
  it.each([
    ["a phone alone", { from: PHONE }, [], { value: PHONE }, PHONE],
    ["both", { from: PHONE, from_user_id: PERSON }, [], { value: PERSON, also: [{ scope: "whatsapp", value: PHONE }] }, PERSON],
    ["a user id where a phone is meant to be", { from: PERSON }, [], { value: PERSON }, PERSON],
    ["the contact's ids, by match and not by place", { from: PHONE }, [{ wa_id: "1999999999" }, ...contacts], { value: PERSON }, PERSON],
    ["nobody, and one contact", {}, contacts, { value: PERSON }, PERSON],
  ])("is told by %s", (_name, ids, people, from, thread) => {
    const body = change({ metadata: both, contacts: people, messages: [{ ...ids, id: "wamid.1", timestamp: "1", type: "text", text: { body: "x" } }] });
    expect(read(body)[0]).toMatchObject({ thread, event: { from } });
  });

  it.each([
    ["5511987654321", "551187654321"],
    ["551187654321", "5511987654321"],
    ["5215512345678", "525512345678"],
    ["525512345678", "5215512345678"],
    ["5491123456789", "541123456789"],
    ["541123456789", "5491123456789"],
  ])("knows %s as %s too", (phone, other) => {
    expect(read(change({ metadata, messages: [{ from: phone, id: "wamid.1", type: "text", text: { body: "x" } }] }))[0]?.event).toMatchObject({
      from: { value: phone, also: [{ scope: "whatsapp", value: other }] },
    });
  });

  it("keeps a Brazilian landline as it is", () => {
    const item = read(change({ metadata, messages: [{ from: "551133334444", id: "wamid.1", type: "text", text: { body: "x" } }] }))[0];
    expect(item?.event).toMatchObject({ from: { also: [] } });
  });
});

describe("addressOf", () => {
  it.each([
    ["+1 650-555-1234", "16505551234"],
    ["0046 8 555 01 01", "4685550101"],
    ["4915112345678", "4915112345678"],
    ["US.13491208655302741918", "US.13491208655302741918"],
    ["0711 123456", null],
    ["ines@example.com", null],
    ["", null],
  ])("takes %j as %s", (typed, value) => {
    expect(whatsapp.addressOf?.(typed) ?? null).toEqual(value && { scope: "whatsapp", value });
  });
});

describe("normalise: tolerance", () => {
  it("knows a send of ours again by its mark, whatever became of the answer", () => {
    const ours = "0199a000-0000-7000-8000-000000000001";
    const status = { id: "wamid.9", status: "sent", timestamp: "1789550400", recipient_id: PHONE, biz_opaque_callback_data: ours };
    const items = read(change({ metadata, contacts, statuses: [status] }));
    expect(items.map(({ event }) => event)).toMatchObject([
      { type: "echo", externalId: "wamid.9", clientRef: ours },
      { type: "status", externalIds: ["wamid.9"] },
    ]);
    expect(new Set(items.map(({ lane }) => lane)).size).toBe(1);
    expect(read(change({ metadata, contacts, statuses: [{ ...status, biz_opaque_callback_data: "conv:1" }] }))).toHaveLength(1);
  });

  it("reads a status that names nobody", () => {
    expect(read(change({ metadata, statuses: [{ id: "wamid.9", status: "read", timestamp: "1789550400" }] }))[0]).toMatchObject({
      thread: null,
      event: { status: "read", to: null },
    });
  });

  it("keeps the caption of a file that WhatsApp lost", () => {
    const lost = first({ type: "image", image: { caption: "the lamp" }, errors: [{ code: 131052, error_data: { details: "Media download error" } }] });
    expect(lost.event).toMatchObject({
      text: "the lamp",
      isUnsupported: true,
      attachments: [{ kind: "unsupported", data: { type: "image", reason: "Media download error" } }],
    });
  });

  it.each([["request_welcome"], ["ephemeral"], ["unknown"], ["hologram"]])("keeps a message of type %s as unsupported", (type) => {
    expect(first({ type }).event).toMatchObject({ isUnsupported: true, attachments: [{ kind: "unsupported", data: { type } }] });
  });

  it.each([
    [0, "account"],
    [190, "account"],
    [130429, "ignored"],
    [999, "ignored"],
  ])("takes the lone error %s as %s", (code, type) => {
    expect(read(change({ metadata, errors: [{ code, title: "x" }] }))[0]).toMatchObject({ account: NUMBER, event: { type } });
  });

  it("reads account notices wherever their field stands", () => {
    const value = { event: "ACCOUNT_RESTRICTION", restriction_info: [] };
    expect(read(change(value, "account_update"))[0]?.event).toMatchObject({ type: "account", status: "action-needed" });
    expect(read({ entry: [{ id: WABA, changes: [{ value: { ...value, event: "PARTNER_ADDED" } }] }] })[0]?.event.type).toBe("ignored");
  });

  it("knows what the customer's phone shows formatted, and leaves the words as they were typed", () => {
    const body = "*Two* of these, ~three~ no * more";
    const event = read(change({ metadata, messages: [{ from: PHONE, id: "wamid.1", timestamp: "1", type: "text", text: { body } }] }))[0]?.event;
    expect(event).toMatchObject({ text: body, markdown: "**Two** of these, ~~three~~ no \\* more" });
  });

  it("keeps one item a place when its neighbours cannot be read", () => {
    const good = { from: PHONE, id: "wamid.1", timestamp: "1", type: "text", text: { body: "good" } };
    const items = read({ entry: [7, { id: WABA, changes: [null, { value: { metadata, messages: [null, 3, good, { type: "text" }], statuses: [{}] } }] }, {}] });
    expect(items.map(({ event }) => event.type)).toEqual(["ignored", "ignored", "ignored", "ignored", "message", "ignored", "ignored", "ignored"]);
    expect(new Set(items.map(({ dedupKey }) => dedupKey)).size).toBe(items.length);
  });

  it("takes a thousand updates in one body", () => {
    const messages = Array.from({ length: 1000 }, (_, i) => ({ from: PHONE, id: `wamid.${i}`, timestamp: "1", type: "text", text: { body: `${i}` } }));
    expect(read(change({ metadata, contacts, messages }))).toHaveLength(1000);
  });
});

const sign = (body: string) => ({ "x-hub-signature-256": `sha256=${createHmac("sha256", "app secret").update(body).digest("hex")}` });
const err = (name: string) => {
  const { status, body } = json(name);
  return { status, body: JSON.stringify(body) };
};

runContractTests(whatsapp, {
  secrets,
  request: (body) => post(body, sign(body)),
  signature: "body",
  bodies: Object.fromEntries(webhooks.map((name) => [name, fixture(name).toString()])),
  message: fixture("in-text").toString(),
  batch: { body: fixture("in-batch-two-numbers").toString(), items: 3 },
  unsupported: fixture("in-unsupported").toString(),
  unreadable: '{"object":"whatsapp_business_account","entry":[',
  outbound: {
    credentials: { phoneNumberId: NUMBER, wabaId: WABA, accessToken: "token", pin: "581063" },
    context: { to: { scope: "whatsapp", value: PHONE }, thread: PERSON, hoursSinceInbound: 1 },
    message: { id: "0199a000-0000-7000-8000-000000000001", text: "Hello", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null },
    textOf: (part) => (part.body.text as { body: string } | undefined)?.body ?? null,
    sent: { reply: { status: 200, body: JSON.stringify(json("out-text").response.body) }, externalIds: [json("out-text").response.body.messages[0].id] },
    errors: [
      { name: "a closed window", reply: err("err-window-131047"), kind: "window", retryable: false },
      { name: "a dead token", reply: err("err-token-190"), kind: "auth", retryable: false },
      { name: "too much to one person", reply: err("err-pair-rate-131056"), kind: "throttled", retryable: true },
      { name: "too much from one number", reply: err("err-throughput-130429"), kind: "throttled", retryable: true },
      { name: "a number that people report", reply: err("err-spam-131048"), kind: "throttled", retryable: true },
      { name: "a temporary failure", reply: err("err-server-131016"), kind: "unreachable", retryable: true },
      { name: "a missing template", reply: err("err-template-missing-132001"), kind: "content", retryable: false },
      { name: "wrong values", reply: err("err-param-132000"), kind: "content", retryable: false },
      { name: "a number that is not registered", reply: err("err-not-registered-133010"), kind: "auth", retryable: false },
    ],
  },
});
