import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InboundItem, OutboundMessage, RawRequest, RenderContext, Secrets } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { sealWechat, wechatSignature } from "@/server/channels/shared/wechat-crypto";
import { wecom } from "./adapter";
import { inbound } from "./inbound";
import { outbound } from "./outbound";
import { credentialsSchema } from "./payload";

const folder = new URL("./fixtures/", import.meta.url);
const fixture = (name: string) => readFileSync(new URL(name, folder), "utf8");
const json = (name: string) => JSON.parse(fixture(`${name}.json`));
const xml = (name: string) => fixture(`${name}.xml`);

const CORP = "ww5d3c1b9a7f2e4d6c";
const KF = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q";
const CUSTOMER = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw";
const golden = json("golden-kf-callback");
const own = { corpId: CORP, secret: "s", openKfId: KF, token: golden.token, encodingAesKey: golden.encodingAESKey };
const OWN: Secrets = { app: null, channel: { accountId: KF, credentials: own } };

const ticket = json("golden-suite-ticket");
const SUITE: Secrets = {
  app: { appId: ticket.receiveId, appSecret: "suite", verifyToken: ticket.token, settings: { aesKey: ticket.encodingAESKey } },
  channel: null,
};
const BY_SUITE: Secrets = {
  app: SUITE.app,
  channel: { accountId: KF, credentials: { corpId: CORP, permanentCode: "p", suiteId: ticket.receiveId, openKfId: KF } },
};

const AT = { timestamp: "1735871001", nonce: "1597212914" };
const OWN_URL = "https://desk.example.com/api/webhooks/wecom/0199a000-0000-7000-8000-000000000001";
const SUITE_URL = "https://desk.example.com/api/webhooks/wecom";

function post(body: string, query: Record<string, string>, url = OWN_URL): RawRequest {
  return { method: "POST", url: `${url}?${new URLSearchParams(query)}`, query, headers: { "content-type": "text/xml" }, rawBody: Buffer.from(body) };
}

type Vector = Record<string, string>;
const vectorQuery = ({ timestamp = "", nonce = "", msg_signature = "" }: Vector) => ({ timestamp, nonce, msg_signature });

interface Sealing {
  receiveId?: string;
  url?: string;
  token?: string;
  aesKey?: string;
}

/** As WeCom seals and signs it; `receiveId` for messages meant for somebody else. */
function sealed(body: string, { receiveId = CORP, url = OWN_URL, token = own.token, aesKey = own.encodingAesKey }: Sealing = {}): RawRequest {
  const encrypt = sealWechat(body, { aesKey, receiveId }, Buffer.from("0123456789abcdef"));
  const signature = wechatSignature([token, AT.timestamp, AT.nonce, encrypt]);
  const outer = `<xml><ToUserName><![CDATA[forged]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt><AgentID></AgentID></xml>`;
  return post(outer, { ...AT, msg_signature: signature }, url);
}

const suiteLock = { token: ticket.token as string, aesKey: ticket.encodingAESKey as string };
const toSuite = (body: string, over: Sealing = {}) => sealed(body, { ...suiteLock, receiveId: ticket.receiveId, url: SUITE_URL, ...over });

/** A page that we have fetched, as the poll hands it to intake. */
const pulled = (body: string): RawRequest => ({ method: "POST", url: "", query: {}, headers: {}, rawBody: Buffer.from(body) });

const verdict = (request: RawRequest, secrets: Secrets) => inbound.verify(request, secrets).kind;
const read = (name: string, secrets = OWN): InboundItem[] => inbound.normalise(pulled(fixture(`${name}.json`)), secrets);

describe("verify", () => {
  const { echostr, msg_signature, timestamp, nonce, expectedBody } = json("golden-echostr");
  const greeting = (over: Vector = {}): RawRequest => ({ ...post("", { echostr, msg_signature, timestamp, nonce, ...over }), method: "GET" });

  it("answers the greeting with its words in the clear, and nothing else", () => {
    expect(inbound.verify(greeting(), OWN)).toEqual({ kind: "challenge", body: expectedBody });
    expect(inbound.answer(greeting(), { kind: "challenge", body: expectedBody })).toEqual({ status: 200, body: "7712934450012398765" });
  });

  it.each<[string, Vector]>([
    ["with another signature", { msg_signature: "0".repeat(40) }],
    ["with another nonce", { nonce: "1" }],
    ["with other words", { echostr: `A${echostr.slice(1)}` }],
    ["without words", { echostr: "" }],
  ])("refuses a greeting %s", (_name, over) => {
    expect(verdict(greeting(over), OWN)).toBe("refused");
  });

  it("refuses a greeting for another corporation, though the signature fits", () => {
    const words = sealWechat("1", { aesKey: own.encodingAesKey, receiveId: "wwffffffffffffffff" });
    const signature = wechatSignature([own.token, AT.timestamp, AT.nonce, words]);
    expect(verdict(greeting({ ...AT, echostr: words, msg_signature: signature }), OWN)).toBe("refused");
  });

  it("lets in what WeCom sealed", () => {
    const request = post(golden.outerBody, vectorQuery(golden));
    expect(verdict(request, OWN)).toBe("ok");
    expect(inbound.normalise(request, OWN)).toMatchObject([{ account: KF, event: { type: "pull", hint: { token: "ENCHsT3kQ9vW1xB7nM5cZ2pL8rY4uJ6gF0dS" } } }]);
  });

  it.each<[string, (request: RawRequest) => RawRequest]>([
    ["with another msg_signature", (request) => ({ ...request, query: { ...request.query, msg_signature: "0".repeat(40) } })],
    ["with another nonce", (request) => ({ ...request, query: { ...request.query, nonce: "1" } })],
    ["in the clear", (request) => ({ ...request, rawBody: Buffer.from(golden.plaintext) })],
    ["that is a page in JSON, as only we may fetch one", (request) => ({ ...request, rawBody: Buffer.from(fixture("in-page.json")) })],
    ["with a document type", (request) => ({ ...request, rawBody: Buffer.concat([Buffer.from("<!DOCTYPE x>"), request.rawBody]) })],
  ])("refuses a message %s", (_name, change) => {
    expect(verdict(change(post(golden.outerBody, vectorQuery(golden))), OWN)).toBe("refused");
  });

  it.each<[string, RawRequest, Secrets, string]>([
    ["a corporation's own, for the corporation", sealed(xml("in-callback")), OWN, "ok"],
    ["a corporation's own, for another one", sealed(xml("in-callback"), { receiveId: "wwffffffffffffffff" }), OWN, "refused"],
    ["the suite's, for the suite", toSuite(xml("in-suite-cancel-auth")), SUITE, "ok"],
    ["the suite's, for another suite", toSuite(xml("in-suite-cancel-auth"), { receiveId: "wwffffffffffffffff" }), SUITE, "refused"],
    ["a corporation's at its address of the suite", toSuite(xml("in-callback"), { receiveId: CORP, url: `${SUITE_URL}/${CORP}` }), SUITE, "ok"],
    ["a corporation's at another one's address", toSuite(xml("in-callback"), { receiveId: CORP, url: `${SUITE_URL}/wwffffffffffffffff` }), SUITE, "refused"],
    ["a corporation's without its address", toSuite(xml("in-callback"), { receiveId: CORP }), SUITE, "refused"],
  ])("minds for whom it was sealed: %s", (_name, request, secrets, expected) => {
    expect(verdict(request, secrets)).toBe(expected);
  });

  it("lets nobody in where nothing is configured", () => {
    for (const secrets of [
      { app: null, channel: null },
      { app: null, channel: BY_SUITE.channel },
      { ...OWN, channel: { accountId: KF, credentials: {} } },
    ])
      expect(verdict(post(golden.outerBody, vectorQuery(golden)), secrets)).toBe("refused");
  });
});

describe("callbacks", () => {
  const items = (body: string) => inbound.normalise(sealed(body), OWN);

  it("have no content: they ask for a poll, each of another second or token once", () => {
    const [item] = items(xml("in-callback"));
    expect(item).toMatchObject({ account: KF, thread: null, providerAt: "2025-01-03T02:23:20.000Z", event: { type: "pull" } });
    const keys = [xml("in-callback"), xml("in-callback"), xml("in-callback").replace("ENCHs", "ENCHt"), xml("in-callback").replace("1735871000", "1735871001")];
    expect(new Set(keys.map((body) => items(body)[0]?.dedupKey)).size).toBe(3);
  });

  it("tell which accounts the app may manage", () => {
    expect(items(xml("in-access-change"))).toMatchObject([
      { account: "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3R", event: { type: "ignored" } },
      { account: KF, event: { type: "account", status: "action-needed" } },
    ]);
  });

  it.each(["constructor", "__proto__", "kf_something_new", ""])("called %j are settled with their name", (name) => {
    expect(items(xml("in-callback").replace("kf_msg_or_event", name))[0]?.event).toMatchObject({ type: "ignored", reason: expect.any(String) });
  });
});

describe("messages", () => {
  it("reads a page in its order, with whose each is", () => {
    expect(read("in-page")).toMatchObject([
      {
        account: KF,
        thread: CUSTOMER,
        dedupKey: "message:4fF7uQ1xkP8rTz2mVb6",
        providerAt: "2025-01-03T02:23:10.000Z",
        window: { scene: "message", seconds: 172_800, sends: 5 },
        event: { type: "message", externalId: "4fF7uQ1xkP8rTz2mVb6", text: "餐品漏送了，少了一份炸鸡", from: { scope: CORP, value: CUSTOMER, verified: true } },
      },
      { event: { type: "message", attachments: [{ kind: "image", source: { mediaId: "3KfMediaImg_0001" } }] } },
      { event: { type: "message", text: "满意", postback: { title: "满意", payload: "csat:1:conv-77aa" } } },
      {
        event: {
          type: "echo",
          externalId: "4fF7uQ1xkP8rTz2mVb9",
          clientRef: null,
          text: "（客服在企业微信里回复）已为您登记",
          to: { value: "wmAJ2GCAAAqz9PLoc7Vd2xYt5uKsBn3g" },
        },
      },
    ]);
    expect(read("in-page")[3]).not.toHaveProperty("window");
  });

  it("has nothing to read in an empty page", () => {
    expect(read("in-empty-page")).toEqual([]);
  });

  it("knows a customer of a suite by other ids than the corporation does", () => {
    expect(read("in-page", BY_SUITE)[0]?.event).toMatchObject({ from: { scope: `${ticket.receiveId}:${CORP}` } });
  });

  it("reads every type that there is", () => {
    const events = read("in-types").map(({ event }) => event);
    expect(events).toMatchObject([
      { attachments: [{ kind: "voice", mimeType: "audio/amr", source: { mediaId: "3KfMediaVoice_0001" } }] },
      { attachments: [{ kind: "video", source: { mediaId: "3KfMediaVideo_0001" } }] },
      { attachments: [{ kind: "file", source: { mediaId: "3KfMediaFile_0001" } }] },
      { attachments: [{ kind: "location", data: { latitude: 31.230416, longitude: 121.473701, title: "人民广场" } }] },
      { attachments: [{ kind: "link", data: { title: "AF-550 说明书", description: "使用与清洁", url: "https://shop.example.com/af-550?v=2" } }] },
      { attachments: [{ kind: "contact", data: { userId: "zhangsan" } }] },
      { attachments: [{ kind: "share", data: { title: "北风商城", page: "pages/goods.html" } }] },
      { type: "echo", text: "请选择处理方式\n- 退款\n- 查看规则\n- 或直接回复\n我们会尽快处理" },
      { attachments: [{ kind: "share", data: { title: "空气炸锅 AF-550", description: "北风小店 · ￥399.00" } }] },
      { attachments: [{ kind: "share", data: { description: "3707890123456789012 · ￥458.00 · 待发货 · 北风小店" } }] },
      { text: "林小雨和客服的聊天记录\n林小雨: 订单 *3707* 到哪了？\n急用\n客服_小李: [image]\n林小雨: [text]" },
      { attachments: [{ kind: "share", data: { title: "冬季露营指南", description: "北风户外" } }] },
      { isUnsupported: true, attachments: [{ kind: "unsupported", data: { type: "meeting" } }] },
      { isUnsupported: true, attachments: [{ data: { type: "schedule" } }] },
      { isUnsupported: true, attachments: [{ data: { type: "note" } }] },
      { isUnsupported: true, attachments: [{ data: { type: "image" } }] },
    ]);
  });

  it("quotes a chat that was passed on, and keeps its pictures", () => {
    expect(read("in-types")[10]?.event).toMatchObject({
      markdown: "林小雨和客服的聊天记录\n\n> **林小雨**: 订单 \\*3707\\* 到哪了？\n> 急用\n> **客服_小李**: \\[image\\]\n> **林小雨**: \\[text\\]",
      attachments: [{ kind: "image", source: { mediaId: "3KfMergedImg_0001" } }],
    });
  });

  const page = (...messages: object[]) => inbound.normalise(pulled(JSON.stringify({ errcode: 0, has_more: 0, msg_list: messages })), OWN);
  const text = (over: object = {}) => ({
    external_userid: CUSTOMER,
    open_kfid: KF,
    send_time: 1_735_870_990,
    origin: 3,
    msgtype: "text",
    text: { content: "你好" },
    ...over,
  });

  it("knows a message without an id by what it says and when", () => {
    const [first] = page(text());
    expect(first).toMatchObject({ event: { type: "message", externalId: null } });
    expect(page(text())[0]?.dedupKey).toBe(first?.dedupKey);
    expect(page(text({ send_time: 1_735_870_991 }))[0]?.dedupKey).not.toBe(first?.dedupKey);
  });

  it.each(["constructor", "__proto__", "toString", "hologram"])("keeps a type called %j as not understood", (msgtype) => {
    expect(page(text({ msgid: "1", msgtype }))[0]?.event).toMatchObject({ type: "message", isUnsupported: true });
  });

  it("goes on past an entry that is none", () => {
    const odd = [null, 7, "x", [], {}, { msgtype: "text" }] as unknown as object[];
    const items = page(...odd, text({ msgid: "1" }));
    expect(items).toHaveLength(7);
    expect(items.at(-1)?.event).toMatchObject({ type: "message", text: "你好" });
    expect(items.slice(0, -1).every(({ event }) => event.type === "ignored")).toBe(true);
  });

  it("shows no link that a browser must not open", () => {
    const items = page(text({ msgid: "1", msgtype: "link", link: { title: "x", url: "javascript:alert(1)", pic_url: "data:x" } }));
    expect(JSON.stringify(items)).not.toMatch(/javascript|data:x/);
  });
});

describe("events", () => {
  const CLOSED = { scene: "message", seconds: 0, sends: null };

  it("reads those of WeCom's own example", () => {
    expect(read("in-events")).toMatchObject([
      {
        thread: CUSTOMER,
        window: { scene: "welcome", seconds: 20, sends: 1, handle: "WELCOME_CODE_1" },
        event: { type: "notice", notice: "referral", detail: "shop_page · sku=AF-550&t=eyJ" },
      },
      {
        window: CLOSED,
        event: { type: "status", status: "failed", externalIds: ["our-msg-000123"], code: "fail-6", reason: expect.stringContaining("five answers") },
      },
      { event: { type: "ignored", reason: "lisi is off duty in WeCom" } },
      { window: CLOSED, event: { type: "ignored" } },
      { window: { scene: "good-bye", seconds: 20, sends: 1, handle: "MSG_CODE_END_1" }, event: { type: "ignored" } },
      { event: { type: "delete", externalId: "4fF7uQ1xkP8rTz2mVb7" } },
      { thread: "wmAJ2GCAAAqz9PLoc7Vd2xYt5uKsBn3g", event: { type: "ignored", reason: expect.stringContaining("takes no messages") } },
    ]);
  });

  it("reads all others", () => {
    expect(read("in-more-events")).toMatchObject([
      { window: { scene: "welcome" }, event: { type: "notice", notice: "referral", detail: null } },
      { event: { type: "notice", detail: "123 · 北风户外" } },
      { window: CLOSED, event: { type: "status", status: "failed", externalIds: ["our-2"], code: "fail-10" } },
      { event: { type: "status", externalIds: ["our-3"], code: "fail-12", reason: expect.stringContaining("type of message") } },
      { event: { type: "status", externalIds: ["our-4"], code: "fail-99", reason: expect.stringContaining("does not say why") } },
      { event: { type: "ignored" } },
      { window: CLOSED, event: { type: "notice", notice: "handed-over", detail: "WeCom · lisi" } },
      { window: { scene: "taken-over", seconds: 172_800, sends: 1, handle: "MSG_CODE_1" }, event: { type: "ignored" } },
      { window: CLOSED, event: { type: "notice", notice: "handed-over", detail: "WeCom · wangwu" } },
      { window: CLOSED, event: { type: "notice", notice: "handed-over", detail: "WeCom · lisi" } },
      { event: { type: "ignored", reason: expect.stringContaining("9") } },
      { event: { type: "delete", externalId: "4fF7uQ1xkP8rTz2mVb9" } },
      { event: { type: "ignored", reason: expect.stringContaining("something_new") } },
    ]);
  });
});

describe("our suite", () => {
  it("takes its ticket note of, and keeps nothing else of it", () => {
    const request = post(ticket.outerBody, vectorQuery(ticket), SUITE_URL);
    expect(verdict(request, SUITE)).toBe("ok");
    expect(inbound.notices?.(request, SUITE)).toEqual([{ type: "secret", name: "suite_ticket", value: "tk7Yp3Lm9Qs1Vx5Zb", seconds: 1800 }]);
    expect(inbound.normalise(request, SUITE)).toEqual([]);
    expect(inbound.answer(request, { kind: "stored", items: 0 })).toEqual({ status: 200, body: "success" });
  });

  it.each<[string, object[]]>([
    ["in-suite-cancel-auth", [{ type: "revoked", grantedBy: CORP }]],
    ["in-suite-reset-permanent-code", [{ type: "secret", name: `reset:${CORP}`, value: "AUTHCODE_reset", seconds: 600 }]],
    ["in-suite-change-auth", []],
    ["in-suite-create-auth", []],
  ])("hears of %s", (name, expected) => {
    expect(inbound.notices?.(toSuite(xml(name)), SUITE)).toEqual(expected);
    expect(inbound.normalise(toSuite(xml(name)), SUITE)).toMatchObject([{ event: { type: "ignored", reason: expect.not.stringContaining("not known") } }]);
  });

  it("is told nothing of the kind at a channel's own address", () => {
    expect(inbound.notices?.(sealed(xml("in-suite-cancel-auth")), OWN)).toEqual([]);
  });

  it("knows the account of a corporation by what it says", () => {
    const request = toSuite(xml("in-callback"), { receiveId: CORP, url: `${SUITE_URL}/${CORP}` });
    expect(inbound.normalise(request, SUITE)).toMatchObject([{ account: KF, event: { type: "pull" } }]);
  });
});

const context: RenderContext = { to: { scope: CORP, value: CUSTOMER }, thread: CUSTOMER, hoursSinceInbound: 1, capabilities: wecom.capabilities };
const message: OutboundMessage = {
  id: "0199a000-0000-7000-8000-000000000001",
  text: json("out-text").text.content,
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};
const file = (kind: "image" | "voice" | "video" | "audio" | "file", mimeType: string) => ({
  ...{ kind, name: "a.bin", mimeType, sizeBytes: 10 },
  url: "https://files.example.test/a",
});
const render = (changes: Partial<OutboundMessage>) => outbound.render({ ...message, ...changes }, context);

describe("render", () => {
  const buttons = [
    { type: "reply" as const, title: "退款", value: "refund" },
    { type: "reply" as const, title: "补送", value: "resend" },
    { type: "link" as const, title: "查看规则", url: "https://shop.example.com/help" },
  ];

  it("writes text and menus as WeCom's examples are, but for the account and the id, which go in when it is sent", () => {
    const { open_kfid: _account, msgid: _id, ...text } = json("out-text");
    expect(render({})).toEqual([{ body: text }]);
    const { open_kfid: _a, msgid: _i, msgmenu, ...menu } = json("out-msgmenu");
    const { tail_content: _tail, ...expected } = msgmenu;
    expect(render({ text: msgmenu.head_content, payload: { buttons } })).toEqual([{ body: { ...menu, msgmenu: expected } }]);
  });

  it("keeps the words of a menu to what a menu takes, and loses none", () => {
    const words = "请您先查看规则，再选择处理方式。".repeat(30);
    const parts = render({ text: words, payload: { buttons } });
    expect(parts.map(({ body }) => body.msgtype)).toEqual(["text", "msgmenu"]);
    const { text, msgmenu } = Object.assign({}, ...parts.map(({ body }) => body));
    expect(Buffer.byteLength(msgmenu.head_content)).toBeLessThanOrEqual(1024);
    expect(text.content + msgmenu.head_content).toBe(words);
  });

  it("refuses a button that sends back more than WeCom takes", () => {
    expect(() => render({ payload: { buttons: [{ type: "reply", title: "x", value: "我".repeat(43) }] } })).toThrow("128 bytes");
  });

  it("sends each file as a message of its own, after the text; sound that is no recording as a file", () => {
    const attachments = [file("image", "image/png"), file("voice", "audio/amr"), file("audio", "audio/mpeg"), file("video", "video/mp4")];
    expect(render({ attachments }).map(({ body, attachmentIndex }) => [body.msgtype, attachmentIndex])).toEqual([
      ["text", undefined],
      ["image", 0],
      ["voice", 1],
      ["file", 2],
      ["video", 3],
    ]);
  });
});

describe("credentials", () => {
  it.each<[string, object, boolean]>([
    ["own app", own, true],
    ["own app with a form's empty fields", { corpId: CORP, secret: "s", openKfId: "", token: "", encodingAesKey: "" }, true],
    ["by the suite", { corpId: CORP, permanentCode: "p", suiteId: "ww4asffe99e54c0fxx" }, true],
    ["neither", { corpId: CORP }, false],
    ["no corporation", { corpId: "1000002", secret: "s" }, false],
    ["another id for the account", { ...own, openKfId: "1000002" }, false],
    ["a token that WeCom would not take", { ...own, token: "with-dash" }, false],
    ["a key that is too short", { ...own, encodingAesKey: "abc" }, false],
  ])("%s", (_name, given, isRight) => {
    expect(credentialsSchema.safeParse(given).success).toBe(isRight);
  });

  it("make up what WeCom's console takes", () => {
    const { token, encodingAesKey } = credentialsSchema.parse({ corpId: CORP, secret: "s" });
    expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(encodingAesKey).toMatch(/^[A-Za-z0-9]{43}$/);
  });
});

const bodies = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => /^in-(?!suite)/.test(name))
    .map((name) => [name, fixture(name)]),
);
const KINDS: Record<string, [string, boolean]> = {
  busy: ["unreachable", true],
  rate: ["throttled", true],
  concurrent: ["throttled", true],
  "token-expired": ["auth", false],
  "token-invalid": ["auth", false],
  secret: ["auth", false],
  address: ["auth", false],
  permission: ["auth", false],
  privilege: ["auth", false],
  "permanent-code": ["auth", false],
  "suite-token": ["auth", false],
  account: ["auth", false],
  unverified: ["auth", false],
  "api-off": ["auth", false],
  count: ["window", false],
  time: ["window", false],
  ended: ["window", false],
  transfer: ["window", false],
  state: ["window", false],
  media: ["content", false],
  parameter: ["content", false],
  empty: ["content", false],
  menu: ["content", false],
  nobody: ["unreachable", false],
  "unheard-of": ["content", false],
};
const refusals = readdirSync(folder).filter((name) => name.startsWith("err-"));

it("names a kind for each refusal there is a fixture of", () => {
  expect(refusals.map((name) => name.slice(4, -5)).sort()).toEqual(Object.keys(KINDS).sort());
});

function withUnknownFields(body: string): string {
  if (body.startsWith("<")) return body.replace("<xml>", "<xml><XUnknown><A>from the future</A></XUnknown>");
  const page = JSON.parse(body) as { msg_list: object[] };
  return JSON.stringify({ ...page, x_unknown: 1, msg_list: page.msg_list.map((entry) => ({ ...entry, x_unknown: { a: "from the future" } })) });
}

runContractTests(wecom, {
  secrets: OWN,
  request: (body) => (body.startsWith("{") ? pulled(body) : sealed(body)),
  signature: "body",
  bodies,
  message: xml("in-callback"),
  batch: { body: fixture("in-page.json"), items: 4 },
  unsupported: fixture("in-types.json"),
  unreadable: "<xml><MsgType>text",
  withUnknownFields,
  outbound: {
    credentials: credentialsSchema.parse(own),
    context,
    message,
    textOf: ({ body }) => (body.text as { content: string } | undefined)?.content ?? null,
    sent: { reply: { status: 200, body: '{"errcode":0,"errmsg":"ok","msgid":"our-msg-000123"}' }, externalIds: ["our-msg-000123"] },
    errors: refusals.map((name) => {
      const [kind, retryable] = KINDS[name.slice(4, -5)] as [never, boolean];
      return { name, reply: { status: 200, body: fixture(name) }, kind, retryable };
    }),
  },
});
