import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Act, ChannelConfig, OutboundMessage, RenderContext, SendError } from "@/server/channels/contract";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type ScriptedAnswer, scriptedTransport } from "@/server/testing/scripted-transport";
import { instagram } from "./adapter";
import { byFacebook } from "./by-facebook";
import { byInstagram } from "./by-instagram";
import { byToken, connect } from "./connect";
import type { InstagramCredentials } from "./payload";
import { refresh } from "./refresh";

const fixture = (name: string) => JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));

const ACCOUNT = "17841405793187218";
const own: InstagramCredentials = { accountId: ACCOUNT, accessToken: "<IG_USER_TOKEN>" };
const ofPage: InstagramCredentials = { ...own, pageId: "104857600112233" };
const configOf = (credentials: InstagramCredentials): ChannelConfig<InstagramCredentials> => ({
  accountId: ACCOUNT,
  credentials,
  tokens: memoryTokens(credentials),
  appTokens: memoryTokens(null),
  app: { appId: "990602627938098", appSecret: "s", verifyToken: "v" },
  apiUrl: credentials.pageId ? "https://graph.facebook.com" : "https://graph.instagram.com",
  webhookUrl: "https://desk.example.com/api/webhooks/instagram",
});
const context: RenderContext = {
  to: { scope: ACCOUNT, value: "1254459154682919" },
  thread: "1254459154682919",
  hoursSinceInbound: 1,
  capabilities: instagram.capabilities,
};
const message: OutboundMessage = {
  id: "0199a000-0000-7000-8000-000000000001",
  text: "Yes, since this morning!",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};
const photo = { kind: "image" as const, name: "a.jpg", mimeType: "image/jpeg", sizeBytes: 1000, url: "https://files.example.com/a.jpg" };
const render = (changes: Partial<OutboundMessage>, about: Partial<RenderContext> = {}) =>
  instagram.outbound.render({ ...message, ...changes }, { ...context, ...about }).map((part) => part.body);

describe("render", () => {
  it("writes text, picture and a person's late answer as the published examples", () => {
    expect(render({})).toEqual([fixture("out-text").request.body]);
    expect(render({ text: null, attachments: [photo] })).toEqual([fixture("out-image").request.body]);
    expect(render({ text: "Sorry for the wait." }, { hoursSinceInbound: 100 })).toEqual([fixture("out-human-agent").request.body]);
  });

  it("measures a text in bytes: 333 Chinese characters a message", () => {
    const texts = render({ text: "好".repeat(700) }).map((body) => (body.message as { text: string }).text);
    expect(texts.every((text) => Buffer.byteLength(text) <= 1000)).toBe(true);
    expect(texts).toHaveLength(3);
    expect(texts.join("")).toBe("好".repeat(700));
  });

  it("puts pictures together, other files alone, and quick replies under the last of them", () => {
    const attachments = [photo, photo, { ...photo, kind: "file" as const, mimeType: "application/pdf" }];
    const bodies = render({ attachments, payload: { buttons: [{ type: "reply", title: "Blue", value: "BLUE" }] } });
    expect(bodies.map((body) => body.message)).toMatchObject([
      { text: message.text },
      { attachments: [{ type: "image" }, { type: "image" }] },
      { attachment: { type: "file" }, quick_replies: [{ content_type: "text", title: "Blue", payload: "BLUE" }] },
    ]);
    expect(bodies[0]?.message).not.toHaveProperty("quick_replies");
  });

  it("offers links as a template's buttons, and as lines where they are too many", () => {
    const link = { type: "link" as const, title: "Shop", url: "https://shop.example.com" };
    const reply = { type: "reply" as const, title: "Call me", value: "CALL" };
    expect(render({ payload: { buttons: [link, reply] } })[0]?.message).toEqual({
      attachment: {
        type: "template",
        payload: {
          template_type: "button",
          text: message.text,
          buttons: [
            { type: "web_url", title: "Shop", url: "https://shop.example.com" },
            { type: "postback", title: "Call me", payload: "CALL" },
          ],
        },
      },
    });
    const many = render({ payload: { buttons: [link, link, link, link] } });
    expect(many).toMatchObject([{ message: { text: expect.stringMatching(/4\. Shop.*https:\/\/shop\.example\.com/) } }]);
  });

  it.each([
    ["nothing at all", { text: " " }],
    ["a picture of 9 MB", { attachments: [{ ...photo, sizeBytes: 9 * 1024 * 1024 }] }],
    ["a place", { attachments: [{ ...photo, kind: "location" as const }] }],
    ["eleven files", { attachments: Array.from({ length: 11 }, () => photo) }],
  ])("refuses %s as content", (_name, changes) => {
    expect(() => render(changes)).toThrow(expect.objectContaining({ kind: "content", retryable: false }));
  });

  it("refuses after seven days, before any call", () => {
    expect(() => render({}, { hoursSinceInbound: 169 })).toThrow(expect.objectContaining({ kind: "window" }));
  });
});

describe("send", () => {
  const send = async (credentials: InstagramCredentials, ...answers: ScriptedAnswer[]) => {
    const { transport, requests } = scriptedTransport(...answers);
    const part = { body: render({})[0] ?? {} };
    const sending = instagram.outbound.send(
      { part, config: configOf(credentials), to: context.to, window: null, idempotencyKey: "k", readAttachment: async () => new Uint8Array() },
      transport,
    );
    return { requests, outcome: await sending.catch(({ kind, retryable, code, message: words }: SendError) => ({ kind, retryable, code, words })) };
  };

  it("makes the published call as the account, and through its Page as the Page", async () => {
    const { request, response } = fixture("out-text");
    const { requests, outcome } = await send(own, { body: response.body });
    expect(requests).toEqual([{ ...request, body: JSON.stringify(request.body) }]);
    expect(outcome).toEqual({ externalIds: [response.body.message_id] });
    expect((await send(ofPage, { body: response.body })).requests[0]?.url).toBe("https://graph.facebook.com/v25.0/104857600112233/messages");
  });

  it.each<[string, ScriptedAnswer, object]>([
    ["a file it cannot take", { status: 400, body: { error: { code: 36103 } } }, { kind: "content" }],
    ["a Page that is linked no more", { status: 400, body: { error: { code: 100, error_subcode: 2534013 } } }, { kind: "auth" }],
    ["messages switched off", fixture("err-message-access-disabled"), { kind: "auth", words: expect.stringContaining("Allow access to messages") }],
    ["the Page family's closed window", { status: 400, body: { error: { code: 10, error_subcode: 2018278 } } }, { kind: "window" }],
    ["its own family's closed window, with 403", fixture("err-window-closed"), { kind: "window", code: "10/2534022" }],
    ["its own rate limit", { status: 400, body: { error: { code: 80002 } } }, { kind: "throttled", retryable: true }],
    [
      "a temporary failure under a code of its own",
      { status: 400, body: { error: { code: 100, is_transient: true } } },
      { kind: "unreachable", retryable: true },
    ],
    ["silence", "silence", { kind: "unknown", retryable: false }],
  ])("understands %s", async (_name, answer, expected) => {
    expect((await send(own, answer)).outcome).toMatchObject(expected);
  });
});

describe("signing in at Instagram", () => {
  const app = { appId: "990602627938098", appSecret: "<IG_APP_SECRET>", verifyToken: "v" };
  const input = { app, appTokens: memoryTokens(null), apiUrl: "https://graph.instagram.com", redirectUri: "https://app.example.com/oauth/instagram" };
  const [code, long, me] = ["oauth-code-exchange", "oauth-long-lived", "oauth-me"].map(fixture);

  it("asks for consent on the site, at the simulator where the API is one", () => {
    const url = new URL(String(byInstagram.authorizeUrl({ ...input, state: "st" }, scriptedTransport().transport)));
    expect(url.origin + url.pathname).toBe("https://www.instagram.com/oauth/authorize");
    expect(url.searchParams.get("scope")).toContain("instagram_business_manage_messages");
    expect(String(byInstagram.authorizeUrl({ ...input, apiUrl: "http://localhost:4102", state: "st" }, scriptedTransport().transport))).toMatch(
      /^http:\/\/localhost:4102\/oauth\/authorize/,
    );
  });

  it.each([
    ["wrapped", code.response.body],
    ["flat", code.response.body.data[0]],
    ["flat, with a list of permissions", { ...code.response.body.data[0], permissions: ["instagram_business_manage_messages"] }],
  ])("trades a code with its mark for sixty days, the answer being %s", async (_name, body) => {
    const { transport, requests } = scriptedTransport({ body }, { body: long.response.body }, { body: me.response.body });
    const candidates = await byInstagram.exchange({ ...input, code: "AQBx-hBsH3#_", query: {} }, transport);
    expect(requests.map(({ method, url, body: sent }) => ({ method, url, sent }))).toEqual([
      { method: "POST", url: code.request.url, sent: code.request.body.replace("<IG_APP_SECRET>", "%3CIG_APP_SECRET%3E") },
      { method: "GET", url: long.request.url.replace("<IG_APP_SECRET>", "%3CIG_APP_SECRET%3E"), sent: undefined },
      { method: "GET", url: "https://graph.instagram.com/v25.0/me?fields=user_id%2Cusername%2Cname%2Cprofile_picture_url", sent: undefined },
    ]);
    // The id of webhooks, not the one under `id`: that names the person to our app.
    expect(candidates).toMatchObject([
      { accountId: ACCOUNT, name: "Example Shop · @exampleshop", grantedBy: "24901234567890123", credentials: { accountId: ACCOUNT, accessToken: "IGAAlong" } },
    ]);
    expect(candidates[0]).not.toHaveProperty("problem");
    const lives = candidates.map(({ credentials }) => {
      const { obtainedAt, expiresAt } = credentials as Required<InstagramCredentials>;
      return Date.parse(expiresAt) - Date.parse(obtainedAt);
    });
    expect(lives).toEqual([5_183_944_000]);
  });

  it("says what is the matter when the permission was switched off, or the code is spent", async () => {
    const body = { access_token: "IGAAshort", user_id: "1", permissions: "instagram_business_basic" };
    const { transport } = scriptedTransport({ body }, { body: long.response.body }, { body: me.response.body });
    expect(await byInstagram.exchange({ ...input, code: "a", query: {} }, transport)).toMatchObject([{ problem: expect.stringContaining("permission") }]);
    const spent = { status: 400, body: { error_type: "OAuthException", code: 400, error_message: "This authorization code has been used" } };
    await expect(byInstagram.exchange({ ...input, code: "a", query: {} }, scriptedTransport(spent).transport)).rejects.toMatchObject({ kind: "auth" });
  });

  it("takes a pasted token only of the account that was named", async () => {
    const identify = (accountId: string) =>
      byToken.identify?.({ credentials: { ...own, accountId }, apiUrl: input.apiUrl }, scriptedTransport({ body: me.response.body }).transport);
    expect(await identify(ACCOUNT)).toEqual({ accountId: ACCOUNT, name: "Example Shop" });
    await expect(identify("999")).rejects.toMatchObject({ kind: "auth" });
  });
});

describe("signing in at Facebook", () => {
  const app = { appId: "517793277738000", appSecret: "s", verifyToken: "v", settings: { configId: "8842" } };
  const input = { app, appTokens: memoryTokens(null), apiUrl: "https://graph.facebook.com", redirectUri: "https://desk.example.com/x" };
  const tasks = ["MESSAGING", "MODERATE"];

  it("asks by the app's login configuration where there is one", () => {
    const query = new URL(String(byFacebook.authorizeUrl({ ...input, state: "st" }, scriptedTransport().transport))).searchParams;
    expect([query.get("config_id"), query.get("scope")]).toEqual(["8842", null]);
  });

  it("gives the accounts that Pages are linked to, and says which cannot be chosen", async () => {
    const linked = { id: ACCOUNT, username: "exampleshop", name: "Example Shop" };
    const pages = [
      { id: "1", name: "Page", access_token: "p1", tasks, instagram_business_account: linked },
      { id: "2", name: "Without", access_token: "p2", tasks },
      { id: "3", name: "Figures", access_token: "p3", tasks: ["ANALYZE"], instagram_business_account: { id: "9" } },
    ];
    const answers = [{ access_token: "short" }, { access_token: "long" }, { id: "218471" }, { data: pages }].map((body) => ({ body }));
    const { transport } = scriptedTransport(...answers);
    expect(await byFacebook.exchange({ ...input, code: "c", query: {} }, transport)).toMatchObject([
      { accountId: ACCOUNT, name: "Example Shop · @exampleshop", grantedBy: "218471", credentials: { accountId: ACCOUNT, accessToken: "p1", pageId: "1" } },
      { accountId: "2", problem: expect.stringContaining("linked") },
      { accountId: "9", problem: expect.stringContaining("MESSAGING") },
    ]);
  });

  it("is told apart by its Page: another app, another API", () => {
    expect([instagram.platformOf?.(own), instagram.platformOf?.(ofPage)]).toEqual([null, "messenger"]);
  });
});

describe("refresh", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
  const renew = (credentials: InstagramCredentials, ...answers: ScriptedAnswer[]) => {
    const { transport, requests } = scriptedTransport(...answers);
    return refresh.refresh({ config: configOf(credentials), now }, transport).then((fresh) => ({ fresh, requests }));
  };

  it("renews a token of thirty days, and leaves a younger one and a Page's alone", async () => {
    const { fresh, requests } = await renew(
      { ...own, obtainedAt: daysAgo(30), expiresAt: daysAgo(-30) },
      { body: { access_token: "IGAAnew", expires_in: 5_184_000 } },
    );
    expect(requests[0]?.url).toBe("https://graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&access_token=%3CIG_USER_TOKEN%3E");
    expect(fresh).toEqual({ accountId: ACCOUNT, accessToken: "IGAAnew", obtainedAt: now.toISOString(), expiresAt: daysAgo(-60) });
    expect((await renew({ ...own, obtainedAt: daysAgo(29), expiresAt: daysAgo(-31) })).fresh).toBeNull();
    expect((await renew({ ...ofPage, obtainedAt: daysAgo(300) })).fresh).toBeNull();
  });

  it("asks tomorrow about a token whose age it does not know: one younger than a day is refused", async () => {
    const { fresh, requests } = await renew(own);
    expect([requests.length, fresh?.obtainedAt]).toEqual([0, daysAgo(29)]);
  });

  it("tells when a token ends, so that somebody can be warned", () => {
    expect(refresh.expiresAt?.({ ...own, expiresAt: daysAgo(-60) })).toEqual(new Date(daysAgo(-60)));
    expect([refresh.expiresAt?.(own), refresh.expiresAt?.(ofPage)]).toEqual([null, null]);
  });

  it("says that a dead one is dead, without a call that cannot succeed", async () => {
    await expect(renew({ ...own, obtainedAt: daysAgo(61), expiresAt: daysAgo(1) })).rejects.toMatchObject({ kind: "auth" });
  });
});

describe("subscription and acts", () => {
  it("subscribes the account itself, or its Page with all that Messenger wants of it", async () => {
    const { transport, requests } = scriptedTransport({ body: { success: true } }, { body: { success: true } });
    await connect.subscribe?.(configOf(own), transport);
    await connect.subscribe?.(configOf(ofPage), transport);
    expect(requests[0]?.url).toMatch(/^https:\/\/graph\.instagram\.com\/v25\.0\/me\/subscribed_apps\?subscribed_fields=messages%2C.*messaging_seen/);
    expect(requests[1]?.url).toMatch(/^https:\/\/graph\.facebook\.com\/v25\.0\/104857600112233\/subscribed_apps\?.*message_deliveries/);
  });

  it("leaves a Page subscribed when it goes: Messenger listens there, too", async () => {
    const { transport, requests } = scriptedTransport({ body: { success: true } });
    await connect.unsubscribe?.(configOf(ofPage), transport);
    expect(requests).toEqual([]);
    await connect.unsubscribe?.(configOf(own), transport);
    expect(requests[0]?.method).toBe("DELETE");
  });

  it("subscribes again when Instagram has dropped us, or lacks a field", async () => {
    for (const data of [[], [{ id: "990602627938098", subscribed_fields: ["messages"] }]]) {
      const { transport, requests } = scriptedTransport({ body: { data } }, { body: { success: true } });
      expect(await instagram.health?.check(configOf(own), transport)).toEqual({ status: "live", reason: null });
      expect(requests[1]?.method).toBe("POST");
    }
    expect(await instagram.health?.check(configOf(own), scriptedTransport(fixture("err-token-expired")).transport)).toMatchObject({ status: "action-needed" });
  });

  it.each<[Act, object]>([
    [{ type: "typing", isTyping: true }, { sender_action: "typing_on" }],
    [{ type: "typing", isTyping: false }, { sender_action: "typing_off" }],
    [{ type: "read", externalId: "m1" }, { sender_action: "mark_seen" }],
    [
      { type: "react", externalId: "m1", emoji: "❤️", action: "add" },
      { sender_action: "react", payload: { message_id: "m1", reaction: "love" } },
    ],
    [
      { type: "react", externalId: "m1", emoji: "🔥", action: "add" },
      { sender_action: "react", payload: { message_id: "m1", reaction: "🔥" } },
    ],
    [
      { type: "react", externalId: "m1", emoji: "❤️", action: "remove" },
      { sender_action: "unreact", payload: { message_id: "m1" } },
    ],
  ])("mirrors %j", async (act, expected) => {
    const { transport, requests } = scriptedTransport({ body: { recipient_id: "1" } });
    await instagram.acts?.perform({ act, to: context.to, thread: context.thread, config: configOf(own) }, transport);
    expect(JSON.parse(String(requests[0]?.body))).toEqual({ recipient: { id: context.to.value }, ...expected });
  });
});

describe("profile", () => {
  const fetch = (answer: ScriptedAnswer) =>
    instagram.profiles?.fetch({ value: "1254459154682919", config: configOf(own) }, scriptedTransport(answer).transport);
  it("gives the name, else the user name, and null to whom Instagram will not tell", async () => {
    expect(await fetch({ body: { name: "Ines Vogel", username: "ines.vogel", profile_pic: "https://x.example/p" } })).toEqual({
      name: "Ines Vogel",
      avatarUrl: "https://x.example/p",
    });
    expect(await fetch({ body: { name: "", username: "ines.vogel" } })).toMatchObject({ name: "@ines.vogel" });
    expect(await fetch({ status: 400, body: { error: { code: 230 } } })).toBeNull();
    await expect(fetch(fixture("err-token-expired"))).rejects.toMatchObject({ kind: "auth" });
  });
});
