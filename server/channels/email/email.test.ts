import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { RawRequest, Secrets } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { email } from "./adapter";

const folder = new URL("./fixtures/", import.meta.url);
/** One byte a character: a mail is no text. */
const fixture = (name: string) => readFileSync(new URL(name, folder), "latin1");
const mails = readdirSync(folder).filter((name) => name.endsWith(".eml"));

const server = { host: "mail.acme.example", port: 993, user: "support", password: "secret", tls: true };
const credentials = { address: "support@acme.example", imap: server, smtp: { ...server, port: 465 } };
const secrets: Secrets = { app: null, channel: { accountId: "support@acme.example", credentials } };

function fetched(body: string): RawRequest {
  const headers = { "x-received-at": "2026-11-16T10:00:00.000Z", "x-mailbox": "INBOX", "x-uid": "7", "x-uid-validity": "1" };
  return { method: "POST", url: "", query: {}, headers, rawBody: Buffer.from(body, "latin1") };
}

runContractTests(email, {
  secrets,
  request: fetched,
  signature: "none",
  bodies: Object.fromEntries(mails.map((name) => [name, fixture(name)])),
  message: fixture("plain.eml"),
  unsupported: fixture("too-deep.eml"),
  unreadable: "no line of this is a field",
  withUnknownFields: (body) => `X-Unknown: from the future\r\n${body}`,
});

describe("verify", () => {
  test("lets nothing in: mails are fetched, not posted", () => {
    expect(email.inbound.verify(fetched(fixture("plain.eml")), secrets).kind).toBe("refused");
  });
});
