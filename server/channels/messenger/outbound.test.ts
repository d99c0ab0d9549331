import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChannelConfig, OutboundMessage, RenderContext, SendError } from "@/server/channels/contract";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type ScriptedAnswer, scriptedTransport } from "@/server/testing/scripted-transport";
import { messenger } from "./adapter";
import { byFacebook, byToken } from "./connect";
import type { MessengerCredentials } from "./payload";

const fixture = (name: string) => JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));

const config: ChannelConfig<MessengerCredentials> = {
  accountId: "104857600112233",
  credentials: { pageId: "104857600112233", pageAccessToken: "<PAGE_ACCESS_TOKEN>" },
  tokens: memoryTokens({ pageId: "104857600112233", pageAccessToken: "<PAGE_ACCESS_TOKEN>" }),
  appTokens: memoryTokens(null),
  app: { appId: "517793277738000", appSecret: "s", verifyToken: "v" },
  apiUrl: "https://graph.facebook.com",
  webhookUrl: "https://desk.example.com/api/webhooks/messenger",
};
const context: RenderContext = {
  to: { scope: "104857600112233", value: "7654321098765432" },
  thread: "7654321098765432",
  hoursSinceInbound: 1,
  capabilities: messenger.capabilities,
};
const message: OutboundMessage = {
  id: "conv:8841;msg:120",
  text: "Let me check that for you.",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};
const photo = { kind: "image" as const, name: "a.jpg", mimeType: "image/jpeg", sizeBytes: 1000, url: "https://files.example.com/a.jpg" };

const render = (changes: Partial<OutboundMessage>, about: Partial<RenderContext> = {}) =>
  messenger.outbound.render({ ...message, ...changes }, { ...context, ...about });
const send = async (...answers: ScriptedAnswer[]) => {
  const { transport, requests } = scriptedTransport(...answers);
  const [part] = render({});
  const result =
    part &&
    messenger.outbound.send({ part, config, to: context.to, window: null, idempotencyKey: "k", readAttachment: async () => new Uint8Array() }, transport);
  return {
    requests,
    outcome: await (result as Promise<unknown>).catch((error: SendError) => ({
      kind: error.kind,
      retryable: error.retryable,
      code: error.code,
      retryAfterMs: error.retryAfterMs,
    })),
  };
};

describe("render", () => {
  it("sends a text as the platform's published example, with our message id as metadata", () => {
    expect(render({}).map((part) => part.body)).toEqual([fixture("out-text").request.body]);
  });

  it.each([
    [0, "RESPONSE", undefined],
    [24, "RESPONSE", undefined],
    [24.1, "MESSAGE_TAG", "HUMAN_AGENT"],
    [168, "MESSAGE_TAG", "HUMAN_AGENT"],
    [null, "RESPONSE", undefined],
  ])("%s hours after the customer's last word it goes as %s", (hoursSinceInbound, messaging_type, tag) => {
    const body = render({}, { hoursSinceInbound })[0]?.body;
    expect([body?.messaging_type, body?.tag]).toEqual([messaging_type, tag]);
  });

  it("refuses after seven days, before any call", () => {
    expect(() => render({}, { hoursSinceInbound: 168.1 })).toThrow(expect.objectContaining({ kind: "window", retryable: false }));
  });

  it("cuts a long text at sentence ends into parts of at most 2000, and loses nothing", () => {
    const text = Array.from({ length: 120 }, (_, i) => `Sentence number ${i} is here for you 🙂.`).join(" ");
    const texts = render({ text }).map((part) => (part.body.message as { text: string }).text);
    expect(texts.length).toBeGreaterThan(2);
    expect(Math.max(...texts.map((t) => t.length))).toBeLessThanOrEqual(2000);
    expect(texts.every((t) => t.endsWith("."))).toBe(true);
    expect(texts.join(" ")).toBe(text);
  });

  it("sends text and files as parts of their own, the quoted message on the first", () => {
    const parts = render({ attachments: [photo, { ...photo, kind: "file" }], replyToExternalId: "m_1" }).map((part) => part.body);
    expect(parts.map((part) => part.reply_to)).toEqual([{ mid: "m_1" }, undefined, undefined]);
    expect(parts.map((part) => part.message)).toMatchObject([
      { text: message.text },
      { attachment: { type: "image", payload: { url: photo.url } }, metadata: message.id },
      { attachment: { type: "file" } },
    ]);
  });

  it.each([
    ["14 buttons", Array.from({ length: 14 }, (_, i) => `Day ${i + 1}`)],
    ["a button of 21 characters", ["x".repeat(21)]],
  ])("writes %s out as numbered lines", (_name, titles) => {
    const buttons = titles.map((title) => ({ type: "reply" as const, title }));
    const lines = titles.map((title, index) => `${index + 1}. ${title}`).join("\n");
    expect(render({ text: "When?", payload: { buttons } })[0]?.body.message).toMatchObject({ text: `When?\n\n${lines}` });
  });

  it("offers buttons as quick replies under the last part", () => {
    const payload = {
      buttons: [
        { type: "reply" as const, title: "Track my order", value: "TRACK_ORDER" },
        { type: "reply" as const, title: "Return", value: "RETURN" },
      ],
    };
    expect(render({ text: "What do you need?", payload })[0]?.body.message).toMatchObject(fixture("out-quick-replies").request.body.message);
  });

  it.each([
    ["nothing at all", { text: "  " }],
    ["a photo of 9 MB", { attachments: [{ ...photo, sizeBytes: 9 * 1024 * 1024 }] }],
    ["a kind Messenger cannot carry", { attachments: [{ ...photo, kind: "location" as const }] }],
    ["31 files", { attachments: Array.from({ length: 31 }, () => photo) }],
  ])("refuses %s as content", (_name, changes) => {
    expect(() => render(changes)).toThrow(expect.objectContaining({ kind: "content", retryable: false }));
  });
});

describe("send", () => {
  it("makes the published call and gives back the platform's id", async () => {
    const { request, response } = fixture("out-text");
    const { requests, outcome } = await send({ body: response.body });
    expect(outcome).toEqual({ externalIds: [response.body.message_id] });
    expect(requests).toEqual([{ ...request, body: JSON.stringify(request.body) }]);
  });

  it.each([
    ["err-window-closed", { kind: "window", retryable: false, code: "10/2018278" }],
    ["err-person-unavailable", { kind: "blocked", retryable: false, code: "551/1545041" }],
    ["err-no-matching-user", { kind: "blocked", retryable: false, code: "100/2018001" }],
    ["err-rate-limit", { kind: "throttled", retryable: true, code: "613/2534040" }],
    ["err-app-usage", { kind: "throttled", retryable: true, code: "4" }],
    ["err-transient", { kind: "unreachable", retryable: true, code: "2" }],
    ["err-token-expired", { kind: "auth", retryable: false, code: "190/463" }],
    ["err-app-removed", { kind: "auth", retryable: false, code: "190/458" }],
    ["err-tag-removed", { kind: "content", retryable: false, code: "100" }],
    ["err-thread-owned-by-other-app", { kind: "unreachable", retryable: false, code: "10/2018300" }],
  ])("tells what %s means", async (name, expected) => {
    expect((await send(fixture(name))).outcome).toMatchObject(expected);
  });

  it("decides by code, not by status or words", async () => {
    const { body } = fixture("err-token-expired");
    expect((await send({ status: 400, body: { error: { ...body.error, message: "Jeton expiré" } } })).outcome).toMatchObject({ kind: "auth" });
    expect((await send({ status: 200, body })).outcome).toMatchObject({ kind: "auth" });
  });

  it.each([
    ["a time-out: it may have arrived", "silence" as const, { kind: "unknown", retryable: false }],
    ["no connection: nothing was sent", "away" as const, { kind: "unreachable", retryable: true }],
    ["a gateway's time-out", { status: 504, body: "<html>" }, { kind: "unknown", retryable: false }],
    ["a gateway's 502", { status: 502, body: "<html>" }, { kind: "unreachable", retryable: true }],
    ["a 200 that is no JSON", { status: 200, body: "<html>" }, { kind: "unknown", retryable: false }],
    ["a 200 without an id", { status: 200, body: {} }, { kind: "unknown", retryable: false }],
    ["an unheard-of code", { status: 400, body: { error: { code: 77777 } } }, { kind: "content", retryable: false, code: "77777" }],
    ["a wait in seconds", { status: 429, headers: { "retry-after": "7" }, body: { error: { code: 613 } } }, { kind: "throttled", retryAfterMs: 7000 }],
    [
      "a wait in the usage header's minutes",
      {
        status: 400,
        headers: { "x-business-use-case-usage": '{"1":[{"type":"messenger","estimated_time_to_regain_access":3}]}' },
        body: { error: { code: 80006 } },
      },
      { kind: "throttled", retryAfterMs: 180_000 },
    ],
  ])("understands %s", async (_name, answer, expected) => {
    expect((await send(answer)).outcome).toMatchObject(expected);
  });
});

describe("connect", () => {
  const app = { appId: "517793277738000", appSecret: "s", verifyToken: "v" };
  const input = {
    app,
    appTokens: memoryTokens(null),
    apiUrl: "https://graph.facebook.com",
    redirectUri: "https://desk.example.com/api/oauth/messenger/callback",
  };

  it("sends the person to Facebook's site, and to the simulator when the API is one", () => {
    const url = new URL(String(byFacebook.authorizeUrl({ ...input, state: "st" }, scriptedTransport().transport)));
    expect(url.origin + url.pathname).toBe("https://www.facebook.com/v25.0/dialog/oauth");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ client_id: app.appId, redirect_uri: input.redirectUri, state: "st", response_type: "code" });
    expect(byFacebook.authorizeUrl({ ...input, apiUrl: "http://localhost:4101", state: "st" }, scriptedTransport().transport)).toMatch(
      /^http:\/\/localhost:4101\/v25\.0\/dialog/,
    );
  });

  it("trades the code for every Page of the person, over all result pages, and says which cannot be chosen", async () => {
    const good = fixture("oauth-page-tokens").response.body.data[0];
    const { transport, requests } = scriptedTransport(
      { body: { access_token: "short" } },
      { body: { access_token: "long" } },
      { body: { id: "218471" } },
      { body: { data: [good], paging: { cursors: { after: "MTA" }, next: "https://evil.example/steal" } } },
      { body: { data: [{ id: "2", name: "No role", access_token: "t", tasks: ["ANALYZE"] }] } },
    );
    const candidates = await byFacebook.exchange({ ...input, code: "the code", query: {} }, transport);
    expect(candidates).toMatchObject([
      { accountId: good.id, name: "Example Shop", credentials: { pageId: good.id, pageAccessToken: "EAAG...page", grantedBy: "218471" } },
      { accountId: "2", problem: expect.stringContaining("MESSAGING, MODERATE") },
    ]);
    expect(candidates?.[0]).not.toHaveProperty("problem");
    expect(requests.every((request) => request.url.startsWith("https://graph.facebook.com/v25.0/"))).toBe(true);
    expect(requests[4]?.url).toContain("after=MTA");
  });

  it("throws auth for a code that Facebook refuses", async () => {
    const { transport } = scriptedTransport({ status: 400, body: { error: { code: 190, message: "Invalid verification code" } } });
    await expect(byFacebook.exchange({ ...input, code: "old", query: {} }, transport)).rejects.toMatchObject({ kind: "auth" });
  });

  it("refuses a token of another Page", async () => {
    const { transport } = scriptedTransport({ body: { id: "999", name: "Other" } });
    await expect(byToken.identify?.({ credentials: config.credentials, apiUrl: config.apiUrl }, transport)).rejects.toMatchObject({ kind: "auth" });
  });
});

describe("health and profile", () => {
  it("subscribes again when Facebook has dropped us", async () => {
    const { transport, requests } = scriptedTransport({ body: { data: [{ id: "another app" }] } }, { body: { success: true } });
    expect(await messenger.health?.check(config, transport)).toEqual({ status: "live", reason: null });
    expect(requests[1]).toMatchObject({ method: "POST", url: expect.stringContaining("/subscribed_apps?subscribed_fields=messages%2C") });
  });

  it.each([
    ["a dead token", fixture("err-token-expired"), "action-needed"],
    ["a temporary failure", fixture("err-transient"), "degraded"],
    ["no connection", "away" as const, "degraded"],
  ])("tells %s", async (_name, answer, status) => {
    expect(await messenger.health?.check(config, scriptedTransport(answer).transport)).toMatchObject({ status, reason: expect.stringMatching(/\w/) });
  });

  it("gives a name and a picture, null when Facebook will not say, and throws when it may say later", async () => {
    const profile = fixture("profile");
    const fetch = (answer: ScriptedAnswer) => messenger.profiles?.fetch({ value: "7654321098765432", config }, scriptedTransport(answer).transport);
    expect(await fetch({ body: profile.response.body })).toMatchObject({ name: "Ines Vogel", avatarUrl: profile.response.body.profile_pic });
    expect(await fetch({ status: 400, body: { error: { code: 100, error_subcode: 2018218 } } })).toBeNull();
    await expect(fetch(fixture("err-transient"))).rejects.toMatchObject({ retryable: true });
  });
});
