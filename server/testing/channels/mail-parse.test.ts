import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type MailServices, start } from "@/e2e/platforms/mail-parse/start";
import type { ServiceName } from "@/e2e/platforms/mail-parse/world";
import { provideEnvironment } from "@/lib/env";
import type { ChannelConfig, InboundMessage, RawRequest, Secrets, SendError, TokenMethod } from "@/server/channels/contract";
import { email } from "@/server/channels/email/adapter";
import { byServices } from "@/server/channels/email/parsed/connect";
import { credentialsSchema, type EmailCredentials, type ParsedCredentials } from "@/server/channels/email/payload";
import { parseCredentials } from "@/server/connections/parse-credentials";
import { transport } from "@/server/connections/transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type Desk, openDesk } from "./open-desk";
import { configOf, sendOf } from "./rig";

/* The real adapter against the simulated Mailgun, SendGrid and Postmark, over sockets: every refusal on both sides, by name. */

const BOX = "support@nordwind.example";
const LENA = "lena@mail.example";
const TOKEN = "abcdefghijklmnopqrstuvwxyz234567abcdefghij";
const CHANNEL = "0199a000-0000-7000-8000-0000000000aa";
const EACH: ServiceName[] = ["mailgun", "sendgrid", "postmark"];
const fixture = (name: string) => readFileSync(new URL(`../../channels/email/fixtures/${name}`, import.meta.url));

interface Post {
  statuses: number[];
  outcome: string;
}

let services: MailServices;
let desk: Desk;
let credentials: ParsedCredentials;
const secrets = (): Secrets => ({ app: null, channel: { accountId: BOX, credentials } });

const post = async <T>(path: string, body: object) =>
  (await (await fetch(`${services.url}/${path}`, { method: "POST", body: JSON.stringify(body) })).json()) as T;
const write = (over: object = {}) => post<Post>("__phone/messages", { account: BOX, from: LENA, subject: "A question", text: "Hello", ...over });
const state = async () => (await (await fetch(`${services.url}/__state`)).json()) as { posts: Post[]; sent: { from: string; to: string[] }[] };
const disturb = (next: string) => post("__control", { next });
const smtp = (over: object = {}) => ({ host: "127.0.0.1", port: String(services.smtpPort), user: "parley", password: "secret", ...over });

/** What the person does at the service's console and in our form. */
async function connect(service: ServiceName): Promise<void> {
  const address = `${desk.url}/api/webhooks/email/${CHANNEL}`;
  const urls = { mailgun: `${address}?format=mime`, sendgrid: address, postmark: address.replace("//", "//parley:our-password@") };
  const account = await post<{ signingKey: string; publicKey: string }>("__phone/accounts", { service, address: BOX, url: urls[service] });
  const own = { mailgun: { signingKey: account.signingKey }, sendgrid: { publicKey: account.publicKey }, postmark: { webhookPassword: "our-password" } };
  credentials = methodOf(service).typed?.parse({ address: BOX, ...own[service], smtp: smtp() }) as ParsedCredentials;
}
const firstMessage = async () => (await desk.wait("message"))[0]?.event as InboundMessage;
const methodOf = (service: ServiceName) => byServices.find(({ name }) => name === service) as TokenMethod<ParsedCredentials>;
const failure = (run: Promise<unknown> | undefined) =>
  (run ?? Promise.resolve()).then(
    () => null,
    ({ kind, retryable, code }: SendError) => ({ kind, retryable, code }),
  );

beforeEach(async () => {
  services = await start();
  process.env.OUTBOUND_ALLOW = `127.0.0.1:${services.smtpPort}`;
  provideEnvironment({});
  desk = await openDesk(email, secrets);
});

afterEach(async () => {
  delete process.env.OUTBOUND_ALLOW;
  provideEnvironment({});
  await desk.close();
  await services.close();
});

describe.each(EACH)("%s brings", (service) => {
  beforeEach(() => connect(service));

  it("a mail, with who wrote it and what they wrote", async () => {
    expect(await write()).toMatchObject({ statuses: [200], outcome: "taken" });
    const [item] = await desk.wait("message");
    expect(item).toMatchObject({ account: null, event: { type: "message", subject: "A question", text: "Hello", from: { value: LENA } } });
  });

  it("its files, which are found again in what was posted", async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 128]);
    await write({ photo: { name: "label.pdf", type: "application/pdf", base64: bytes.toString("base64") } });
    const [file] = (await firstMessage()).attachments;
    expect(file).toMatchObject({ name: "label.pdf", kind: "file" });
    const found = await email.media?.extract?.(desk.requests[0]?.rawBody ?? new Uint8Array(), file?.source ?? {});
    expect(Buffer.from(found?.bytes ?? []).equals(bytes)).toBe(true);
  });

  it("the original, for a mail program, out of what was posted", async () => {
    await write({ subject: "As it came" });
    await desk.wait("message");
    const original = Buffer.from(email.media?.original?.(desk.requests[0]?.rawBody ?? new Uint8Array()) ?? []).toString();
    expect(original).toMatch(/^Subject: As it came$/m);
    expect(original).not.toMatch(/RawEmail|body-mime|form-data|Delivered-To/);
    expect(email.media?.original?.(Buffer.from(original))).toBeNull();
  });

  it("the address that the servers were told, and so our token in it", async () => {
    await write({ to: `support+r.${TOKEN}@nordwind.example` });
    expect((await firstMessage()).mail?.tokens).toContainEqual({ token: TOKEN, place: "recipient" });
  });

  it("the same mail twice as one", async () => {
    await disturb("double");
    await write();
    const [item, again] = await desk.wait("message", 2);
    expect(again?.dedupKey).toBe(item?.dedupKey);
  });

  it("it again when we were away", async () => {
    desk.beAway(1);
    expect(await write()).toMatchObject({ statuses: [503, 200], outcome: "taken" });
  });

  it("nothing that is not its own: a wrong byte is refused", async () => {
    await disturb("wrong-signature");
    expect((await write()).statuses[0]).toBe(401);
    expect(desk.outcomes[0]).toBe("refused");
    const bare = await fetch(`${desk.url}/api/webhooks/email/${CHANNEL}`, { method: "POST", body: "email=x" });
    expect(bare.status).toBe(401);
    expect((await fetch(`${desk.url}/api/webhooks/email/${CHANNEL}`)).status).toBe(401);
  });

  it("no mail where the switch for the raw one is off: said in a sentence, and not asked for again", async () => {
    await disturb("no-raw");
    expect((await write()).statuses[0]).toBe({ mailgun: 406, sendgrid: 400, postmark: 403 }[service]);
    expect(desk.outcomes[0]).toBe("unparseable");
    const read = async () => email.inbound.normalise(desk.requests[0] as RawRequest, secrets());
    await expect(read()).rejects.toThrow(/sent no raw mail\. (Switch on|Let the route)/);
    expect((await state()).posts).toMatchObject([{ outcome: "given-up", statuses: [expect.any(Number)] }]);
  });

  it("and answers leave by the SMTP server that was named with it", async () => {
    expect(await methodOf(service).identify?.({ credentials, apiUrl: "" }, transport)).toEqual({ accountId: BOX, name: BOX });
    const { externalIds } = await send();
    expect(externalIds).toEqual(["t.1@nordwind.example"]);
    expect((await state()).sent).toMatchObject([{ from: BOX, to: [LENA] }]);
    await disturb("refuse-recipient");
    expect(await failure(send())).toMatchObject({ kind: "unreachable", retryable: false, code: "550" });
  });

  it("a wrong SMTP password is told when connecting, by health, and at the sending", async () => {
    credentials = { ...credentials, smtp: { ...credentials.smtp, password: "guessed" } };
    expect(await failure(methodOf(service).identify?.({ credentials, apiUrl: "" }, transport))).toMatchObject({ kind: "auth" });
    expect(await email.health?.check(config(), transport)).toMatchObject({ status: "action-needed", reason: expect.stringContaining("SMTP") });
    expect(await failure(send())).toMatchObject({ kind: "auth", retryable: false });
  });
});

const config = (): ChannelConfig<EmailCredentials> =>
  configOf(email, { credentials, apiUrl: "", tokens: memoryTokens<EmailCredentials>(credentials), app: null });
function send(): Promise<{ externalIds: string[] }> {
  const people = { from: { address: BOX, name: "" }, to: [{ address: LENA, name: "" }], cc: [], bcc: [], replyTo: null };
  const thread = { messageId: "<t.1@nordwind.example>", subject: "Re: A question", inReplyTo: null, references: [] };
  const body = { ...people, ...thread, text: "On its way", html: "<p>On its way</p>", isAutomatic: false, attachments: [] };
  return email.outbound.send(sendOf(config(), { part: { body }, to: { scope: "", value: LENA } }), transport);
}

describe("bytes", () => {
  it.each(["mailgun", "sendgrid"] as const)("%s: a mail that is no UTF-8 arrives as it was sent", async (service) => {
    await connect(service);
    await post("__phone/raw", { account: BOX, raw: fixture("gb18030-as-gb2312.eml").toString("base64") });
    const brought = await firstMessage();
    const request = { method: "POST", url: "", query: {}, headers: {}, rawBody: fixture("gb18030-as-gb2312.eml") };
    const [fetched] = await email.inbound.normalise(request, { app: null, channel: { accountId: BOX, credentials: { ...imap(), address: BOX } } });
    expect(fetched?.event).toMatchObject({ type: "message", text: brought.text });
    expect(brought.text).not.toContain("\uFFFD");
  });

  it("an envelope without a sender is a machine's, that wants no answer", async () => {
    await connect("mailgun");
    await write({ from: LENA, subject: "Away" });
    await post("__phone/raw", { account: BOX, from: "", raw: Buffer.from(`From: ${LENA}\r\nSubject: Away\r\n\r\nI am away.`).toString("base64") });
    const [person, machine] = (await desk.wait("message", 2)).map(({ event }) => event as InboundMessage);
    expect(person?.mail?.automation).not.toBe("automatic");
    expect(machine?.mail?.automation).toBe("automatic");
  });

  it("an envelope cannot begin a line of the head", async () => {
    await connect("mailgun");
    await post("__phone/raw", {
      account: BOX,
      from: `x@y.example>\r\nSubject: Forged`,
      raw: Buffer.from(`From: ${LENA}\r\nSubject: Real\r\n\r\nHi`).toString("base64"),
    });
    expect((await firstMessage()).subject).toBe("Real");
  });
});
const imap = () => credentialsSchema.parse({ address: BOX, imap: server, smtp: server });
const server = { host: "mail.example", port: 993, user: "u", password: "p", tls: true };

describe("Mailgun's signature", () => {
  const form = (fields: Record<string, string>) => Buffer.from(new URLSearchParams(fields).toString());
  const golden = { timestamp: "1700000000", token: "f".repeat(50), signature: "4d50cd61636001f9f4dd78e1d5609d1654292215c346c2406f7d72a69e98047f" };
  const verify = (fields: Record<string, string>) => {
    const request = { method: "POST", url: `https://x/api/webhooks/email/${CHANNEL}`, query: {}, headers: {}, rawBody: form(fields) };
    const own = { via: "mailgun", address: BOX, signingKey: "mailgun-signing-key", smtp: { host: "h", port: 587, user: "u", password: "p" } };
    return email.inbound.verify(request, { app: null, channel: { accountId: BOX, credentials: own } }).kind;
  };
  afterEach(() => vi.useRealTimers());

  it("is the one that Mailgun makes; a changed byte of any part is none", () => {
    vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ["Date"] });
    expect(createHmac("sha256", "mailgun-signing-key").update(`${golden.timestamp}${golden.token}`).digest("hex")).toBe(golden.signature);
    expect(verify(golden)).toBe("ok");
    for (const name of ["timestamp", "token", "signature"] as const)
      expect(verify({ ...golden, [name]: `1${golden[name].slice(1)}`.replace(/.$/, "1") })).toBe("refused");
  });

  it("is good for five minutes", () => {
    vi.useFakeTimers({ now: 1_700_000_299_000, toFake: ["Date"] });
    expect(verify(golden)).toBe("ok");
    vi.setSystemTime(1_700_000_301_000);
    expect(verify(golden)).toBe("refused");
  });

  it("an old one is refused on the wire too", async () => {
    await connect("mailgun");
    await disturb("old-signature");
    expect(await write()).toMatchObject({ statuses: [401, 200], outcome: "taken" });
  });
});

describe("connecting", () => {
  it("a public key that is none is said before anything is stored", async () => {
    await connect("sendgrid");
    const broken = { ...credentials, publicKey: "MFkwEwYHKo" } as ParsedCredentials;
    expect(await failure(methodOf("sendgrid").identify?.({ credentials: broken, apiUrl: "" }, transport))).toMatchObject({ kind: "auth" });
  });

  it("the password in Postmark's address is made by us, and shown for its console", () => {
    const { typed, fields } = methodOf("postmark");
    const made = parseCredentials({ ...email, credentials: typed ?? email.credentials }, { address: BOX, smtp: smtp() });
    expect(made).toMatchObject({ via: "postmark", webhookUser: "parley", webhookPassword: expect.stringMatching(/^\w{43}$/) });
    expect(credentialsSchema.parse(made)).toEqual(made);
    expect(fields.filter(({ type }) => type === "generated").map(({ name }) => name)).toEqual(["webhookPassword"]);
  });

  it("a port that is typed in decides about TLS", () => {
    const typed = (port: string) => methodOf("mailgun").typed?.parse({ address: BOX, signingKey: "k", smtp: smtp({ port }) }) as ParsedCredentials | undefined;
    expect([typed("465")?.smtp.tls, typed("587")?.smtp.tls]).toEqual([true, false]);
  });
});
