import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InboundItem, OutboundMessage, RawRequest, RenderContext, Secrets } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { sealWechat, wechatSignature } from "@/server/channels/shared/wechat-crypto";
import { wechatOa } from "./adapter";
import { inbound } from "./inbound";
import { outbound } from "./outbound";
import { credentialsSchema } from "./payload";

const folder = new URL("./fixtures/", import.meta.url);
const fixture = (name: string) => readFileSync(new URL(name, folder), "utf8");
const json = (name: string) => JSON.parse(fixture(`${name}.json`));
const xml = (name: string) => fixture(`${name}.xml`);

const ACCOUNT = "wx1f2e3d4c5b6a7980";
const OPENID = "oR5Gjjl_eiZoUpGozMo7dbBJ362A";
const golden = json("golden-aes");
const own = { appId: ACCOUNT, appSecret: "s", token: golden.token, encodingAesKey: golden.encodingAESKey };
const channel = (credentials: object): Secrets => ({ app: null, channel: { accountId: ACCOUNT, credentials } });
const SAFE = channel(own);
const COMPAT = channel({ ...own, mode: "compat" });
const PLAIN = channel({ ...own, mode: "plain" });

const ticket = json("golden-component-ticket");
const PLATFORM: Secrets = {
  app: { appId: ticket.receiveId, appSecret: "platform", verifyToken: ticket.token, settings: { aesKey: ticket.encodingAESKey } },
  channel: null,
};

const AT = { timestamp: "1735862404", nonce: "857390221" };
const OWN_URL = "https://desk.example.com/api/webhooks/wechat-oa/0199a000-0000-7000-8000-000000000001";

function post(body: string, query: Record<string, string>, url = OWN_URL): RawRequest {
  return { method: "POST", url: `${url}?${new URLSearchParams(query)}`, query, headers: { "content-type": "text/xml" }, rawBody: Buffer.from(body) };
}

const vectorQuery = (vector: Record<string, string>) => ({
  timestamp: vector.timestamp ?? "",
  nonce: vector.nonce ?? "",
  encrypt_type: "aes",
  msg_signature: vector.msg_signature ?? "",
});

/** As WeChat seals and signs it; `receiveId` for messages meant for somebody else. */
function sealed(body: string, { receiveId = ACCOUNT, url = OWN_URL, lock = own }: { receiveId?: string; url?: string; lock?: typeof own } = {}): RawRequest {
  const encrypt = sealWechat(body, { aesKey: lock.encodingAesKey, receiveId }, Buffer.from("0123456789abcdef"));
  const signature = wechatSignature([lock.token, AT.timestamp, AT.nonce, encrypt]);
  return post(
    `<xml><ToUserName><![CDATA[gh_3c884a361561]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
    { ...AT, encrypt_type: "aes", msg_signature: signature },
    url,
  );
}

/** As the platform is told about an account that authorised it. */
const platformLock = { ...own, token: ticket.token, encodingAesKey: ticket.encodingAESKey };
const ofPlatform = (body: string, path = "") =>
  sealed(body, { receiveId: ticket.receiveId, url: `https://desk.example.com/api/webhooks/wechat-oa${path}`, lock: platformLock });

const plain = (body: string) => post(body, { ...AT, signature: wechatSignature([own.token, AT.timestamp, AT.nonce]) });
const verdict = (request: RawRequest, secrets: Secrets) => inbound.verify(request, secrets).kind;
const read = (name: string): InboundItem[] => inbound.normalise(sealed(xml(name)), SAFE);
const first = (name: string): InboundItem => read(name)[0] as InboundItem;

describe("verify", () => {
  it("answers the greeting with its own words", () => {
    const { token: _token, expectedBody, ...query } = json("golden-verify-get");
    const request = { ...post("", query), method: "GET" };
    expect(inbound.verify(request, SAFE)).toEqual({ kind: "challenge", body: expectedBody });
    expect(verdict({ ...request, query: { ...query, signature: "0".repeat(40) } }, SAFE)).toBe("refused");
    expect(verdict({ ...request, query: { ...query, nonce: "1" } }, SAFE)).toBe("refused");
  });

  it.each(["golden-aes", "golden-aes-pad-32", "golden-aes-pad-large"])("lets in what WeChat sealed: %s", (name) => {
    const vector = json(name);
    const request = post(vector.outerBody, vectorQuery(vector));
    expect(verdict(request, SAFE)).toBe("ok");
    expect(verdict(request, COMPAT)).toBe("ok");
    expect(inbound.normalise(request, SAFE)[0]).toMatchObject({ account: ACCOUNT, thread: OPENID, event: { type: "message", from: { value: OPENID } } });
  });

  it.each<[string, (request: RawRequest) => RawRequest]>([
    ["with another msg_signature", (request) => ({ ...request, query: { ...request.query, msg_signature: "0".repeat(40) } })],
    ["with another nonce", (request) => ({ ...request, query: { ...request.query, nonce: "1" } })],
    [
      "with the plain signature alone",
      ({ query: { msg_signature: _none, ...query }, ...rest }) => ({ ...rest, query: { ...query, signature: golden.signature } }),
    ],
    ["that is no XML", (request) => ({ ...request, rawBody: Buffer.from("{}") })],
    ["with a document type", (request) => ({ ...request, rawBody: Buffer.concat([Buffer.from("<!DOCTYPE x>"), request.rawBody]) })],
  ])("refuses a sealed message %s", (_name, change) => {
    expect(verdict(change(post(golden.outerBody, vectorQuery(golden))), SAFE)).toBe("refused");
  });

  it("refuses what was sealed for another account, though the signature fits", () => {
    expect(verdict(sealed(xml("in-text")), SAFE)).toBe("ok");
    expect(verdict(sealed(xml("in-text"), { receiveId: "wxffffffffffffffff" }), SAFE)).toBe("refused");
    expect(verdict(ofPlatform(xml("in-text"), `/${ACCOUNT}`), PLATFORM)).toBe("ok");
    expect(verdict(sealed(xml("in-text"), { receiveId: ACCOUNT, lock: platformLock }), PLATFORM)).toBe("refused");
  });

  it("takes plain messages only where the account sends no others", () => {
    expect([PLAIN, SAFE, COMPAT, PLATFORM].map((secrets) => verdict(plain(xml("in-text")), secrets))).toEqual(["ok", "refused", "refused", "refused"]);
    const withoutKey = channel({ ...own, encodingAesKey: undefined });
    expect(verdict(plain(xml("in-text")), withoutKey)).toBe("ok");
    expect(verdict(post(xml("in-text"), { ...AT, signature: "0".repeat(40) }), withoutKey)).toBe("refused");
    expect(verdict(post(golden.outerBody, vectorQuery(golden)), withoutKey)).toBe("refused");
  });

  it("believes of a message that comes both ways only what was sealed", () => {
    const both = golden.outerBody.replace(
      "</xml>",
      "<FromUserName><![CDATA[forged]]></FromUserName><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[forged]]></Content></xml>",
    );
    const request = post(both, vectorQuery(golden));
    expect(verdict(request, COMPAT)).toBe("ok");
    expect(inbound.normalise(request, COMPAT)[0]?.event).toMatchObject({ from: { value: OPENID }, text: expect.stringContaining("退换货政策") });
  });

  it("lets nobody in where nothing is configured", () => {
    for (const secrets of [{ app: null, channel: null }, channel({}), channel({ appId: ACCOUNT, refreshToken: "r" })])
      expect(verdict(post(golden.outerBody, vectorQuery(golden)), secrets)).toBe("refused");
  });
});

describe("messages", () => {
  it.each<[string, object]>([
    ["in-text", { externalId: "24836215907384561", text: "你好，请问退换货政策是什么？/::) 我上周买的空气炸锅 AF-550 想换货", attachments: [] }],
    ["in-text-msgmenu-click", { text: "不满意", postback: { title: "不满意", payload: "csat:2:conv-8c1f" } }],
    ["in-image", { attachments: [{ kind: "image", source: { mediaId: "hQp3N1x9o1aFzYyqf3CM8sWf6bDqBv5o0jYQ0c2vE8n4u1Qm7xkJ", kind: "image" } }] }],
    ["in-voice", { attachments: [{ kind: "voice", mimeType: "audio/amr", source: { mediaId: "7mB1nQ2s5kL9xPzV0uYtRrEwQaZxSwEdCvFrBgTn" } }] }],
    ["in-voice-speex", { attachments: [{ kind: "voice", mimeType: "audio/x-speex" }] }],
    ["in-video", { attachments: [{ kind: "video", source: { mediaId: "9vXk2aVideo", kind: "video" } }] }],
    ["in-shortvideo", { attachments: [{ kind: "video", source: { mediaId: "9vXk2bVideo" } }] }],
    ["in-location", { attachments: [{ kind: "location", data: { latitude: 31.230416, longitude: 121.473701, title: "上海市黄浦区人民大道185号" } }] }],
    [
      "in-link",
      { attachments: [{ kind: "link", data: { title: "AF-550 说明书", description: "使用与清洁", url: "https://shop.example.com/af-550?from=wx&v=2" } }] },
    ],
    ["in-unknown-type", { isUnsupported: true, attachments: [{ kind: "unsupported", data: { type: "miniprogrampage" } }] }],
  ])("reads %s", (name, expected) => {
    expect(first(name).event).toMatchObject({ type: "message", from: { scope: ACCOUNT, value: OPENID, verified: true }, ...expected });
    expect(first(name)).toMatchObject({ account: ACCOUNT, thread: OPENID });
  });

  it("says when it was, and has WeChat's id as its key, every digit of it", () => {
    expect(first("in-text")).toMatchObject({ providerAt: "2025-01-03T00:00:03.000Z", dedupKey: "message:24836215907384561" });
  });

  it.each(["constructor", "__proto__", "toString", ""])("keeps a type called %j as not understood", (type) => {
    const [item] = inbound.normalise(sealed(xml("in-text").replace("<![CDATA[text]]>", `<![CDATA[${type}]]>`)), SAFE);
    expect(item?.event).toMatchObject({ type: "message", isUnsupported: true });
  });

  it("keeps what lacks its content as not understood", () => {
    for (const [name, gone] of [
      ["in-image", "MediaId"],
      ["in-location", "Location_X"],
      ["in-text", "Content"],
    ] as const) {
      const [item] = inbound.normalise(sealed(xml(name).replaceAll(gone, "Gone")), SAFE);
      expect(item?.event).toMatchObject({ isUnsupported: true });
    }
  });

  it("shows no link that a browser must not open", () => {
    const [item] = inbound.normalise(sealed(xml("in-link").replace("https://shop.example.com/af-550?from=wx&v=2", "javascript:alert(1)")), SAFE);
    expect(JSON.stringify(item)).not.toContain("javascript");
  });
});

describe("windows", () => {
  it.each<[string, object | undefined]>([
    ["in-text", { scene: "message", seconds: 172_800, sends: 5 }],
    ["in-image", { scene: "message", seconds: 172_800, sends: 5 }],
    ["in-text-msgmenu-click", { scene: "menu", seconds: 60, sends: 3 }],
    ["in-event-click", { scene: "menu", seconds: 60, sends: 3 }],
    ["in-event-scancode-waitmsg", { scene: "menu", seconds: 60, sends: 3 }],
    ["in-event-scan", { scene: "scan", seconds: 60, sends: 3 }],
    ["in-event-subscribe", { scene: "follow", seconds: 60, sends: 3 }],
    ["in-event-unsubscribe", { scene: "message", seconds: 0, sends: null }],
    ["in-event-view", undefined],
    ["in-event-location", undefined],
    ["in-event-pic-weixin", undefined],
  ])("%s opens what WeChat's table says", (name, expected) => {
    expect(first(name).window).toEqual(expected);
  });
});

describe("events", () => {
  it.each<[string, object]>([
    ["in-event-click", { type: "message", externalId: null, text: "MENU_HUMAN_AGENT", postback: { payload: "MENU_HUMAN_AGENT" } }],
    ["in-event-scancode-waitmsg", { type: "message", text: "SN-550-00271", postback: { payload: "CHECK_WARRANTY" } }],
    ["in-event-scan", { type: "message", text: "store_0271", referral: { source: "qr-code", ref: "store_0271" } }],
    ["in-event-subscribe", { type: "unblocked", from: { value: OPENID } }],
    ["in-event-unsubscribe", { type: "blocked" }],
    ["in-event-templatesendjobfinish", { type: "status", status: "failed", externalIds: ["3822391044186251264"], code: "failed:user block" }],
    ["in-event-verify-expired", { type: "account", status: "action-needed" }],
    ["in-event-view", { type: "ignored" }],
    ["in-event-location", { type: "ignored" }],
    ["in-event-pic-weixin", { type: "ignored" }],
    ["in-event-subscribe-msg-popup", { type: "ignored" }],
  ])("reads %s", (name, expected) => {
    expect(first(name).event).toMatchObject(expected);
    expect(read(name)).toHaveLength(1);
  });

  it("reads whoever follows by a code as back, and as having come in by it", () => {
    expect(read("in-event-subscribe-qrscene").map(({ event }) => event)).toMatchObject([
      { type: "unblocked" },
      { type: "message", referral: { source: "qr-code", ref: "store_0271" } },
    ]);
  });

  it("knows an event by who, when and what: another in the same second is another", () => {
    const key = (body: string) => inbound.normalise(sealed(body), SAFE)[0]?.dedupKey;
    const click = xml("in-event-click");
    expect(key(click)).toBe(`event:${OPENID}:1735862520:click:MENU_HUMAN_AGENT`);
    const others = [click.replace("MENU_HUMAN_AGENT", "MENU_B"), click.replace("1735862520", "1735862521"), click.replace(OPENID, "oOther")];
    expect(new Set([click, ...others].map(key)).size).toBe(4);
  });

  it("compares names of events in any case", () => {
    for (const name of ["UNSUBSCRIBE", "Unsubscribe"])
      expect(inbound.normalise(sealed(xml("in-event-unsubscribe").replace("[unsubscribe]", `[${name}]`)), SAFE)[0]?.event.type).toBe("blocked");
  });

  it.each(["constructor", "__proto__", "user_enter_new_thing", ""])("settles an event called %j with its name", (name) => {
    expect(inbound.normalise(sealed(xml("in-event-view").replace("[VIEW]", `[${name}]`)), SAFE)[0]?.event).toMatchObject({
      type: "ignored",
      reason: expect.any(String),
    });
  });
});

describe("our platform", () => {
  it("takes its ticket note of, and keeps nothing else of it", () => {
    const request = post(ticket.outerBody, vectorQuery(ticket), "https://desk.example.com/api/webhooks/wechat-oa");
    expect(verdict(request, PLATFORM)).toBe("ok");
    expect(inbound.notices?.(request, PLATFORM)).toEqual([
      { type: "secret", name: "component_verify_ticket", value: "ticket@@@3xQd9uYk1sT7vB2nM4pL6rW8zC0aE5gH", seconds: 43_200 },
    ]);
    expect(inbound.normalise(request, PLATFORM)).toEqual([]);
    expect(inbound.answer(request, { kind: "stored", items: 0 }, PLATFORM)).toEqual({ status: 200, body: "success" });
  });

  it("hears who took it back, and who granted it", () => {
    const notices = (name: string) => inbound.notices?.(ofPlatform(xml(name)), PLATFORM);
    expect(notices("in-component-unauthorized")).toEqual([{ type: "revoked", grantedBy: ACCOUNT }]);
    expect(notices("in-component-authorized")).toEqual([]);
    expect(inbound.normalise(ofPlatform(xml("in-component-authorized")), PLATFORM)[0]).toMatchObject({ account: ACCOUNT, event: { type: "ignored" } });
  });

  it("is told nothing of the kind at an account's own address", () => {
    expect(inbound.notices?.(sealed(xml("in-component-unauthorized")), SAFE)).toEqual([]);
  });

  it("knows the account by the address", () => {
    expect(inbound.normalise(ofPlatform(xml("in-text"), `/${ACCOUNT}`), PLATFORM)[0]).toMatchObject({ account: ACCOUNT, event: { from: { scope: ACCOUNT } } });
    expect(() => inbound.normalise(ofPlatform(xml("in-text")), PLATFORM)).toThrow("does not name the account");
  });

  it("answers WeChat's release test, sealed", () => {
    const body = xml("in-text").replace(/<Content>.*<\/Content>/, "<Content><![CDATA[TESTCOMPONENT_MSG_TYPE_TEXT]]></Content>");
    const request = ofPlatform(body, "/wx570bc396a51b8ff8");
    const reply = inbound.answer(request, { kind: "stored", items: 1 }, PLATFORM);
    const encrypt = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(reply.body)?.[1] ?? "";
    const opened = inbound.normalise({ ...request, rawBody: Buffer.from(`<xml><Encrypt>${encrypt}</Encrypt></xml>`) }, PLATFORM);
    expect(opened[0]?.event).toMatchObject({ text: "TESTCOMPONENT_MSG_TYPE_TEXT_callback", from: { value: "gh_3c884a361561" } });
    expect(reply.body).toContain(`<MsgSignature><![CDATA[${wechatSignature([ticket.token, AT.timestamp, AT.nonce, encrypt])}]]>`);
    const event = inbound.answer(ofPlatform(xml("in-event-location"), "/wx570bc396a51b8ff8"), { kind: "stored", items: 1 }, PLATFORM);
    expect(event.body).toContain("<Encrypt>");
  });

  it("answers everybody else with the word alone", () => {
    expect(inbound.answer(ofPlatform(xml("in-event-location"), `/${ACCOUNT}`), { kind: "stored", items: 1 }, PLATFORM).body).toBe("success");
    expect(inbound.answer(sealed(xml("in-text")), { kind: "stored", items: 1 }, SAFE).body).toBe("success");
  });
});

const context: RenderContext = { to: { scope: ACCOUNT, value: OPENID }, thread: OPENID, hoursSinceInbound: 1, capabilities: wechatOa.capabilities };
const message: OutboundMessage = {
  id: "0199a000-0000-7000-8000-000000000001",
  text: "您好",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};
const file = (kind: "image" | "voice" | "video" | "audio", mimeType: string) => ({
  kind,
  name: "a.bin",
  mimeType,
  sizeBytes: 10,
  url: "https://files.example.test/a",
});

describe("render", () => {
  it("puts buttons as lines to tap below the last text", () => {
    const buttons = [
      { type: "reply" as const, title: "满意", value: "csat:1:conv-8c1f" },
      { type: "reply" as const, title: "不满意" },
    ];
    expect(outbound.render({ ...message, text: "您对本次服务是否满意？", payload: { buttons } }, context)).toEqual([
      {
        body: {
          touser: OPENID,
          msgtype: "msgmenu",
          msgmenu: {
            head_content: "您对本次服务是否满意？",
            list: [
              { id: "csat:1:conv-8c1f", content: "满意" },
              { id: "不满意", content: "不满意" },
            ],
            tail_content: "",
          },
        },
      },
    ]);
  });

  it("sends each file as a message of its own, after the text, sound as voice", () => {
    const attachments = [file("image", "image/png"), file("audio", "audio/mpeg"), file("video", "video/mp4")];
    const parts = outbound.render({ ...message, attachments }, context);
    expect(parts.map(({ body, attachmentIndex }) => [body.msgtype, attachmentIndex])).toEqual([
      ["text", undefined],
      ["image", 0],
      ["voice", 1],
      ["video", 2],
    ]);
    expect(parts.every(({ body }) => body.touser === OPENID)).toBe(true);
  });
});

describe("credentials", () => {
  it.each<[string, object, boolean]>([
    ["own app, plain", { appId: ACCOUNT, appSecret: "s" }, true],
    ["own app, encrypted", own, true],
    ["own app with a form's empty fields", { appId: ACCOUNT, appSecret: "s", token: "", encodingAesKey: "" }, true],
    ["authorised", { appId: ACCOUNT, refreshToken: "r" }, true],
    ["neither", { appId: ACCOUNT }, false],
    ["no AppID", { appId: "gh_3c884a361561", appSecret: "s" }, false],
    ["a token that WeChat would not take", { ...own, token: "with-dash" }, false],
    ["a key that is too short", { ...own, encodingAesKey: "abc" }, false],
    ["encrypted without a key", { appId: ACCOUNT, appSecret: "s", mode: "safe" }, false],
  ])("%s", (_name, given, isRight) => {
    expect(credentialsSchema.safeParse(given).success).toBe(isRight);
  });

  it("make a token up that WeChat's console takes", () => {
    expect(credentialsSchema.parse({ appId: ACCOUNT, appSecret: "s" }).token).toMatch(/^[A-Za-z0-9]{32}$/);
  });
});

const bodies = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => /^in-(?!component)/.test(name))
    .map((name) => [name, fixture(name)]),
);
const refusals = readdirSync(folder).filter((name) => name.startsWith("err-"));
const KINDS: Record<string, [string, boolean]> = {
  "err-busy.json": ["unreachable", true],
  "err-count-used-up.json": ["window", false],
  "err-window-closed.json": ["window", false],
  "err-too-often.json": ["throttled", true],
  "err-daily-quota.json": ["throttled", true],
  "err-not-follower.json": ["blocked", false],
  "err-token-expired.json": ["auth", false],
  "err-authorisation-gone.json": ["auth", false],
  "err-address.json": ["auth", false],
  "err-permission.json": ["auth", false],
  "err-text-too-long.json": ["content", false],
  "err-bad-openid.json": ["unreachable", false],
  "err-bad-json.json": ["content", false],
};

runContractTests(wechatOa, {
  secrets: SAFE,
  request: sealed,
  signature: "body",
  bodies,
  message: xml("in-text"),
  unsupported: xml("in-unknown-type"),
  unreadable: "<xml><MsgType>text",
  withUnknownFields: (body) => body.replace("<xml>", "<xml><XUnknown><A>from the future</A></XUnknown>"),
  outbound: {
    credentials: credentialsSchema.parse(own),
    context,
    message,
    textOf: ({ body }) => (body.text as { content: string } | undefined)?.content ?? null,
    sent: { reply: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' }, externalIds: [] },
    errors: refusals.map((name) => {
      const [kind, retryable] = KINDS[name] as [never, boolean];
      return { name, reply: { status: 200, body: fixture(name) }, kind, retryable };
    }),
  },
});
