import { afterEach, expect, test } from "vitest";
import { fakeTransport } from "@/server/testing/fake-transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import { type ImapScript, type ScriptedImap, startScriptedImap } from "@/server/testing/scripted-imap";
import { poll } from "./pull";

/* What servers answer that they should not. Real servers are asked in mailbox.db.test.ts. */

let server: ScriptedImap | null = null;
afterEach(() => server?.close());

const transport = Object.assign(
  fakeTransport(() => Promise.reject(new Error("no HTTP here"))),
  { addressOf: async () => "127.0.0.1" },
);

async function pull(script: ImapScript, cursor: unknown = { uidValidity: "7", lastUid: 10 }) {
  server = await startScriptedImap(script);
  const at = { host: "localhost", port: server.port, user: "u", password: "p", tls: false };
  const credentials = { via: "imap" as const, address: "a@b.test", imap: at, smtp: at };
  const config = {
    accountId: "a@b.test",
    credentials,
    tokens: memoryTokens(credentials),
    appTokens: memoryTokens(null),
    app: null,
    apiUrl: "",
    webhookUrl: "",
  };
  const { raw, ...rest } = await poll.pull({ config, cursor, hint: null }, transport);
  return { ...rest, mails: raw.map(({ body, headers }) => ({ text: Buffer.from(body).toString(), uid: headers?.["x-uid"], at: headers?.["x-received-at"] })) };
}

const mail = (uid: number, text: string) => `* ${uid} FETCH (UID ${uid} INTERNALDATE "20-Nov-2026 10:00:00 +0000" BODY[] {${text.length}}\r\n${text})`;
const sizes = (...uids: number[]) => uids.map((uid) => `* ${uid} FETCH (UID ${uid} RFC822.SIZE 100)`);
const AT = "2026-11-20T10:00:00.000Z";

test("the last mail is named though its number is below what was asked for: nothing is new", async () => {
  const result = await pull({ "UID SEARCH": ["* SEARCH 10"] });
  expect(result).toEqual({ mails: [], cursor: { uidValidity: "7", lastUid: 10 }, hasMore: false });
});

test("numbers out of order and twice are read once, in order", async () => {
  const result = await pull({
    "UID SEARCH": ["* SEARCH 12 11 12"],
    "UID FETCH 11 (UID INTERNALDATE": [mail(11, "eleven")],
    "UID FETCH 12 (UID INTERNALDATE": [mail(12, "twelve")],
    "UID FETCH 11:12": sizes(12, 11),
  });
  expect(result.mails).toEqual([
    { text: "eleven", uid: "11", at: AT },
    { text: "twelve", uid: "12", at: AT },
  ]);
  expect(result.cursor).toEqual({ uidValidity: "7", lastUid: 12 });
});

test("a mail that was deleted meanwhile is passed over, and its neighbour is read", async () => {
  const result = await pull({
    "UID SEARCH": ["* SEARCH 11 12"],
    "UID FETCH 11 (UID INTERNALDATE": [],
    "UID FETCH 12 (UID INTERNALDATE": ["* 2 EXPUNGE", mail(12, "twelve"), "* 5 EXISTS"],
    "UID FETCH 11:12": sizes(11, 12),
  });
  expect(result.mails.map(({ uid }) => uid)).toEqual(["12"]);
  expect(result.cursor).toEqual({ uidValidity: "7", lastUid: 12 });
});

test("a mail without bytes is kept as that, to be seen, and stops nothing", async () => {
  const result = await pull({
    "UID SEARCH": ["* SEARCH 11 12"],
    "UID FETCH 11 (UID INTERNALDATE": ['* 11 FETCH (UID 11 INTERNALDATE "20-Nov-2026 10:00:00 +0000" BODY[] NIL)'],
    "UID FETCH 12 (UID INTERNALDATE": [mail(12, "twelve")],
    "UID FETCH 11:12": sizes(11, 12),
  });
  expect(result.mails.map(({ text }) => text)).toEqual(["", "twelve"]);
});

test("a date that is none becomes the moment of reading", async () => {
  const result = await pull({
    "UID SEARCH": ["* SEARCH 11"],
    "UID FETCH 11 (UID INTERNALDATE": ['* 11 FETCH (UID 11 INTERNALDATE "99-Foo-0000 99:00:00 +0000" BODY[] {1}\r\nx)'],
    "UID FETCH 11": sizes(11),
  });
  expect(Math.abs(Date.now() - Date.parse(result.mails[0]?.at ?? ""))).toBeLessThan(60_000);
});

test.each<[string, ImapScript]>([
  [
    "breaks off in the middle of a mail",
    { "UID SEARCH": ["* SEARCH 11"], "UID FETCH 11 (UID INTERNALDATE": ["* 11 FETCH (UID 11 BODY[] {500}\r\nhalf", null], "UID FETCH 11": sizes(11) },
  ],
  ["breaks off in the middle of a search", { "UID SEARCH": [null] }],
])("a server that %s moves no cursor", async (_name, script) => {
  await expect(pull(script)).rejects.toThrow();
});

test("of a mail of 60 MB the beginning is fetched", async () => {
  const result = await pull({
    "UID SEARCH": ["* SEARCH 11"],
    "UID FETCH 11 (UID INTERNALDATE": ['* 11 FETCH (UID 11 INTERNALDATE "20-Nov-2026 10:00:00 +0000" BODY[]<0> {5}\r\nstart)'],
    "UID FETCH 11": ["* 11 FETCH (UID 11 RFC822.SIZE 60000000)"],
  });
  expect(result.mails[0]?.text).toBe("start");
  expect(server?.commands.join("\n")).toMatch(/BODY\.PEEK\[\]<0\.1048576>/);
});

test("nothing but the inbox is opened, and that for reading alone", async () => {
  await pull({ "UID SEARCH": ["* SEARCH"] });
  expect(server?.commands.filter((command) => /^(SELECT|EXAMINE|STORE|UID STORE|UID COPY|UID MOVE|EXPUNGE)/.test(command))).toEqual(["EXAMINE INBOX"]);
});
