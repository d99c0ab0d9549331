import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { appPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { storeEvents } from "@/server/intake/store-events";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { forge } from "@/server/testing/forge";
import { addInbound, makeAgent, makeConversation } from "@/server/testing/inbox-factory";
import { fetchAttachmentBytes } from "./fetch-attachment";
import { linkOriginal } from "./link-original";
import { storage } from "./open-storage";
import { serveOriginal } from "./serve-original";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const RAW = Buffer.from(
  `From: mara@nordwind.example\r\nSubject: Offer\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: application/pdf; name=offer.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${PDF.toString("base64")}\r\n--b\r\nContent-Type: image/png; name=empty.png\r\n\r\n\r\n--b--\r\n`,
);
const FACTS = {
  messageId: null,
  references: [],
  subject: "Offer",
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  automation: "none",
  flags: [],
  authentication: null,
  remoteImages: 0,
};

let tenant: TestTenant;
let messageId: string;
let eventId: string;

/** A message with the raw mail that brought it, as intake leaves them. */
beforeEach(async () => {
  tenant = await makeTenant();
  const server = { host: "mail.example", port: 993, user: "u", password: "p", tls: true };
  const credentials = { address: `${randomUUID()}@acme.example`, imap: server, smtp: server };
  const { channelId } = await tenant.door((s) => createChannel(s, { kind: "email", name: "Support", credentials }));
  messageId = (await addInbound(tenant, await makeConversation(tenant, { channelId }), "Hello")).id;
  const request = { method: "POST", url: "", query: {}, headers: {}, rawBody: RAW };
  const channel = { tenantId: tenant.tenantId, id: channelId };
  await storeEvents(appPool(), [{ kind: "email", source: "poll", channel, request, state: "accepted", reason: null, receivedAt: new Date(), items: [] }]);
  const { rows } = await tenant.door((s) => s.sql.query<{ id: string }>("select id from jobs.list_inbound_events($1, 'infinity', 1)", [channelId]));
  eventId = rows[0]?.id ?? "";
  const mail = { ...FACTS, from: { address: "mara@nordwind.example", name: null } };
  await tenant.door((s) => s.sql.query("update messages set event_id = $2, mail = $3 where id = $1", [messageId, eventId, JSON.stringify(mail)]));
});

async function fetched(part: string) {
  const id = newId();
  await tenant.door((s) =>
    s.sql.query(
      "insert into attachments (tenant_id, id, message_id, position, kind, name, state, source) values ($1, $2, $3, 0, 'file', 'offer.pdf', 'pending', $4)",
      [s.tenantId, id, messageId, JSON.stringify({ part })],
    ),
  );
  await fetchAttachmentBytes({ tenantId: tenant.tenantId, isLastAttempt: false, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) }, id);
  return tenant.door((s) => s.db.attachment.findFirstOrThrow({ where: { id } }));
}

describe("a mail's file", () => {
  test("is taken from the raw mail, and stored as what it is", async () => {
    const row = await fetched("2");
    expect(row).toMatchObject({ state: "stored", mimeType: "application/pdf", failureReason: null });
    expect(Buffer.from((await storage().read(row.storageKey ?? "")) ?? [])).toEqual(PDF);
  });

  test.each([
    ["a place that is not in it", "7", "no longer kept"],
    ["a part of nothing", "3", "empty"],
  ])("%s is failed at once, with a reason", async (_name, part, reason) => {
    const row = await fetched(part);
    expect(row.state).toBe("failed");
    expect(row.failureReason).toContain(reason);
  });

  test("is failed when the raw mail is no longer kept", async () => {
    await tenant.door((s) => s.sql.query("update messages set event_id = $2 where id = $1", [messageId, newId()]));
    expect(await fetched("2")).toMatchObject({ state: "failed", failureReason: expect.stringContaining("no longer kept") });
  });
});

describe("the original of a mail", () => {
  const open = (url: string, now?: Date) => serveOriginal(new Request(new URL(url, "http://desk.example")), now);
  const link = () => tenant.door((scope) => linkOriginal(scope, messageId));

  test("is a download, byte for byte, that no browser opens", async () => {
    const response = await open((await link()).url);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(RAW);
    expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  });

  test("is linked for whoever may see the conversation, and for nobody else", async () => {
    const stranger = await makeTenant();
    await expect(stranger.door((scope) => linkOriginal(scope, messageId))).rejects.toMatchObject({ code: "not-found" });
    const elsewhere = await makeAgent(tenant, { visibility: "mine" });
    await expect(elsewhere.door((scope) => linkOriginal(scope, messageId))).rejects.toMatchObject({ code: "not-found" });
  });

  test("is not given by a link that is old, changed or of another use, nor another tenant's by its event's id", async () => {
    const { url } = await link();
    expect((await open(url, new Date(Date.now() + 3 * 3_600_000))).status).toBe(404);
    expect((await open(forge(url))).status).toBe(404);
    const stranger = await makeTenant();
    const { rows } = await stranger.door((s) => s.sql.query("select * from jobs.read_event_body($1)", [eventId]));
    expect(rows).toEqual([]);
  });
});
