import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { start } from "@/e2e/platforms/gmail/server";
import { provideEnvironment } from "@/lib/env";
import type { ChannelConfig, RawAnswer, SendError } from "@/server/channels/contract";
import { email } from "@/server/channels/email/adapter";
import { byGoogle } from "@/server/channels/email/gmail/connect";
import type { EmailCredentials, GoogleCredentials, MailPart } from "@/server/channels/email/payload";
import { transport } from "@/server/connections/transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated Google, over sockets: every refusal of Google's, by name. */

const INES = "ines.vogel@mail.example";
const BOX = "Help@nordwind.example";
const app = { appId: "app-1", appSecret: "app-secret", verifyToken: "push-token", settings: { topic: "projects/parley/topics/mail" } };

let platform: Awaited<ReturnType<typeof start>>;
let desk: Desk;
let credentials: GoogleCredentials;
let config: ChannelConfig<EmailCredentials>;

const post = async (path: string, body: object = {}) => (await fetch(`${platform.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const write = (text: string, over: object = {}) => post("__phone/messages", { person: INES, account: BOX, text, ...over });
const disturb = (next: string, count = 1) => post("__control", { next, count });
interface Mail {
  raw: string;
  labels: string[];
  threadId: string;
}
const mailsOf = async () =>
  ((await (await fetch(`${platform.url}/__state`)).json()) as { mailboxes: { address: string; mails: Mail[] }[] }).mailboxes.find(
    ({ address }) => address === BOX,
  )?.mails ?? [];

/** What Google's consent page does when a person presses Allow. */
async function consent(redirectUri: string): Promise<string> {
  const form = new URLSearchParams({ account: BOX, decision: "allow", redirect_uri: redirectUri, state: "st" });
  const answer = await fetch(`${platform.url}/__consent`, { method: "POST", body: form, redirect: "manual" });
  return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

const redirectUri = "http://localhost/api/oauth/email/callback";
const exchange = (code: string, over: object = {}) =>
  byGoogle.exchange({ app: { ...app, ...over }, appTokens: memoryTokens(null), apiUrl: platform.url, redirectUri, code, query: {} }, transport);
const failure = (run: Promise<unknown> | undefined) =>
  (run ?? Promise.resolve()).then(
    () => null,
    ({ kind, retryable, code, retryAfterMs }: SendError) => ({ kind, retryable, code, retryAfterMs }),
  );

const pull = (cursor: unknown) =>
  email.poll?.pull({ config, cursor, hint: null }, transport) as Promise<{ raw: RawAnswer[]; cursor: unknown; hasMore: boolean }>;
const subjects = (raw: RawAnswer[]) => raw.map(({ body }) => /^Subject: (.*)$/m.exec(Buffer.from(body).toString("latin1"))?.[1]?.trim());

async function pullAll(cursor: unknown): Promise<{ raw: RawAnswer[]; cursor: unknown }> {
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
  from: { address: BOX, name: "Nordwind Help" },
  to: [{ address: INES, name: "Ines Vogel" }],
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
    {
      addressOf: transport.addressOf,
    },
  );
  const request = sendOf(config, { part: { body: { ...mail, ...over } }, to: { scope: "", value: INES }, readAttachment: async () => bytes });
  return email.outbound.send(request, impatient);
};

beforeEach(async () => {
  desk = await openDesk(email, () => ({ app: null, apps: { gmail: app }, channel: null }));
  platform = await start({ port: 0, ...app, webhookUrl: `${desk.url}/api/webhooks/gmail` });
  process.env.GMAIL_API_URL = platform.url;
  provideEnvironment({});
  const [candidate] = await exchange(await consent(redirectUri));
  credentials = candidate?.credentials as GoogleCredentials;
  config = configOf(email, { credentials: credentials as EmailCredentials, apiUrl: platform.url, app, tokens: memoryTokens(credentials as EmailCredentials) });
});

afterEach(async () => {
  await desk.close();
  await platform.close();
});

beforeAll(() => provideEnvironment({}));
afterAll(() => {
  delete process.env.GMAIL_API_URL;
  provideEnvironment({});
});

describe("connecting", () => {
  it("asks for a lasting permission at Google's own pages, and at the simulator's when the API is one", async () => {
    const input = { app, appTokens: memoryTokens(null), redirectUri, state: "st" };
    const real = new URL(await byGoogle.authorizeUrl({ ...input, apiUrl: "https://gmail.googleapis.com" }, transport));
    expect(real.origin + real.pathname).toBe("https://accounts.google.com/o/oauth2/v2/auth");
    expect(Object.fromEntries(real.searchParams)).toMatchObject({ access_type: "offline", prompt: "consent", state: "st" });
    const page = await fetch(await byGoogle.authorizeUrl({ ...input, apiUrl: platform.url }, transport));
    expect(await page.text()).toContain("Nordwind Orders");
  });

  it("offers the mailbox that the person signed in with, whatever the letters' case", async () => {
    const [candidate] = await exchange(await consent(redirectUri));
    expect(candidate).toMatchObject({
      accountId: "help@nordwind.example",
      name: BOX,
      credentials: { via: "gmail", address: BOX, refreshToken: expect.stringMatching(/^1\/\//) },
    });
  });

  it("a code is good once, and only for the app that asked", async () => {
    const code = await consent(redirectUri);
    await exchange(code);
    expect(await failure(exchange(code))).toMatchObject({ kind: "auth" });
    expect(await failure(exchange(await consent(redirectUri), { appSecret: "guessed" }))).toMatchObject({ kind: "auth" });
    expect(await failure(exchange(await consent("http://localhost/elsewhere")))).toMatchObject({ kind: "content" });
  });

  it("is live while Google lets us in, and says what to do when the permission is taken back", async () => {
    expect(await email.health?.check(config, transport)).toEqual({ status: "live", reason: null });
    await post("__revoke");
    expect(await email.health?.check(config, transport)).toMatchObject({ status: "action-needed", reason: expect.stringContaining("signing in") });
  });
});

describe("mails coming in", () => {
  it("the first look finds what came just now, and nothing twice afterwards", async () => {
    await write("hello", { subject: "First" });
    const first = await pullAll(null);
    expect(subjects(first.raw)).toEqual(["First"]);
    expect(first.raw[0]?.headers?.["x-received-at"]).toMatch(/^\d{4}-/);
    expect((await pullAll(first.cursor)).raw).toEqual([]);
    await write("more", { subject: "Second" });
    expect(subjects((await pullAll(first.cursor)).raw)).toEqual(["Second"]);
  });

  it("many mails come in order, over all pages of history, in batches", async () => {
    const { cursor } = await pullAll(null);
    for (let number = 1; number <= 23; number++) await write("x", { subject: `Mail ${number}` });
    const page = await pull(cursor);
    expect([page.raw.length, page.hasMore]).toEqual([10, true]);
    expect(subjects([...page.raw, ...(await pullAll(page.cursor)).raw])).toEqual(Array.from({ length: 23 }, (_, i) => `Mail ${i + 1}`));
  });

  it("a place that Google has forgotten is made up for by looking a week back", async () => {
    const { cursor } = await pullAll(null);
    await write("x", { subject: "While we slept" });
    await disturb("forget-history");
    expect(subjects((await pullAll(cursor)).raw)).toContain("While we slept");
  });

  it("every byte arrives as it was sent", async () => {
    const raw = readFileSync(new URL("../../channels/email/fixtures/gb18030-as-gb2312.eml", import.meta.url));
    await post("__phone/raw", { account: BOX, raw: raw.toString("base64") });
    const [answer] = (await pullAll(null)).raw;
    expect(Buffer.from(answer?.body ?? []).equals(raw)).toBe(true);
    const request = { method: "POST", url: "", query: {}, headers: answer?.headers ?? {}, rawBody: answer?.body ?? new Uint8Array() };
    const items = await email.inbound.normalise(request, { app: null, channel: { accountId: "help@nordwind.example", credentials } });
    expect(items[0]?.event).toMatchObject({ type: "message" });
  });

  it("a push says whose mailbox to look into; a wrong token says nothing", async () => {
    await email.connect?.subscribe?.(config, transport);
    await disturb("double");
    await write("hello");
    const [item, again] = await desk.wait("pull", 2);
    expect(item).toMatchObject({ account: "help@nordwind.example", thread: null, event: { type: "pull" } });
    expect(again?.dedupKey).toBe(item?.dedupKey);
    expect((await fetch(`${desk.url}/api/webhooks/email/gmail?token=guessed`, { method: "POST", body: "{}" })).status).toBe(401);
    expect((await fetch(`${desk.url}/api/webhooks/email/gmail`, { method: "POST", body: "{}" })).status).toBe(401);
    await email.connect?.unsubscribe?.(config, transport);
  });

  it("a token that dies in the middle is renewed, and nothing is missed", async () => {
    const { cursor } = await pullAll(null);
    await write("x", { subject: "Kept" });
    await disturb("token-dies", 2);
    // Once for the call, once more for the call after the new token: then it is the channel's trouble.
    expect(await failure(pull(cursor))).toMatchObject({ kind: "auth" });
    await disturb("token-dies");
    expect(subjects((await pullAll(cursor)).raw)).toEqual(["Kept"]);
  });
});

describe("answering", () => {
  it("leaves as one mail, stands in Gmail's thread of the answered one, and keeps Bcc to itself", async () => {
    await write("hello");
    const [asked] = await mailsOf();
    const id = /^Message-ID: (.*)$/im.exec(Buffer.from(asked?.raw ?? "", "base64").toString())?.[1]?.trim() ?? "";
    const bcc = [{ address: "boss@nordwind.example", name: "" }];
    expect(await submit({ inReplyTo: id, references: [id], bcc })).toEqual({ externalIds: ["token.1@nordwind.example"] });
    const sent = (await mailsOf()).at(-1);
    expect(sent).toMatchObject({ labels: ["SENT"], threadId: asked?.threadId });
    const raw = Buffer.from(sent?.raw ?? "", "base64").toString();
    expect(raw).toContain("Message-ID: <token.1@nordwind.example>");
    expect(raw).not.toContain("boss@");
  });

  it("carries files as they are", async () => {
    const attachments = [{ name: "label.pdf", mimeType: "application/pdf" }];
    await submit({ attachments }, { bytes: Buffer.from([0, 255, 13, 10, 128]) });
    expect(Buffer.from((await mailsOf()).at(-1)?.raw ?? "", "base64").toString("latin1")).toContain(Buffer.from([0, 255, 13, 10, 128]).toString("base64"));
  });

  it("knows both ids when Gmail replaces ours", async () => {
    await disturb("replace-id");
    expect((await submit()).externalIds).toEqual(["token.1@nordwind.example", expect.stringContaining("@mail.gmail.example")]);
  });

  it("what it answers may be gone: then it begins its own thread", async () => {
    expect((await submit({ inReplyTo: "<unknown@mail.example>" })).externalIds).toHaveLength(1);
  });

  it.each([
    ["too many requests", "throttle", { kind: "throttled", retryable: true, retryAfterMs: 2_000 }],
    ["too many requests of this user", "user-rate", { kind: "throttled", retryable: true }],
    ["the day's limit", "daily", { kind: "throttled", retryable: true, retryAfterMs: 3_600_000 }],
    ["a missing permission", "no-permission", { kind: "auth", retryable: false, code: "403" }],
    ["a failure of Google's own", "transient", { kind: "unreachable", retryable: true, code: "500" }],
    ["a recipient it refuses", "bad-recipient", { kind: "unreachable", retryable: false, code: "400" }],
  ])("%s", async (_name, next, expected) => {
    await disturb(next);
    expect(await failure(submit())).toMatchObject(expected);
    expect(await mailsOf()).toEqual([]);
  });

  it("a mail larger than Gmail takes is final", async () => {
    const attachments = [{ name: "film.mp4", mimeType: "video/mp4" }];
    expect(await failure(submit({ attachments }, { bytes: Buffer.alloc(27 * 1024 * 1024) }))).toMatchObject({ kind: "content", retryable: false, code: "413" });
  });

  it("silence after the mail is unknown, and the mail is there", async () => {
    await disturb("timeout");
    expect(await failure(submit({}, { patienceMs: 400 }))).toMatchObject({ kind: "unknown", retryable: false });
    expect(await mailsOf()).toHaveLength(1);
  });

  it("a permission taken back in the middle is the channel's trouble, not the mail's", async () => {
    await submit();
    await post("__revoke");
    expect(await failure(submit())).toMatchObject({ kind: "auth", retryable: false });
  });
});
