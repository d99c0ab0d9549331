import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InboundItem, RawRequest, Secrets } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { instagram } from "./adapter";
import { inbound } from "./inbound";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url));
const json = (name: string) => JSON.parse(fixture(name).toString());
const inFixtures = readdirSync(new URL("./fixtures/", import.meta.url))
  .filter((name) => name.startsWith("in-"))
  .map((name) => name.replace(".json", ""));

const ACCOUNT = "17841405793187218";
const PERSON = "1254459154682919";
const secrets: Secrets = {
  app: { appId: "990602627938098", appSecret: "instagram secret", verifyToken: "vt_ig" },
  apps: { messenger: { appId: "517793277738000", appSecret: "facebook secret", verifyToken: "vt_fb" } },
  channel: null,
};

const signed = (body: Uint8Array | string, secret = "instagram secret") => ({
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
});
function post(rawBody: Uint8Array | string, headers: Record<string, string> = {}): RawRequest {
  const url = "https://desk.example.com/api/webhooks/instagram";
  return { method: "POST", url, query: {}, headers: { "content-type": "application/json", ...headers }, rawBody: Buffer.from(rawBody) };
}
const read = (body: unknown): InboundItem[] => inbound.normalise(post(typeof body === "string" ? body : JSON.stringify(body)), secrets);
const readFixture = (name: string): InboundItem => inbound.normalise(post(fixture(name)), secrets)[0] as InboundItem;
const event = (fields: Record<string, unknown>) => ({ sender: { id: PERSON }, recipient: { id: ACCOUNT }, timestamp: 1789550400000, ...fields });
const account = (...messaging: unknown[]) => ({ object: "instagram", entry: [{ id: ACCOUNT, time: 1, messaging }] });
const first = (fields: Record<string, unknown>) => read(account(event(fields)))[0] as InboundItem;

describe("verify", () => {
  const golden = json("signed");
  const goldenSecrets: Secrets = { channel: null, app: { appId: "1", appSecret: golden.secret, verifyToken: "" } };

  it("accepts the golden vector on its untouched bytes, whichever of our two apps signed it", () => {
    expect(inbound.verify(post(golden.body, golden.headers), goldenSecrets)).toEqual({ kind: "ok" });
    const asFacebook: Secrets = { ...secrets, apps: { messenger: { appId: "1", appSecret: golden.secret, verifyToken: "" } } };
    expect(inbound.verify(post(golden.body, golden.headers), asFacebook)).toEqual({ kind: "ok" });
    expect(inbound.verify(post(golden.body, golden.headers), { ...asFacebook, app: null })).toEqual({ kind: "ok" });
  });

  it.each([
    ["one byte changed", golden.body.replace("talla", "talle"), golden.headers],
    ["the same JSON written again", JSON.stringify(JSON.parse(golden.body)), golden.headers],
    ["only the legacy SHA-1 header", golden.body, { "x-hub-signature": golden.headers["x-hub-signature"] }],
    ["no signature", golden.body, {}],
  ])("refuses %s", (_name, body, headers) => {
    expect(inbound.verify(post(body, headers), goldenSecrets).kind).toBe("refused");
  });

  it.each([
    ["vt_ig", "challenge"],
    ["vt_fb", "challenge"],
    ["vt_other", "refused"],
    ["", "refused"],
  ])("answers the greeting with the verify token %j as a %s", (token, kind) => {
    const query = { "hub.mode": "subscribe", "hub.challenge": "77", "hub.verify_token": token };
    expect(inbound.verify({ ...post(""), method: "GET", query }, secrets).kind).toBe(kind);
    const without: Secrets = { channel: null, app: { appId: "1", appSecret: "s", verifyToken: "" } };
    expect(inbound.verify({ ...post(""), method: "GET", query }, without).kind).toBe("refused");
  });

  it("takes back what a person granted, signed by either app", () => {
    const payload = Buffer.from(JSON.stringify({ algorithm: "HMAC-SHA256", user_id: "24901234567890123", issued_at: 1789550400 })).toString("base64url");
    const form = (secret: string) => `signed_request=${createHmac("sha256", secret).update(payload).digest("base64url")}.${payload}`;
    const request = (secret: string) => post(form(secret), { "content-type": "application/x-www-form-urlencoded" });
    for (const secret of ["instagram secret", "facebook secret"]) {
      expect(inbound.verify(request(secret), secrets).kind).toBe("ok");
      expect(inbound.notices?.(request(secret), secrets)).toEqual([{ type: "revoked", grantedBy: "24901234567890123" }]);
      const at = { ...request(secret), url: "https://desk.example.com/api/webhooks/instagram/data-deletion" };
      expect(JSON.parse(inbound.answer(at, { kind: "stored", items: 0 }, secrets).body)).toMatchObject({
        confirmation_code: expect.stringMatching(/^\w+-\w{10}-\w{6}$/),
      });
    }
    expect(inbound.verify(request("another"), secrets).kind).toBe("refused");
    expect(() => inbound.notices?.(request("another"), secrets)).toThrow();
  });
});

describe("normalise: every event of the catalogue", () => {
  it("gives no two events of the fixtures one key but the edit's, the unsend's and the message's own", () => {
    const keys = inFixtures.flatMap((name) => inbound.normalise(post(fixture(name)), secrets).map((item) => item.dedupKey));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each<[string, object]>([
    ["in-text", { type: "message", text: "Hey, is the blue one back in stock?", from: { scope: ACCOUNT, value: PERSON }, attachments: [] }],
    ["in-quick-reply", { type: "message", text: "Yes", postback: { title: "Yes", payload: "CONFIRM_YES" } }],
    ["in-icebreaker-postback", { type: "message", text: "Opening hours?", postback: { title: "Opening hours?", payload: "ICE_HOURS" } }],
    ["in-reply-to-message", { type: "message", text: "this one?", replyToExternalId: expect.stringMatching(/^aWdfZ/) }],
    [
      "in-story-reply",
      {
        type: "message",
        text: "Love this!",
        attachments: [{ kind: "story", data: { story: "reply" }, source: { url: expect.stringContaining("lookaside") } }],
      },
    ],
    ["in-story-mention", { type: "message", attachments: [{ kind: "story", data: { story: "mention" }, source: { url: expect.any(String) } }] }],
    ["in-shared-post", { type: "message", attachments: [{ kind: "share", data: { title: "New lamps #home" }, source: { url: expect.any(String) } }] }],
    ["in-shared-reel", { type: "message", attachments: [{ kind: "share", data: { title: "How to clean it" } }] }],
    ["in-like-heart", { type: "message", attachments: [{ kind: "sticker", data: { title: "❤️" } }] }],
    ["in-ephemeral", { type: "message", isUnsupported: true, attachments: [{ kind: "unsupported", data: { type: "ephemeral" } }] }],
    ["in-unsupported", { type: "message", isUnsupported: true, attachments: [{ kind: "unsupported" }] }],
    ["in-image", { type: "message", attachments: [{ kind: "image", source: { url: expect.any(String) } }] }],
    ["in-video", { type: "message", attachments: [{ kind: "video" }] }],
    ["in-audio", { type: "message", attachments: [{ kind: "audio" }] }],
    ["in-ad-referral", { type: "message", text: "Info please", referral: { ad_id: "6045246247499", ads_context_data: { ad_title: "Autumn" } } }],
    ["in-referral-igme", { type: "notice", notice: "referral", detail: "bio-link", from: { value: PERSON } }],
    ["in-unsend", { type: "delete", isContentGone: true, externalId: json("in-text").entry[0].messaging[0].message.mid }],
    ["in-edit", { type: "edit", text: "Hey, is the navy one back in stock?", externalId: json("in-text").entry[0].messaging[0].message.mid }],
    ["in-reaction", { type: "reaction", emoji: "❤", action: "add" }],
    ["in-reaction-removed", { type: "reaction", emoji: "", action: "remove" }],
    ["in-seen", { type: "status", status: "read", externalIds: [expect.any(String)], watermark: null, isUpTo: true, to: { value: PERSON } }],
    ["in-echo", { type: "echo", clientRef: null, text: "Yes, since this morning!", to: { value: PERSON } }],
    ["in-self-message", { type: "ignored", reason: "the account wrote to itself" }],
    ["in-comment-changes-envelope", { type: "ignored", reason: expect.stringContaining("comment") }],
    ["in-comment-flat-envelope", { type: "ignored", reason: expect.stringContaining("comment") }],
    ["in-comment-on-ad", { type: "ignored" }],
    ["in-comment-own-account", { type: "ignored" }],
    ["in-comment-reply", { type: "ignored" }],
  ])("reads %s", (name, expected) => {
    expect(readFixture(name)).toMatchObject({ account: ACCOUNT, event: expected });
  });

  it("has tried every fixture there is", () => {
    expect(inFixtures).toHaveLength(28);
  });

  it("keeps a comment under its own id, in either envelope, so that a later reading of it is the same thing", () => {
    expect(readFixture("in-comment-changes-envelope").dedupKey).toBe("comment:17900000000000011");
    expect(readFixture("in-comment-flat-envelope").dedupKey).toBe("comment:17900000000000013");
  });
});

describe("normalise: tolerance", () => {
  it.each([[1], ["1"]])("takes an edit's count as %j", (num_edit) => {
    expect(first({ message_edit: { mid: "m1", text: "b", num_edit } })).toMatchObject({ dedupKey: "edit:m1:1", event: { type: "edit", text: "b" } });
  });

  it("reads a reaction without its name, and one without its emoji", () => {
    expect(first({ reaction: { mid: "m1", action: "react", emoji: "🔥" } }).event).toMatchObject({ emoji: "🔥", action: "add" });
    expect(first({ reaction: { mid: "m1", action: "react", reaction: "love" } }).event).toMatchObject({ emoji: "❤️" });
  });

  it("makes a key for a postback without an id", () => {
    const press = (payload: string) => first({ postback: { title: "Hours", payload } });
    expect(press("A")).toMatchObject({ event: { externalId: null } });
    expect(press("A").dedupKey).not.toBe(press("B").dedupKey);
  });

  it.each([["1789550400"], [1789550400], [1789550400000], ["2026-09-16T09:20:00Z"]])("reads the instant %j", (timestamp) => {
    expect(read(account({ ...event({ message: { mid: "m1", text: "x" } }), timestamp }))[0]?.providerAt).toBe("2026-09-16T09:20:00.000Z");
  });

  it("reads the dashboard's test event, of an account that nobody has", () => {
    const value = { sender: { id: "12334" }, recipient: { id: "23245" }, timestamp: "1527459824", message: { mid: "random_mid", text: "random_text" } };
    expect(read({ object: "instagram", entry: [{ id: "0", time: 1, changes: [{ field: "messages", value }] }] })).toMatchObject([
      { account: "0", event: { type: "message", text: "random_text" } },
    ]);
  });

  it("takes our own mention of somebody, which comes as an echo, for our side's", () => {
    const message = { mid: "m1", is_echo: true, attachments: [{ type: "story_mention", payload: { url: "https://cdn.example/s" } }] };
    const item = first({ sender: { id: ACCOUNT }, recipient: { id: PERSON }, message });
    expect(item).toMatchObject({ thread: PERSON, event: { type: "echo", attachments: [{ kind: "story" }] } });
  });

  it("reads hand-overs and standby as Messenger's", () => {
    expect(first({ take_thread_control: { new_owner_app_id: "1", previous_owner_app_id: "990602627938098" } }).event).toMatchObject({ notice: "handed-over" });
    expect(first({ pass_thread_control: { new_owner_app_id: "517793277738000" } }).event).toMatchObject({ notice: "handed-back" });
    const standby = { object: "instagram", entry: [{ id: ACCOUNT, time: 1, standby: [event({ message: { mid: "m1", text: "there?" } })] }] };
    expect(read(standby)).toMatchObject([{ event: { type: "message", text: "there?" } }]);
  });

  it("leaves a Page's own events to Messenger", () => {
    expect(read({ object: "page", entry: [{ id: "1", messaging: [event({ message: { mid: "m1", text: "x" } })] }] })).toMatchObject([
      { account: null, event: { type: "ignored" } },
    ]);
  });
});

const err = (name: string) => {
  const { status, headers, body } = json(name);
  return { status, headers, body: JSON.stringify(body) };
};

runContractTests(instagram, {
  secrets,
  request: (body) => post(body, signed(Buffer.from(body))),
  signature: "body",
  bodies: Object.fromEntries(inFixtures.map((name) => [name, fixture(name).toString()])),
  message: fixture("in-text").toString(),
  batch: { body: JSON.stringify(account(event({ message: { mid: "a", text: "1" } }), event({ message: { mid: "b", text: "2" } }))), items: 2 },
  unsupported: fixture("in-unsupported").toString(),
  unreadable: '{"object":"instagram","entry":[',
  outbound: {
    credentials: { accountId: ACCOUNT, accessToken: "token" },
    context: { to: { scope: ACCOUNT, value: PERSON }, thread: PERSON, hoursSinceInbound: 1 },
    message: { id: "0199a000-0000-7000-8000-000000000001", text: "Hello", html: null, attachments: [], replyToExternalId: null, payload: null, mail: null },
    textOf: (part) => (part.body.message as { text?: string }).text ?? null,
    sent: { reply: { status: 200, body: JSON.stringify(json("out-text").response.body) }, externalIds: [json("out-text").response.body.message_id] },
    errors: [
      { name: "a closed window", reply: err("err-window-closed"), kind: "window", retryable: false },
      { name: "nobody of that id", reply: err("err-no-user"), kind: "blocked", retryable: false },
      { name: "a comment that cannot be answered", reply: err("err-comment-invalid"), kind: "content", retryable: false },
      { name: "access switched off by the owner", reply: err("err-message-access-disabled"), kind: "auth", retryable: false },
      { name: "another app's thread", reply: err("err-not-thread-owner"), kind: "unreachable", retryable: false },
      { name: "too many calls", reply: err("err-rate-limit"), kind: "throttled", retryable: true },
      { name: "a dead token", reply: err("err-token-expired"), kind: "auth", retryable: false },
    ],
  },
});
