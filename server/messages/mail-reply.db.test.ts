import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import type { InboundEvent } from "@/server/channels/contract";
import { setStatus } from "@/server/conversations/set-status";
import { startConversation } from "@/server/conversations/start-conversation";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { drainAll } from "@/server/intake/run-lanes";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { mail, mailFactsOf } from "@/server/testing/mail-history";
import type { Given } from "@/server/testing/play-history";
import { restOf } from "@/server/testing/rest-client";
import { makeMailbox, outbox, type TestMailbox } from "@/server/testing/test-mailbox";
import { deliverDue } from "./deliver-message";
import { previewEnvelope } from "./preview-envelope";
import { verifyReplyToken } from "./reply-token";
import { retryMessage } from "./retry-message";
import { type SendReplyInput, sendReply } from "./send-reply";

interface Setup {
  tenant: TestTenant;
  support: TestMailbox;
  sales: TestMailbox;
  boxes: [string, string];
  conversationId: string;
}

/** Ana asked both mailboxes, with Bo in copy. */
async function setUp(): Promise<Setup> {
  const tenant = await makeTenant();
  const domain = `${randomBytes(6).toString("hex")}.example`;
  const boxes: [string, string] = [`support@${domain}`, `sales@${domain}`];
  const [support, sales] = [await makeMailbox(tenant, boxes[0]), await makeMailbox(tenant, boxes[1])];
  await receive(tenant, support, [mail("q@x", { to: boxes, cc: ["bo@example.com"] })]);
  const [conversation] = await rowsOf<{ id: string }>(tenant, "select id from conversations");
  return { tenant, support, sales, boxes, conversationId: conversation?.id ?? "" };
}

async function receive(tenant: TestTenant, mailbox: TestMailbox, mails: Given[]): Promise<void> {
  await mailbox.receive(mails);
  await drainAll(tenant.tenantId);
}

async function rowsOf<R extends object>(tenant: TestTenant, sql: string, values: unknown[] = []): Promise<R[]> {
  const { rows } = await tenant.door((s) => s.sql.query(sql, values));
  return rows as R[];
}

type Place = Pick<Setup, "tenant" | "conversationId">;

const write = ({ tenant, conversationId }: Place, given: Partial<SendReplyInput> = {}) =>
  tenant.door((scope) => sendReply(scope, { conversationId, clientMessageId: newId(), text: "It left today.", attachments: [], isNote: false, ...given }));

const deliver = ({ tenant, conversationId }: Place) =>
  deliverDue({ tenantId: tenant.tenantId, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) }, conversationId);

const statusOf = async (tenant: TestTenant, messageId: string) =>
  (await rowsOf<{ status: string; reason: string | null }>(tenant, "select status, reason from deliveries where message_id = $1", [messageId]))[0];

const report = (event: InboundEvent): Given => ({ dedupKey: `report ${newId()}`, thread: null, event });
const bounceOf = (externalId: string) =>
  report({ type: "status", status: "failed", externalIds: [externalId], watermark: null, to: null, reason: "No such mailbox.", code: "5.1.1" });

const addresses = (all: { address: string }[] | undefined) => all?.map(({ address }) => address);

beforeEach(() => {
  outbox.sent.length = 0;
  outbox.failures.length = 0;
});

describe("answering a mail", () => {
  test("goes to its sender and to everybody else in it, carries the conversation's token, and is known by its id before it leaves", async () => {
    const setup = await setUp();
    const { tenant, conversationId, boxes } = setup;
    const message = await write(setup, { html: "<p>It left <b>today</b>.</p><script>alert(1)</script>" });
    expect(message).toMatchObject({ externalId: message.mail?.messageId, html: "<p>It left <b>today</b>.</p>", delivery: { status: "queued" } });
    await deliver(setup);
    const sent = outbox.sent[0]?.mail;
    expect([addresses(sent?.to), addresses(sent?.cc), sent?.from]).toEqual([
      ["ana@example.com"],
      ["bo@example.com"],
      { address: boxes[0], name: "Acme Support" },
    ]);
    expect(sent).toMatchObject({ subject: "Re: Late parcel", references: ["q@x"], messageId: message.externalId, isAutomatic: false });
    const [, token = ""] = /^support\+r\.([a-z2-7]{42})@/.exec(sent?.answerTo ?? "") ?? [];
    expect([verifyReplyToken(tenant.tenantId, token), sent?.messageId?.startsWith(`${token}.`)]).toEqual([conversationId, true]);
    expect(await statusOf(tenant, message.id)).toMatchObject({ status: "sent" });
  });

  test("by everybody who got our answer finds the conversation again, also when we added them", async () => {
    const setup = await setUp();
    const { tenant, sales, conversationId } = setup;
    const message = await write(setup, { mail: { replyAll: true, cc: ["Dan <dan@example.com>"] } });
    await deliver(setup);
    await receive(tenant, sales, [mail("d@x", { from: "dan@example.com", references: ["q@x", message.externalId ?? ""] })]);
    const [answer] = await rowsOf(tenant, "select conversation_id, reply_to_id, mail->'flags' as flags from messages where external_id = 'd@x'");
    expect(answer).toEqual({ conversation_id: conversationId, reply_to_id: message.id, flags: [] });
  });

  test("answers who wrote the mail that is answered, from the mailbox it came to; the conversation stays its contact's", async () => {
    const setup = await setUp();
    const { tenant, sales, boxes, conversationId } = setup;
    await receive(tenant, sales, [mail("b@x", { from: "bo@example.com", to: [boxes[1]], references: ["q@x"] })]);
    const [toBo, toAna] = [await write(setup), await write(setup, { replyToId: (await messageId(tenant, "q@x")) ?? "" })];
    await deliver(setup);
    expect(outbox.sent.map((one) => [one.mail?.from.address, addresses(one.mail?.to)])).toEqual([
      [boxes[1], ["bo@example.com"]],
      [boxes[0], ["ana@example.com"]],
    ]);
    const identities = await rowsOf<{ value: string }>(tenant, "select i.value from identities i where i.id = any($1)", [[toBo.identityId, toAna.identityId]]);
    expect(identities.map(({ value }) => value).sort()).toEqual(["ana@example.com", "bo@example.com"]);
    const [contact] = await rowsOf(tenant, "select i.value from conversations c join identities i on i.id = c.identity_id where c.id = $1", [conversationId]);
    expect(contact).toEqual({ value: "ana@example.com" });
  });

  test("under a note of ours answers the mail all the same", async () => {
    const setup = await setUp();
    const note = await write(setup, { isNote: true });
    await write(setup, { replyToId: note.id });
    await deliver(setup);
    expect(outbox.sent[0]?.mail).toMatchObject({ to: [{ address: "ana@example.com" }], references: ["q@x"] });
  });

  test("is refused in words for what is no address, and nothing is written", async () => {
    const setup = await setUp();
    const bad = write(setup, { mail: { replyAll: true, cc: ["bo@example.com\r\nBcc: all@evil.example"] } });
    await expect(bad).rejects.toMatchObject({ code: "invalid", reason: "not-an-address" });
    expect(await rowsOf(setup.tenant, "select from messages where kind = 'outbound'")).toEqual([]);
  });

  test("is shown beforehand as it will be sent", async () => {
    const setup = await setUp();
    const { tenant, conversationId, boxes } = setup;
    const envelope = await tenant.door((scope) => previewEnvelope(scope, { conversationId }));
    expect(envelope).toMatchObject({
      from: { address: boxes[0] },
      to: [{ address: "ana@example.com" }],
      cc: [{ address: "bo@example.com" }],
      subject: "Re: Late parcel",
    });
    expect(addresses(envelope?.candidates)).toEqual(["ana@example.com", "bo@example.com"]);
  });
});

const messageId = async (tenant: TestTenant, externalId: string) =>
  (await rowsOf<{ id: string }>(tenant, "select id from messages where external_id = $1", [externalId]))[0]?.id;

test("a program names recipients as an agent does, and hears which field is wrong", async () => {
  const setup = await setUp();
  const call = await restOf(setup.tenant);
  const post = (mail: object) => call(`POST /conversations/${setup.conversationId}/messages`, { text: "It left today.", mail });
  const sent = await post({ cc: ["Dan <dan@example.com>"], bcc: ["audit@example.com"], subject: "Your parcel" });
  expect([sent.status, sent.body.mail]).toMatchObject([
    201,
    { cc: [{ address: "dan@example.com", name: "Dan" }], bcc: [{ address: "audit@example.com" }], subject: "Your parcel" },
  ]);
  const wrong = await post({ cc: ["dan"] });
  expect([wrong.status, wrong.body.errors]).toMatchObject([422, [{ field: "mail.cc" }]]);
  expect((await post({ recipients: [] })).status).toBe(422);
});

test("a conversation that we begin is a thread of its own, under its subject, and its answer finds it", async () => {
  const { tenant, support } = await setUp();
  const [ana] = await rowsOf<{ id: string }>(tenant, "select contact_id as id from identities where value = 'ana@example.com'");
  const start = { contactId: ana?.id ?? "", channelId: support.channelId, subject: "Your warranty" };
  const { conversation, isNew } = await tenant.door((scope) => startConversation(scope, start));
  expect(isNew).toBe(true);
  const begun = { tenant, conversationId: conversation.id };
  const message = await write(begun);
  await deliver(begun);
  expect(outbox.sent[0]?.mail).toMatchObject({ to: [{ address: "ana@example.com" }], cc: [], subject: "Your warranty", references: [] });
  await receive(tenant, support, [mail("a@x", { references: [message.externalId ?? ""], subject: "Re: Your warranty" })]);
  expect(await rowsOf(tenant, "select conversation_id from messages where external_id = 'a@x'")).toEqual([{ conversation_id: conversation.id }]);
});

describe("what becomes of a mail of ours", () => {
  test("a bounce turns it red with the reason, whichever mailbox got it, and brings a resolved conversation back", async () => {
    const setup = await setUp();
    const { tenant, sales, conversationId } = setup;
    const message = await write(setup);
    await deliver(setup);
    await tenant.door((scope) => setStatus(scope, { id: conversationId, status: "resolved" }));
    await receive(tenant, sales, [bounceOf(message.externalId ?? "")]);
    expect(await statusOf(tenant, message.id)).toEqual({ status: "failed", reason: "No such mailbox." });
    const [conversation] = await rowsOf(tenant, "select status, waiting_since is not null as waits, last_seq from conversations");
    expect(conversation).toEqual({ status: "open", waits: true, last_seq: 4 });
    expect(await rowsOf(tenant, "select payload from messages where kind = 'activity' order by seq desc limit 1")).toEqual([
      { payload: { type: "status-changed", status: "open", previous: "resolved" } },
    ]);
  });

  test("a bounce that is faster than the end of the send waits for it, also when nobody learns how it ended", async () => {
    const setup = await setUp();
    const { tenant, support } = setup;
    outbox.failures.push("unknown");
    const message = await write(setup);
    await receive(tenant, support, [bounceOf(message.externalId ?? "")]);
    await deliver(setup);
    await drainAll(tenant.tenantId);
    expect(await statusOf(tenant, message.id)).toMatchObject({ status: "failed" });
  });

  test("one that may have arrived is sent again only when somebody says so", async () => {
    const setup = await setUp();
    const { tenant } = setup;
    outbox.failures.push("unknown");
    const message = await write(setup);
    await deliver(setup);
    const retry = (confirm: boolean) => tenant.door((scope) => retryMessage(scope, { messageId: message.id, confirm }));
    await expect(retry(false)).rejects.toMatchObject({ code: "conflict", reason: "outcome-unknown" });
    expect(await statusOf(tenant, message.id)).toMatchObject({ status: "unknown" });
    await retry(true);
    await deliver(setup);
    expect(await statusOf(tenant, message.id)).toMatchObject({ status: "sent" });
    expect(new Set(outbox.sent.map((one) => one.mail?.messageId)).size).toBe(1);
  });

  test("its copy in the mailbox proves that it left", async () => {
    const setup = await setUp();
    const { tenant, support, boxes } = setup;
    outbox.failures.push("unknown");
    const message = await write(setup);
    await deliver(setup);
    const externalId = message.externalId ?? "";
    const facts = mailFactsOf(externalId, { from: boxes[0], to: ["ana@example.com"], references: ["q@x"] });
    const to = { scope: "email", value: "ana@example.com" };
    await receive(tenant, support, [
      { dedupKey: externalId, thread: "q@x", event: { type: "echo", externalId, to, clientRef: null, attachments: [], mail: facts } },
    ]);
    await deliver(setup);
    expect(await statusOf(tenant, message.id)).toMatchObject({ status: "sent" });
    expect([outbox.sent.length, (await rowsOf(tenant, "select from messages")).length]).toEqual([1, 2]);
  });

  test("the proof of one part sends the others, each once", async () => {
    const setup = await setUp();
    const { tenant, support } = setup;
    outbox.failures.push("unknown");
    const message = await write(setup, { text: "one\ftwo" });
    await deliver(setup);
    expect(outbox.sent.map(({ text }) => text)).toEqual(["one"]);
    const to = { scope: "email", value: "ana@example.com" };
    await receive(tenant, support, [report({ type: "echo", externalId: "part-1", to, clientRef: message.id, attachments: [] })]);
    expect(await statusOf(tenant, message.id)).toMatchObject({ status: "sending" });
    await deliver(setup);
    expect(outbox.sent.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(await statusOf(tenant, message.id)).toMatchObject({ status: "sent" });
  });
});
