import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InboundItem } from "@/server/channels/contract";
import { inboundItem } from "@/server/channels/item-schema";
import { inbound } from "../inbound";
import { media } from "../media";

const folder = new URL("../fixtures/", import.meta.url);
const mails = readdirSync(folder).filter((name) => name.endsWith(".eml"));
const bytesOf = (name: string) => readFileSync(new URL(name, folder));

/** What a fixture must become; only what is named is compared. `from` and `mail` are the event's. */
interface Expected {
  thread?: string;
  dedupKey?: string;
  providerAt?: string;
  event: Record<string, unknown>;
  from?: Record<string, unknown>;
  mail?: Record<string, unknown>;
}
const expected: Record<string, Expected> = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8"));

const secrets = {
  app: null,
  channel: { accountId: "support@acme.example", credentials: { address: "support@acme.example", imap: { host: "imap.acme.example" } } },
};
const request = (rawBody: Uint8Array, receivedAt = "2026-11-16T10:00:00.000Z") => ({
  method: "POST",
  url: "",
  query: {},
  headers: { "x-received-at": receivedAt, "x-mailbox": "INBOX", "x-uid": "1", "x-uid-validity": "1" },
  rawBody,
});

async function read(raw: string | Uint8Array): Promise<InboundItem> {
  const items = await inbound.normalise(request(typeof raw === "string" ? Buffer.from(raw) : raw), secrets);
  expect(items).toHaveLength(1);
  const item = items[0] as InboundItem;
  expect(inboundItem.safeParse(item).error?.issues ?? []).toEqual([]);
  return item;
}

describe("every fixture is read as it is meant", () => {
  test("and each has its expectation", () => {
    expect(mails.map((name) => name.replace(".eml", "")).sort()).toEqual(Object.keys(expected).sort());
  });
  test.each(Object.entries(expected))("%s", async (name, { event, from, mail, ...place }) => {
    const item = await read(bytesOf(`${name}.eml`));
    expect(item).toMatchObject({ ...place, event: { ...event, ...(from && { from }), ...(mail && { mail }) } });
  });
});

describe("files", () => {
  test.each(mails)("every file of %s is found again in it, of the size that was said", async (name) => {
    const { event } = await read(bytesOf(name));
    const attachments = event.type === "message" || event.type === "echo" ? event.attachments : [];
    for (const { source, sizeBytes } of attachments) expect((await media.extract?.(bytesOf(name), source ?? {}))?.bytes.length).toBe(sizeBytes);
  });

  test.each(["", "9", "1.1.1", "2#tnef7", "1#uu9", "#data-x", "#", "1#x", "__proto__"])("there is none at %j", async (part) => {
    expect(await media.extract?.(bytesOf("winmail.eml"), { part })).toBeNull();
  });
});

describe("keys", () => {
  test("a mail without an id is the same mail when it is fetched again, and another one is another", async () => {
    const key = async (raw: string) => (await read(Buffer.from(raw))).dedupKey;
    const mail = (body: string) => `From: a@b.example\nSubject: s\nDate: Mon, 16 Nov 2026 09:12:30 +0000\n\n${body}\n`;
    expect(await key(mail("one"))).toBe(await key(`Received: by x; y\n${mail("one")}`));
    expect(await key(mail("one"))).not.toBe(await key(mail("two")));
  });

  test("the domain of an id is compared without its case", async () => {
    const item = await read(Buffer.from("From: a@b.example\nMessage-ID: <AbC@Host.EXAMPLE>\n\nx"));
    expect(item).toMatchObject({ dedupKey: "AbC@host.example", event: { externalId: "AbC@host.example" } });
  });
});
