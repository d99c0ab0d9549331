import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SendError, TransportError } from "@/server/channels/contract";
import { fakeTransport } from "@/server/testing/fake-transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type ScriptedSmtp, startScriptedSmtp } from "@/server/testing/scripted-smtp";
import type { MailPart } from "../payload";
import { send } from "./send";

let server: ScriptedSmtp;
beforeAll(async () => {
  server = await startScriptedSmtp();
});
afterAll(() => server.close());
beforeEach(() => {
  server.script = {};
  server.mails.length = 0;
});

const transport = Object.assign(
  fakeTransport(() => Promise.reject(new Error("no HTTP here"))),
  { addressOf: async () => "127.0.0.1" },
);
const part: MailPart = {
  messageId: "<t.1@harbour.test>",
  from: { address: "support@harbour.test", name: "Harbour" },
  to: [{ address: "lucia@post.test", name: "" }],
  cc: [{ address: "tomasz@post.test", name: "" }],
  bcc: [{ address: "boss@harbour.test", name: "" }],
  replyTo: null,
  subject: "Hi",
  inReplyTo: null,
  references: [],
  text: "Hello\n.\n..\nfrom here\n",
  html: "<p>Hello</p>",
  isAutomatic: false,
  attachments: [{ name: "a.bin", mimeType: "application/octet-stream" }],
};

function attempt({ port = server.port, tls = false, over = transport, fileBytes = 10_000 } = {}): Promise<{ externalIds: string[] }> {
  const at = { host: "localhost", port, user: "u", password: "p", tls };
  const credentials = { via: "imap" as const, address: "support@harbour.test", imap: { ...at, port: 1 }, smtp: at };
  const config = {
    accountId: "support@harbour.test",
    credentials,
    tokens: memoryTokens(credentials),
    appTokens: memoryTokens(null),
    app: null,
    apiUrl: "",
    webhookUrl: "",
  };
  return send(
    {
      part: { body: { ...part } },
      config,
      to: { scope: "", value: "a@b.test" },
      window: null,
      idempotencyKey: "1",
      readAttachment: async () => new Uint8Array(fileBytes).fill(65),
    },
    over,
  );
}

const failure = (given?: Parameters<typeof attempt>[0]): Promise<SendError> =>
  attempt(given).then(
    () => Promise.reject(new Error("it was sent")),
    (error: SendError) => error,
  );

test("a mail leaves whole, to everybody in its envelope, under the id that it was given", async () => {
  expect(await attempt()).toEqual({ externalIds: ["t.1@harbour.test"] });
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]).toMatchObject({ from: "support@harbour.test", to: ["lucia@post.test", "tomasz@post.test", "boss@harbour.test"] });
  // A line that is a dot alone would end the mail, were it not escaped.
  expect(server.mails[0]?.raw).toContain("Hello\r\n.\r\n..\r\nfrom here");
});

describe("what a refusal means", () => {
  const one = (code: number, text: string) => ({ recipients: { "lucia@post.test": { code, text } } });
  const all = (code: number, text: string) => ({
    recipients: Object.fromEntries(["lucia@post.test", "tomasz@post.test", "boss@harbour.test"].map((address) => [address, { code, text }])),
  });
  test.each([
    ["a wrong password", { auth: { code: 535, text: "5.7.8 bad credentials" } }, { kind: "auth", retryable: false }],
    ["a sign-in that is busy", { auth: { code: 454, text: "4.7.0 later" } }, { kind: "unreachable", retryable: true }],
    ["a sender that may not", { mailFrom: { code: 553, text: "5.7.1 not yours" } }, { kind: "content", retryable: false, code: "553" }],
    ["a sender that must sign in", { mailFrom: { code: 530, text: "5.7.0 sign in first" } }, { kind: "auth", retryable: false, code: "530" }],
    ["all recipients unknown", all(550, "5.1.1 unknown"), { kind: "unreachable", retryable: false, code: "550" }],
    ["one recipient unknown", one(550, "5.1.1 unknown"), { kind: "unreachable", retryable: false, code: "550" }],
    ["one recipient greylisted", one(451, "4.7.1 wait"), { kind: "throttled", retryable: true, code: "451" }],
    ["a content it takes for spam", { data: { code: 554, text: "5.7.1 spam" } }, { kind: "content", retryable: false, code: "554" }],
    ["a mail that is too large", { data: { code: 552, text: "5.3.4 too big" } }, { kind: "content", retryable: false, code: "552" }],
    ["a disk that is full", { data: { code: 452, text: "4.3.1 no room" } }, { kind: "throttled", retryable: true, code: "452" }],
    ["a connection that breaks after the last byte", { data: "dot" as const }, { kind: "unknown", retryable: false }],
  ])("%s", async (_name, script, expected) => {
    server.script = script;
    const error = await failure();
    expect(error).toMatchObject({ name: "SendError", ...expected });
    // The server's own words, so that somebody can do something about it.
    const words = JSON.stringify(script).match(/"text":"([^"]+)"/)?.[1];
    if (words) expect(error.message).toContain(words);
    expect(server.mails).toEqual([]);
  });

  test("a connection that breaks in the middle of the mail: the server cannot have taken it, so it leaves again", async () => {
    server.script = { data: "cut" };
    // More than the systems between hold for us: of what they took, nobody can say whether it arrived.
    expect(await failure({ fileBytes: 14_000_000 })).toMatchObject({ kind: "unreachable", retryable: true });
  });

  test("where one recipient is refused nobody gets the mail, and the refused one is named", async () => {
    server.script = one(550, "5.1.1 unknown");
    expect((await failure()).message).toContain("lucia@post.test: 550 5.1.1 unknown");
    expect(server.mails).toEqual([]);
  });
});

test.each([
  ["nobody listens", () => failure({ port: 1 }), { retryable: true, code: "smtp-refused" }],
  ["TLS is spoken to a server that does not", () => failure({ tls: true }), { retryable: true, code: "smtp-protocol" }],
  [
    "the host is refused by the guard",
    () =>
      failure({
        over: Object.assign(
          fakeTransport(() => Promise.reject(new Error())),
          { addressOf: () => Promise.reject(new TransportError("private", false)) },
        ),
      }),
    { retryable: true },
  ],
])("%s: nothing was sent, and later it may be", async (_name, run, expected) => {
  expect(await run()).toMatchObject({ name: "SendError", kind: "unreachable", ...expected });
});

test("a password goes to a public address only inside TLS", async () => {
  // The judged address is public; the connection is led to the scripted server by nobody, so it must fail before any password is said.
  const guard = Object.assign(
    fakeTransport(() => Promise.reject(new Error())),
    { addressOf: async () => "::ffff:127.0.0.1" },
  );
  expect(await attempt({ over: guard })).toBeDefined();
  const { endpointOf } = await import("../network");
  const at = (address: string, tls = false) =>
    endpointOf({ host: "mail.example.com", port: 587, user: "u", password: "p", tls }, Object.assign(guard, { addressOf: async () => address }));
  expect((await at("93.184.216.34")).mustUpgrade).toBe(true);
  expect((await at("93.184.216.34", true)).mustUpgrade).toBe(false);
  expect((await at("10.0.0.4")).mustUpgrade).toBe(false);
  expect((await at("2606:2800::1")).mustUpgrade).toBe(true);
});
