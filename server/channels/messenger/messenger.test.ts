import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InboundItem, RawRequest, Secrets } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { messenger } from "./adapter";
import { inbound } from "./inbound";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url));
const json = (name: string) => JSON.parse(fixture(name).toString());
const inFixtures = readdirSync(new URL("./fixtures/", import.meta.url)).filter((name) => name.startsWith("in-"));

const PAGE = "104857600112233";
const PERSON = "7654321098765432";
const OWN_APP = "517793277738000";
const secrets: Secrets = { app: { appId: OWN_APP, appSecret: "app secret", verifyToken: "vt_4f1c" }, channel: null };

function post(rawBody: Uint8Array | string, headers: Record<string, string> = {}): RawRequest {
  return {
    method: "POST",
    url: "https://desk.example.com/api/webhooks/messenger",
    query: {},
    headers: { "content-type": "application/json", ...headers },
    rawBody: Buffer.from(rawBody),
  };
}

const read = (body: unknown): InboundItem[] => inbound.normalise(post(typeof body === "string" ? body : JSON.stringify(body)), secrets);
const readFixture = (name: string): InboundItem => inbound.normalise(post(fixture(name)), secrets)[0] as InboundItem;
const event = (fields: Record<string, unknown>) => ({ sender: { id: PERSON }, recipient: { id: PAGE }, timestamp: 1789550400000, ...fields });
const page = (...messaging: unknown[]) => ({ object: "page", entry: [{ id: PAGE, time: 1, messaging }] });
const first = (fields: Record<string, unknown>) => read(page(event(fields)))[0] as InboundItem;

describe("verify", () => {
  const golden = json("signed");
  const goldenSecrets: Secrets = { ...secrets, app: { appId: OWN_APP, appSecret: golden.secret, verifyToken: "" } };
  const sign = (body: string, secret = "app secret") => ({ "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` });

  it("accepts the golden vector on its untouched bytes", () => {
    expect(messenger.inbound.verify(post(golden.body, golden.headers), goldenSecrets)).toEqual({ kind: "ok" });
  });

  it.each([
    ["one byte changed", golden.body.replace("bitte", "bitze"), golden.headers],
    ["the same JSON written again", JSON.stringify(JSON.parse(golden.body)), golden.headers],
    ["only the legacy SHA-1 header", golden.body, { "x-hub-signature": golden.headers["x-hub-signature"] }],
    ["no signature", golden.body, {}],
    ["another secret", golden.body, sign(golden.body, "another")],
  ])("refuses %s", (_name, body, headers) => {
    expect(messenger.inbound.verify(post(body, headers), goldenSecrets).kind).toBe("refused");
  });

  it("refuses everything while no app is configured", () => {
    expect(messenger.inbound.verify(post("{}", sign("{}")), { app: null, channel: null }).kind).toBe("refused");
  });

  it.each([
    ["the right token", { "hub.verify_token": "vt_4f1c" }, { kind: "challenge", body: "1158201444" }],
    ["a wrong token", { "hub.verify_token": "vt_4f1d" }, { kind: "refused", reason: expect.any(String) }],
    ["no token", {}, { kind: "refused", reason: expect.any(String) }],
  ])("answers the greeting with %s", (_name, token, expected) => {
    const query = { "hub.mode": "subscribe", "hub.challenge": "1158201444", ...token };
    const request = { ...post(""), method: "GET", query };
    const verification = messenger.inbound.verify(request, secrets);
    expect(verification).toEqual(expected);
    const answer = messenger.inbound.answer(request, verification.kind === "ok" ? { kind: "stored", items: 0 } : verification, secrets);
    expect(answer.status).toBe(expected.kind === "challenge" ? 200 : 403);
    if (expected.kind === "challenge") expect(answer.body).toBe("1158201444");
  });

  it("accepts and reads a deauthorise callback, and refuses a changed one", () => {
    const vector = json("signed-request-deauthorize");
    const own: Secrets = { channel: null, app: { appId: OWN_APP, appSecret: vector.secret, verifyToken: "" } };
    expect(messenger.inbound.verify(post(vector.body, vector.headers), own).kind).toBe("ok");
    expect(messenger.inbound.verify(post(vector.body.replace("eyJ", "eyK"), vector.headers), own).kind).toBe("refused");
    expect(inbound.notices?.(post(vector.body, vector.headers), own)).toEqual([{ type: "revoked", grantedBy: "218471" }]);
    expect(inbound.normalise(post(vector.body, vector.headers), own)).toEqual([]);
  });
});

describe("a data-deletion request", () => {
  const vector = json("signed-request-deauthorize");
  const own: Secrets = { channel: null, app: { appId: OWN_APP, appSecret: vector.secret, verifyToken: "" } };
  const at = { ...post(vector.body, vector.headers), url: "https://desk.example.com/api/webhooks/messenger/data-deletion" };
  const answer = messenger.inbound.answer(at, { kind: "stored", items: 0 }, own);
  const { url, confirmation_code: code } = JSON.parse(answer.body) as { url: string; confirmation_code: string };
  const visit = (given: string) => ({ ...at, method: "GET", url: `${at.url}?code=${given}`, query: { code: given }, rawBody: new Uint8Array() });

  it("is answered with a code and the address of a page that knows it", () => {
    expect(url).toBe(`${at.url}?code=${code}`);
    const verification = messenger.inbound.verify(visit(code), own);
    const page = messenger.inbound.answer(visit(code), verification as { kind: "challenge"; body: string }, own);
    expect(page).toMatchObject({ status: 200, headers: { "content-type": expect.stringContaining("text/html") } });
    expect(page.body).toContain(code);
    expect(page.body).toContain("2026-09-16");
  });

  it("shows nothing for another code, and never what a stranger wrote into the address", () => {
    expect(messenger.inbound.verify(visit(code.replace(/.$/, (c) => (c === "0" ? "1" : "0"))), own).kind).toBe("refused");
    expect(messenger.inbound.verify(visit("<script>"), own).kind).toBe("refused");
    const padded = messenger.inbound.verify(visit(`${code}-<script>`), own);
    expect(JSON.stringify(padded)).not.toContain("<script>");
  });

  it("tells nobody who asked", () => {
    expect(code).not.toContain("218471");
  });
});

describe("normalise: every event of the catalogue", () => {
  it.each(inFixtures)("%s names its Page, its person, its key and its time", (name) => {
    for (const item of inbound.normalise(post(fixture(name.replace(".json", ""))), secrets)) {
      expect(item.account).toBe(PAGE);
      expect(item.thread).toMatch(/^\d{16}$/);
      expect(item.dedupKey).not.toBe("");
      expect(item.providerAt).toMatch(/^2026-09-16T09:20:00\.\d{3}Z$/);
    }
  });

  it("never gives two events of the fixtures one key, and gives the same event the same key again", () => {
    const keys = inFixtures.flatMap((name) => inbound.normalise(post(fixture(name.replace(".json", ""))), secrets).map((item) => item.dedupKey));
    const again = inFixtures.flatMap((name) => inbound.normalise(post(fixture(name.replace(".json", ""))), secrets).map((item) => item.dedupKey));
    expect(new Set(keys).size).toBe(keys.length);
    expect(again).toEqual(keys);
  });

  it.each([
    [
      "in-text",
      {
        type: "message",
        externalId: "m_ZmJtOnRleHQxOmszdjhxQ7t2xJ0aLw9pZ",
        text: "Hi, my order 4417 has not arrived yet 🙁",
        attachments: [],
        from: { scope: PAGE, value: PERSON },
      },
    ],
    ["in-text-quick-reply", { type: "message", text: "Track my order", postback: { title: "Track my order", payload: "TRACK_ORDER" } }],
    ["in-reply-to", { type: "message", replyToExternalId: "m_ZmJtOm91dDE6azN2OHEQ7t2xJ0aLw9pZ" }],
    ["in-postback", { type: "message", text: "Talk to a person", postback: { title: "Talk to a person", payload: "HUMAN_AGENT" } }],
    ["in-postback-get-started-referral", { type: "message", referral: { ref: "flyer-22", source: "SHORTLINK", type: "OPEN_THREAD" } }],
    ["in-ad-referral-message", { type: "message", referral: { ad_id: "6045246247433", ads_context_data: { ad_title: "Summer Sale" } } }],
    ["in-message-edit", { type: "edit", externalId: "m_ZmJtOnRleHQxOmszdjhxQ7t2xJ0aLw9pZ", text: "Hi, my order 4471 has not arrived yet" }],
    ["in-reaction", { type: "reaction", emoji: "❤️", action: "add" }],
    ["in-reaction-removed", { type: "reaction", action: "remove" }],
    [
      "in-delivery",
      { type: "status", status: "delivered", externalIds: ["m_ZmJtOm91dDE6azN2OHEQ7t2xJ0aLw9pZ", "m_ZmJtOm91dDI6azN2OHEQ7t2xJ0aLw9pZ"], watermark: null },
    ],
    ["in-delivery-no-mids", { type: "status", status: "delivered", externalIds: [], watermark: "2026-09-16T09:19:59.500Z", to: { value: PERSON } }],
    ["in-read", { type: "status", status: "read", externalIds: [], watermark: "2026-09-16T09:19:59.800Z" }],
    ["in-echo-own-app", { type: "echo", clientRef: "conv:8841;msg:120", to: { value: PERSON }, text: "Let me check that for you." }],
    ["in-echo-page-inbox", { type: "echo", clientRef: null, text: "Hello from the Page inbox" }],
    ["in-standby", { type: "message", text: "are you there?" }],
    ["in-referral-existing-thread", { type: "notice", notice: "referral", detail: "qr-table-7", from: { value: PERSON } }],
    ["in-optin-notification-messages", { type: "notice", notice: "opt-in", detail: "Weekly offers" }],
    ["in-handover-pass-thread-control", { type: "notice", notice: "handed-back" }],
    ["in-handover-take-thread-control", { type: "notice", notice: "handed-over" }],
  ])("reads %s", (name, expected) => {
    expect(readFixture(name).event).toMatchObject(expected);
  });

  it.each([
    [
      "in-image",
      [
        { kind: "image", name: "4411_n.jpg", source: { url: expect.stringContaining("4411_n") } },
        { kind: "image", source: { url: expect.stringContaining("4412_n") } },
      ],
    ],
    ["in-audio", [{ kind: "audio" }]],
    ["in-file", [{ kind: "file", name: "invoice-4417.pdf" }]],
    ["in-location", [{ kind: "location", data: { latitude: 48.137154, longitude: 11.576124, title: "Pinned location" } }]],
    ["in-fallback-link", [{ kind: "link", data: { title: "Blue lamp | Example Shop", url: "https://shop.example.com/p/77" } }]],
    ["in-sticker-only", [{ kind: "sticker", data: { stickerId: "512000000000001" } }]],
    ["in-sticker-transition", [{ kind: "sticker", data: { stickerId: "369239263222822" } }]],
  ])("reads the attachments of %s", (name, expected) => {
    const { event: message } = readFixture(name);
    expect(message.type === "message" && message.attachments).toMatchObject(expected);
    expect(message.type === "message" && message.attachments).toHaveLength(expected.length);
  });

  it("reads the oldest sticker shape, an image with a sticker id, as a sticker", () => {
    const { event: message } = first({
      message: { mid: "m1", attachments: [{ type: "image", payload: { url: "https://cdn.example/s.png", sticker_id: 7 } }] },
    });
    expect(message).toMatchObject({ attachments: [{ kind: "sticker", data: { stickerId: "7" }, source: { url: "https://cdn.example/s.png" } }] });
  });

  it("reads both people of a batch, in order", () => {
    const items = inbound.normalise(post(fixture("in-batch-two-users")), secrets);
    expect(items.map((item) => [item.thread, item.event.type === "message" && item.event.text])).toEqual([
      [PERSON, "first"],
      ["6543210987654321", "second"],
    ]);
  });
});

describe("normalise: tolerance", () => {
  it.each([
    ["seconds", 1789550400],
    ["milliseconds", 1789550400000],
    ["seconds as text", "1789550400"],
    ["milliseconds as text", "1789550400000"],
    ["ISO", "2026-09-16T09:20:00.000Z"],
  ])("reads a timestamp in %s", (_name, timestamp) => {
    expect(read(page({ ...event({ message: { mid: "m1", text: "x" } }), timestamp }))[0]?.providerAt).toBe("2026-09-16T09:20:00.000Z");
  });

  it.each([["next week"], [null], [undefined], [-5], [{}], [1e30]])("takes %j as no time at all", (timestamp) => {
    expect(read(page({ ...event({ message: { mid: "m1", text: "x" } }), timestamp }))[0]).toMatchObject({ providerAt: null, event: { text: "x" } });
  });

  it("reads the dashboard's test events inside `changes`, and leaves comments to their own kind", () => {
    const value = { sender: { id: "12334" }, recipient: { id: "23245" }, timestamp: "1527459824", message: { mid: "test_message_id", text: "test_message" } };
    const entry = {
      id: "0",
      time: 1,
      changes: [
        { field: "messages", value },
        { field: "feed", value: { item: "comment" } },
      ],
    };
    expect(read({ object: "page", entry: [entry] })).toMatchObject([
      { account: "0", thread: "12334", providerAt: "2018-05-27T22:23:44.000Z", event: { type: "message", text: "test_message" } },
      { account: "0", event: { type: "ignored" } },
    ]);
  });

  it("gives a postback without an id a key of its Page, person, time and payload", () => {
    const press = (payload: string, timestamp: number) => read(page({ ...event({ postback: { title: "Yes", payload } }), timestamp }))[0]?.dedupKey;
    expect(press("A", 1789550400000)).toBe(press("A", 1789550400000));
    expect(press("A", 1789550400000)).not.toBe(press("B", 1789550400000));
    expect(press("A", 1789550400000)).not.toBe(press("A", 1789550401000));
  });

  it("gives the same message one key in `messaging` and in `standby`", () => {
    const entry = { id: PAGE, time: 1, messaging: [event({ message: { mid: "m1", text: "x" } })], standby: [event({ message: { mid: "m1", text: "x" } })] };
    const keys = read({ object: "page", entry: [entry] }).map((item) => item.dedupKey);
    expect(keys[0]).toBe(keys[1]);
  });

  it("takes metadata as ours only from our own app", () => {
    const echo = (app_id: unknown) =>
      first({ sender: { id: PAGE }, recipient: { id: PERSON }, message: { is_echo: true, mid: "m1", app_id, metadata: "ours?" } }).event;
    expect(echo(Number(OWN_APP))).toMatchObject({ clientRef: "ours?" });
    expect(echo(OWN_APP)).toMatchObject({ clientRef: "ours?" });
    expect(echo("1")).toMatchObject({ clientRef: null });
    expect(echo(undefined)).toMatchObject({ clientRef: null });
  });

  it("keeps one item a place when its neighbours cannot be read", () => {
    const good = event({ message: { mid: "m1", text: "good" } });
    const items = read({
      object: "page",
      entry: [7, { id: PAGE, messaging: [null, "x", { message: {} }, good, event({ message: { mid: 5, text: {} } })] }, { time: 1 }, { id: PAGE }],
    });
    expect(items.map((item) => item.event.type)).toEqual(["ignored", "ignored", "ignored", "ignored", "message", "message", "ignored", "ignored"]);
    expect(items[4]).toMatchObject({ event: { text: "good" } });
    expect(items[5]).toMatchObject({ event: { isUnsupported: true } });
    expect(new Set(items.map((item) => item.dedupKey)).size).toBe(items.length);
  });

  it.each([
    [
      "an attachment of an unknown type",
      { message: { mid: "m1", text: "look", attachments: [{ type: "hologram", payload: {} }] } },
      [{ kind: "unsupported", data: { type: "hologram" } }],
    ],
    ["an attachment that is no object", { message: { mid: "m1", attachments: [3] } }, [{ kind: "unsupported" }]],
    ["a message without anything", { message: { mid: "m1" } }, [{ kind: "unsupported" }]],
    ["an event of an unknown kind", { brand_new: { a: 1 } }, [{ kind: "unsupported", data: { type: "brand_new" } }]],
  ])("keeps %s as unsupported", (_name, fields, attachments) => {
    expect(first(fields).event).toMatchObject({ type: "message", isUnsupported: true, attachments });
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example/x", "not a url"])(
    "offers no link and no download for %s",
    (url) => {
      const { event: message } = first({
        message: {
          mid: "m1",
          attachments: [
            { type: "image", payload: { url } },
            { type: "fallback", payload: { url, title: "t" } },
          ],
        },
      });
      expect(JSON.stringify(message)).not.toContain(url);
      expect(message).toMatchObject({ attachments: [{ kind: "image" }, { kind: "link", data: { title: "t" } }] });
    },
  );

  it("cleans what a database cannot keep: NUL, half a surrogate pair, bytes that are not UTF-8", () => {
    const body = JSON.stringify(page(event({ message: { mid: "m1", text: "TEXT" } })));
    const textOf = (text: string) => read(body.replace("TEXT", text))[0]?.event;
    expect(textOf("a\\u0000b")).toMatchObject({ text: "ab" });
    expect(textOf("a\\ud83db")).toMatchObject({ text: "a\ufffdb" });
    expect(textOf("a\\ud83d\\ude42b")).toMatchObject({ text: "a🙂b" });
    expect(textOf("a\\\\u0000b")).toMatchObject({ text: "a\\u0000b" });
    const bytes = Buffer.from(body);
    bytes[bytes.indexOf("TEXT")] = 0xff;
    expect(inbound.normalise(post(bytes), secrets)[0]?.event).toMatchObject({ text: "\ufffdEXT" });
  });

  it("reads a body nested 100,000 deep without losing the message beside it", () => {
    const deep = `{"sender":{"id":"1"},"recipient":{"id":"${PAGE}"},"timestamp":1,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const items = read(
      `{"object":"page","entry":[{"id":"${PAGE}","messaging":[${deep},${JSON.stringify(event({ message: { mid: "m1", text: "\u0000here" } }))}]}]}`,
    );
    expect(items[1]).toMatchObject({ event: { text: "here" } });
    expect(JSON.parse(JSON.stringify(items))).toHaveLength(2);
  });

  it.each([["{"], ["[]"], ["null"], ['"x"'], ['{"object":"page"}'], [""]])("throws on %s, which is no webhook body, and answers 400", (body) => {
    expect(() => read(body)).toThrow();
    expect(messenger.inbound.answer(post(body), { kind: "unparseable", reason: "no" }).status).toBe(400);
  });

  it("answers 200 once stored and 401 to a wrong signature", () => {
    expect(messenger.inbound.answer(post(""), { kind: "stored", items: 1 }).status).toBe(200);
    expect(messenger.inbound.answer(post(""), { kind: "refused", reason: "no" }).status).toBe(401);
  });
});

const sign = (rawBody: Uint8Array) => `sha256=${createHmac("sha256", "app secret").update(rawBody).digest("hex")}`;
const err = (name: string) => {
  const { status, headers, body } = json(name);
  return { status, headers, body: JSON.stringify(body) };
};

runContractTests(messenger, {
  secrets,
  request: (body) => post(body, { "x-hub-signature-256": sign(Buffer.from(body)) }),
  signature: "body",
  bodies: Object.fromEntries(inFixtures.map((name) => [name, fixture(name.replace(".json", "")).toString()])),
  message: fixture("in-text").toString(),
  batch: { body: fixture("in-batch-two-users").toString(), items: 2 },
  unsupported: JSON.stringify(page(event({ message: { mid: "m1", attachments: [{ type: "hologram", payload: {} }] } }))),
  unreadable: '{"object":"page","entry":[',
  outbound: {
    credentials: { pageId: PAGE, pageAccessToken: "token" },
    context: { to: { scope: PAGE, value: PERSON }, thread: PERSON, hoursSinceInbound: 1 },
    message: { id: "0199a000-0000-7000-8000-000000000001", text: "Hello", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null },
    textOf: (part) => (part.body.message as { text?: string }).text ?? null,
    sent: { reply: { status: 200, body: JSON.stringify(json("out-text").response.body) }, externalIds: [json("out-text").response.body.message_id] },
    errors: [
      { name: "a closed window", reply: err("err-window-closed"), kind: "window", retryable: false },
      { name: "a person who blocked the Page", reply: err("err-person-unavailable"), kind: "blocked", retryable: false },
      { name: "too many calls", reply: err("err-rate-limit"), kind: "throttled", retryable: true },
      { name: "a temporary failure", reply: err("err-transient"), kind: "unreachable", retryable: true },
      { name: "a dead token", reply: err("err-token-expired"), kind: "auth", retryable: false },
      { name: "a removed tag", reply: err("err-tag-removed"), kind: "content", retryable: false },
    ],
  },
});
