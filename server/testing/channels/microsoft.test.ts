import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/microsoft/server";
import { provideEnvironment } from "@/lib/env";
import type { ChannelConfig, RawAnswer, SendError } from "@/server/channels/contract";
import { email } from "@/server/channels/email/adapter";
import { byMicrosoft } from "@/server/channels/email/microsoft/connect";
import { clientStateOf, renew } from "@/server/channels/email/microsoft/subscription";
import type { EmailCredentials, MailPart, MicrosoftCredentials } from "@/server/channels/email/payload";
import { transport } from "@/server/connections/transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated Microsoft 365, over sockets: every refusal of Microsoft's, by name. */

const LENA = "lena.brandt@mail.example";
const BOX = "Service@nordwind.example";
const MB = 1024 * 1024;
const app = { appId: "app-1", appSecret: "app-secret", verifyToken: "our-word" };

interface Mail {
  id: string;
  folder: string;
  raw: string;
  subject: string;
  to: string[];
  files: { name: string; sizeBytes: number }[];
}
interface State {
  mailboxes: { address: string; mails: Mail[]; firstPlace: number }[];
  subscriptions: { id: string; endsAt: number; notificationUrl: string; lifecycleNotificationUrl: string; clientState: string; isImmutable: boolean }[];
}

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let tokens: ReturnType<typeof memoryTokens<EmailCredentials>>;
let config: ChannelConfig<EmailCredentials>;

const post = async (path: string, body: object = {}) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const write = (subject: string, over: object = {}) =>
  post("__phone/messages", { person: LENA, account: BOX, subject, text: "Hello", ...over }) as Promise<{ id: string }>;
const disturb = (next: string, count = 1) => post("__control", { next, count });
const state = async () => (await (await fetch(`${platform.url}/__state`)).json()) as State;
const mailsIn = async (folder: string) =>
  (await state()).mailboxes.find(({ address }) => address === BOX)?.mails.filter((mail) => mail.folder === folder) ?? [];
const subscribe = () => email.connect?.subscribe?.(config, transport);

const redirectUri = "http://localhost/api/oauth/email/callback";
/** What the consent page does when a person presses Accept; `scope`: what they were asked. */
async function consent(account = BOX, over: Record<string, string> = {}): Promise<string> {
  const asked = new URL(await byMicrosoft.authorizeUrl({ app, appTokens: memoryTokens(null), apiUrl: platform.url, redirectUri, state: "st" }, transport));
  const form = new URLSearchParams({
    account,
    decision: "allow",
    redirect_uri: redirectUri,
    state: "st",
    scope: asked.searchParams.get("scope") ?? "",
    ...over,
  });
  const answer = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
  return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
}
const exchange = (code: string, over: object = {}) =>
  byMicrosoft.exchange({ app: { ...app, ...over }, appTokens: memoryTokens(null), apiUrl: platform.url, redirectUri, code, query: {} }, transport);
const failure = (run: Promise<unknown> | undefined) =>
  (run ?? Promise.resolve()).then(
    () => null,
    ({ kind, retryable, code, retryAfterMs, message }: SendError) => ({ kind, retryable, code, retryAfterMs, message }),
  );

interface Page {
  raw: RawAnswer[];
  cursor: unknown;
  hasMore: boolean;
}
const pull = (cursor: unknown, hint: Record<string, string> | null = null) => email.poll?.pull({ config, cursor, hint }, transport) as Promise<Page>;
const subjects = (raw: RawAnswer[]) => raw.map(({ body }) => /^Subject: (.*)$/m.exec(Buffer.from(body).toString("latin1"))?.[1]?.trim());
async function pullAll(cursor: unknown): Promise<Pick<Page, "raw" | "cursor">> {
  const all: RawAnswer[] = [];
  for (let place = cursor; ; ) {
    const page = await pull(place);
    all.push(...page.raw);
    place = page.cursor;
    if (!page.hasMore) return { raw: all, cursor: place };
  }
}

const mail: MailPart = {
  messageId: "<token.1@nordwind.example>",
  from: { address: BOX, name: "Nordwind Service" },
  to: [{ address: LENA, name: "Lena Brandt" }],
  cc: [],
  bcc: [],
  replyTo: null,
  subject: "Re: A question",
  inReplyTo: null,
  references: [],
  text: "On its way",
  html: "<p>On its way</p>",
  isAutomatic: false,
  attachments: [],
};
const submit = (over: Partial<MailPart> = {}, { bytes = Buffer.from("file") as Uint8Array, patienceMs = 15_000 } = {}) => {
  const impatient = Object.assign(
    (request: Parameters<typeof transport>[0]) => transport({ ...request, timeoutMs: Math.min(request.timeoutMs ?? 15_000, patienceMs) }),
    { addressOf: transport.addressOf },
  );
  const request = sendOf(config, { part: { body: { ...mail, ...over } }, to: { scope: "", value: LENA }, readAttachment: async () => bytes });
  return email.outbound.send(request, impatient);
};

beforeEach(async () => {
  desk = await openDesk(email, () => ({ app: null, apps: { microsoft: app }, channel: null }));
  platform = await start({ port: 0, ...app, isLocalAllowed: true, retryBaseMs: 10 });
  process.env.MICROSOFT_API_URL = platform.url;
  provideEnvironment({});
  const [candidate] = await exchange(await consent());
  const credentials = candidate?.credentials as EmailCredentials;
  tokens = memoryTokens(credentials);
  config = configOf(email, { credentials, apiUrl: platform.url, app, tokens, webhookUrl: `${desk.url}/api/webhooks/email` });
});

afterEach(async () => {
  await desk.close();
  await platform.close();
});

beforeAll(() => provideEnvironment({}));
afterAll(() => {
  delete process.env.MICROSOFT_API_URL;
  provideEnvironment({});
});

describe("connecting", () => {
  it("asks for a lasting permission at Microsoft's own pages, and at the simulator's when the API is one", async () => {
    const input = { app, appTokens: memoryTokens(null), redirectUri, state: "st" };
    const real = new URL(await byMicrosoft.authorizeUrl({ ...input, apiUrl: "https://graph.microsoft.com" }, transport));
    expect(real.origin + real.pathname).toBe("https://login.microsoftonline.com/common/oauth2/v2.0/authorize");
    expect(real.searchParams.get("scope")?.split(" ").sort()).toEqual(["Mail.ReadWrite", "Mail.Send", "User.Read", "offline_access"]);
    const page = await (await fetch(await byMicrosoft.authorizeUrl({ ...input, apiUrl: platform.url }, transport))).text();
    expect(page).toContain("Read and write access to your mail");
  });

  it("offers the mailbox that the person signed in with, whatever the letters' case", async () => {
    const [candidate] = await exchange(await consent());
    expect(candidate).toMatchObject({ accountId: "service@nordwind.example", name: BOX, credentials: { via: "microsoft", address: BOX } });
    expect(candidate?.problem).toBeUndefined();
  });

  it("an account without a mailbox is shown, and says why it cannot be chosen", async () => {
    const [candidate] = await exchange(await consent("guest@nordwind.example"));
    expect(candidate).toMatchObject({ name: "guest@nordwind.example", problem: expect.stringContaining("no mailbox") });
  });

  it("a code is good once, for the app and the address that asked, and for a lasting permission alone", async () => {
    const code = await consent();
    await exchange(code);
    expect(await failure(exchange(code))).toMatchObject({ kind: "auth" });
    expect(await failure(exchange(await consent(), { appSecret: "guessed" }))).toMatchObject({ kind: "auth", code: "401 invalid_client" });
    expect(await failure(exchange(await consent(), { appId: "app-2" }))).toMatchObject({ kind: "auth", code: "400 unauthorized_client" });
    expect(await failure(exchange(await consent(BOX, { redirect_uri: "http://localhost/else" })))).toMatchObject({ kind: "auth" });
    expect(await failure(exchange(await consent(BOX, { scope: "User.Read Mail.ReadWrite Mail.Send" })))).toMatchObject({ kind: "auth" });
  });

  it.each([
    ["the permission is taken back", "revoke", "action-needed", "signing in"],
    ["a second factor is wanted", "interaction", "action-needed", "signing in"],
    ["our app's secret has run out", "secret-expired", "action-needed", "registration"],
    ["the sign-in has a trouble of its own", "login-busy", "degraded", "temporary"],
  ])("health tells when %s", async (_name, next, status, words) => {
    expect(await email.health?.check(config, transport)).toEqual({ status: "live", reason: null });
    await disturb("token-dies");
    await disturb(next);
    expect(await email.health?.check(config, transport)).toMatchObject({ status, reason: expect.stringContaining(words) });
  });
});

describe("mails coming in", () => {
  it("the first look finds what came just now, and nothing twice afterwards", async () => {
    await write("First");
    const first = await pullAll(null);
    expect(subjects(first.raw)).toEqual(["First"]);
    expect(first.raw[0]?.headers?.["x-received-at"]).toMatch(/^\d{4}-/);
    expect((await pullAll(first.cursor)).raw).toEqual([]);
    await write("Second");
    expect(subjects((await pullAll(first.cursor)).raw)).toEqual(["Second"]);
  });

  it("many come once each, over all pages, and an answer that was lost is asked for again", async () => {
    const { cursor } = await pullAll(null);
    for (let number = 1; number <= 8; number++) await write(`Mail ${number}`);
    const page = await pull(cursor);
    expect([page.raw.length, page.hasMore]).toEqual([3, true]);
    expect(subjects((await pull(cursor)).raw)).toEqual(subjects(page.raw));
    expect(subjects([...page.raw, ...(await pullAll(page.cursor)).raw])).toEqual(Array.from({ length: 8 }, (_, i) => `Mail ${i + 1}`));
  });

  it("what the owner reads in Outlook does not come again, and what they delete is left out", async () => {
    const { cursor } = await pullAll(null);
    const [read, gone] = [await write("Read"), await write("Gone")];
    const owner = (act: string, { id }: { id: string }) => post("__phone/owner", { account: BOX, act, id });
    const page = await pull(cursor);
    expect(subjects(page.raw)).toEqual(["Read", "Gone"]);
    await owner("read", read);
    await owner("delete", gone);
    expect((await pullAll(page.cursor)).raw).toEqual([]);
    expect(subjects((await pullAll(cursor)).raw)).toEqual(["Read"]);
  });

  it("a mail that is deleted between the list and the fetching is left out", async () => {
    const { id } = await write("Gone");
    const kept = { place: { name: "$deltatoken", token: "x" }, queue: [{ id: `${id}x`, receivedAt: null }] };
    expect((await pull(kept)).raw).toEqual([]);
  });

  it("a place that Microsoft has forgotten is made up for by looking a week back", async () => {
    const { cursor } = await pullAll(null);
    await write("While we slept");
    await disturb("forget-place");
    expect(subjects((await pullAll(cursor)).raw)).toEqual(["While we slept"]);
  });

  it("of the link to go on only its token is kept: nobody can send us elsewhere", async () => {
    const { cursor } = await pullAll(null);
    expect(JSON.stringify(cursor)).not.toContain("http");
  });

  it("every byte arrives as it was sent", async () => {
    const raw = readFileSync(new URL("../../channels/email/fixtures/gb18030-as-gb2312.eml", import.meta.url));
    await post("__phone/raw", { account: BOX, raw: raw.toString("base64") });
    const [answer] = (await pullAll(null)).raw;
    expect(Buffer.from(answer?.body ?? []).equals(raw)).toBe(true);
    const request = { method: "POST", url: "", query: {}, headers: answer?.headers ?? {}, rawBody: answer?.body ?? new Uint8Array() };
    const items = await email.inbound.normalise(request, { app: null, channel: { accountId: "service@nordwind.example", credentials: config.credentials } });
    expect(items[0]?.event).toMatchObject({ type: "message" });
  });

  it("of a mail beyond 40 MB the beginning is kept, and it says so", async () => {
    const raw = Buffer.concat([Buffer.from(`From: ${LENA}\r\nSubject: Huge\r\n\r\n`), Buffer.alloc(41 * MB, "x")]);
    await post("__phone/raw", { account: BOX, raw: raw.toString("base64") });
    const [answer] = (await pullAll(null)).raw;
    expect(answer?.body.length).toBe(MB);
    expect(answer?.headers?.["x-truncated-from"]).toBe(String(raw.length));
  });
});

describe("tokens", () => {
  it("a token that dies in the middle is renewed, and the refresh token that came with it is kept", async () => {
    const { cursor } = await pullAll(null);
    await write("Kept");
    const before = (tokens.current() as MicrosoftCredentials).refreshToken;
    await disturb("token-dies");
    const page = await pullAll(cursor);
    expect(subjects(page.raw)).toEqual(["Kept"]);
    const after = (tokens.current() as MicrosoftCredentials).refreshToken;
    expect(after).not.toBe(before);
    // The old one is good no more: whoever had not kept the new one would be out.
    await disturb("token-dies");
    expect((await pullAll(page.cursor)).raw).toEqual([]);
  });

  it("one that is refused twice is the channel's trouble", async () => {
    await pullAll(null);
    await disturb("token-dies", 2);
    expect(await failure(pull(null))).toMatchObject({ kind: "auth", retryable: false, code: "401 InvalidAuthenticationToken" });
  });
});

describe("notifications", () => {
  it("the address is greeted, both for mails and for what becomes of the subscription, and asked for as long as there is", async () => {
    await subscribe();
    const [subscription, ...more] = (await state()).subscriptions;
    expect(more).toEqual([]);
    expect(desk.outcomes).toEqual(["challenge", "challenge"]);
    expect(subscription).toMatchObject({ isImmutable: true, notificationUrl: expect.stringContaining("/email/microsoft?account=service%40nordwind.example") });
    expect(subscription?.lifecycleNotificationUrl).toBe(subscription?.notificationUrl);
    expect(subscription?.clientState).toBe(clientStateOf(app, BOX));
    expect((subscription?.endsAt ?? 0) - Date.now()).toBeGreaterThan(4_200 * 60_000);
  });

  it("repeated, it prolongs the one there is; one that has ended is made anew", async () => {
    await subscribe();
    const [first] = (await state()).subscriptions;
    await post("__clock", { advanceHours: 1 });
    await subscribe();
    expect((await state()).subscriptions.map(({ id }) => id)).toEqual([first?.id]);
    await post("__clock", { advanceHours: 100 });
    await subscribe();
    expect((await state()).subscriptions.at(-1)?.id).not.toBe(first?.id);
    await email.connect?.unsubscribe?.(config, transport);
    expect((await state()).subscriptions.filter(({ id }) => id !== first?.id)).toEqual([]);
  });

  it("believes the end that Microsoft says", async () => {
    const until = await renew(config as ChannelConfig<MicrosoftCredentials>, transport);
    expect(until?.getTime()).toBe((await state()).subscriptions[0]?.endsAt);
  });

  it("an address that does not greet back is said, and nothing is kept", async () => {
    desk.beAway(1);
    expect(await failure(subscribe())).toMatchObject({ kind: "content", code: "400 ValidationError", message: expect.stringContaining("503") });
    expect((await state()).subscriptions).toEqual([]);
  });

  it("a new mail says whose inbox to look into; doubled, it is the same; away, it comes again", async () => {
    await subscribe();
    await disturb("double");
    desk.beAway(1);
    await write("Hello");
    const [item, again] = await desk.wait("pull", 2);
    expect(item).toMatchObject({ account: "service@nordwind.example", thread: null, event: { type: "pull" } });
    expect(again?.dedupKey).toBe(item?.dedupKey);
    await write("Hello again");
    expect((await desk.wait("pull", 3)).at(-1)?.dedupKey).not.toBe(item?.dedupKey);
  });

  it("one with another clientState is refused, also among good ones, for another mailbox, or without any", async () => {
    await subscribe();
    await disturb("forged-notice");
    await write("Hello");
    await expect.poll(() => desk.outcomes.slice(2)).toContain("refused");
    expect(desk.items).toEqual([]);
    const good = { subscriptionId: "s", clientState: clientStateOf(app, BOX), changeType: "created" };
    const call = async (value: object[], account = BOX.toLowerCase()) =>
      (await fetch(`${desk.url}/api/webhooks/email/microsoft?account=${account}`, { method: "POST", body: JSON.stringify({ value }) })).status;
    expect(await call([good])).toBe(202);
    expect(await call([good, { ...good, clientState: "guessed" }])).toBe(401);
    expect(await call([good], "sales@nordwind.example")).toBe(401);
    expect(await call([{ subscriptionId: "s" }])).toBe(401);
    expect(await call([])).toBe(401);
  });

  it("what becomes of the subscription reaches the poll, which renews it before it looks", async () => {
    await subscribe();
    const { cursor } = await pullAll(null);
    await write("In between");
    await post("__lifecycle", { account: BOX, event: "subscriptionRemoved" });
    const items = await desk.wait("pull", 2);
    const hints = items.flatMap(({ event }) => (event.type === "pull" && event.hint ? [event.hint] : []));
    expect(hints).toEqual([{ lifecycle: "subscriptionRemoved" }]);
    expect((await state()).subscriptions).toEqual([]);
    expect(subjects((await pull(cursor, hints[0])).raw)).toEqual(["In between"]);
    expect((await state()).subscriptions).toHaveLength(1);
    await post("__lifecycle", { account: BOX, event: "reauthorizationRequired" });
    await desk.wait("pull", 3);
  });
});

describe("answering", () => {
  it("leaves as one mail with its ids, and nobody sees Bcc in a draft that stays", async () => {
    const bcc = [{ address: "boss@nordwind.example", name: "" }];
    expect(await submit({ inReplyTo: "<q@mail.example>", references: ["<q@mail.example>"], bcc })).toEqual({ externalIds: ["token.1@nordwind.example"] });
    const [sent] = await mailsIn("sentitems");
    expect(sent?.to).toEqual([LENA, "boss@nordwind.example"]);
    const raw = Buffer.from(sent?.raw ?? "", "base64").toString();
    expect(raw).toContain("Message-ID: <token.1@nordwind.example>");
    expect(raw).toContain("In-Reply-To: <q@mail.example>");
    expect(await mailsIn("drafts")).toEqual([]);
  });

  it("carries small files within the mail", async () => {
    await submit({ attachments: [{ name: "label.pdf", mimeType: "application/pdf" }] }, { bytes: Buffer.from([0, 255, 13, 10, 128]) });
    expect((await mailsIn("sentitems"))[0]?.files).toEqual([{ name: "label.pdf", type: "application/pdf", sizeBytes: 5 }]);
  });

  it.each([
    ["of nearly 3 MB in one piece", 2.9],
    ["of more in several", 9.5],
  ])("carries a file %s", async (_name, size) => {
    const bytes = Buffer.alloc(Math.floor(size * MB), "x");
    await submit({ attachments: [{ name: "catalogue.pdf", mimeType: "application/pdf" }] }, { bytes });
    const [sent] = await mailsIn("sentitems");
    expect(sent?.files).toEqual([{ name: "catalogue.pdf", type: "application/pdf", sizeBytes: bytes.length }]);
  });

  it("knows both ids when Exchange replaces ours", async () => {
    await disturb("replace-id");
    expect((await submit()).externalIds).toEqual(["token.1@nordwind.example", expect.stringContaining("@eurprd.prod.outlook.example")]);
  });

  it.each([
    ["too many requests", "throttle", { kind: "throttled", retryable: true, retryAfterMs: 2_000 }],
    ["the day's limit", "daily", { kind: "throttled", retryable: true, retryAfterMs: 3_600_000 }],
    ["a service that is away", "busy", { kind: "unreachable", retryable: true, retryAfterMs: 2_000 }],
    ["a missing permission", "no-permission", { kind: "auth", retryable: false, code: "403 ErrorAccessDenied" }],
    ["another's address as the sender", "send-as", { kind: "auth", retryable: false, code: "403 ErrorSendAsDenied" }],
    ["a mailbox that is blocked from sending", "blocked", { kind: "blocked", retryable: false }],
    ["a mailbox that is full", "full", { kind: "content", retryable: false }],
    ["a mail that is too large", "too-large", { kind: "content", retryable: false, code: "413 ErrorMessageSizeExceeded" }],
    ["a recipient it refuses", "bad-recipient", { kind: "unreachable", retryable: false, code: "400 ErrorInvalidRecipients" }],
  ])("%s", async (_name, next, expected) => {
    await disturb(next);
    expect(await failure(submit())).toMatchObject(expected);
    expect(await mailsIn("sentitems")).toEqual([]);
    expect(await mailsIn("drafts")).toEqual([]);
  });

  it("silence before the sending has sent nothing, and may be tried again", async () => {
    await disturb("draft-lost");
    expect(await failure(submit({}, { patienceMs: 400 }))).toMatchObject({ kind: "unreachable", retryable: true });
    expect(await mailsIn("sentitems")).toEqual([]);
  });

  it.each([
    ["silence", "send-lost"],
    ["a failure of Microsoft's own", "send-fails"],
  ])("%s at the sending is unknown, and the mail has left", async (_name, next) => {
    await disturb(next);
    expect(await failure(submit({}, { patienceMs: 400 }))).toMatchObject({ kind: "unknown", retryable: false });
    expect(await mailsIn("sentitems")).toHaveLength(1);
  });

  it("a permission taken back in the middle is the channel's trouble, not the mail's", async () => {
    await submit();
    await disturb("token-dies");
    await disturb("revoke");
    expect(await failure(submit())).toMatchObject({ kind: "auth", retryable: false, code: "400 invalid_grant" });
  });
});
