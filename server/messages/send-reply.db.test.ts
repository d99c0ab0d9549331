import { describe, expect, test } from "vitest";
import { setStatus } from "@/server/conversations/set-status";
import { newId } from "@/server/db/ids";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { addInbound, makeAgent, makeChannel, makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { cancelMessage } from "./cancel-message";
import { listMessages, messagesByIds } from "./list-messages";
import { retryMessage } from "./retry-message";
import { type SendReplyInput, sendReply } from "./send-reply";

function reply(conversation: { id: string }, given: Partial<SendReplyInput> = {}): SendReplyInput {
  return { conversationId: conversation.id, clientMessageId: newId(), text: "On its way.", attachments: [], isNote: false, ...given };
}

const send = (tenant: TestTenant, conversation: { id: string }, given: Partial<SendReplyInput> = {}) =>
  tenant.door((scope) => sendReply(scope, reply(conversation, given)));

async function waitingConversation(): Promise<{ tenant: TestTenant; conversation: TestConversation }> {
  const tenant = await makeTenant();
  const conversation = await makeConversation(tenant);
  await addInbound(tenant, conversation, "Where is my order?");
  return { tenant, conversation };
}

const rowOf = async (tenant: TestTenant, id: string) =>
  (
    await tenant.door(({ sql }) =>
      sql.query<{ status: string; waiting_since: Date | null; last_seq: number; preview: string; preview_kind: string }>(
        "select status, waiting_since, last_seq, preview, preview_kind from conversations where id = $1",
        [id],
      ),
    )
  ).rows[0];

describe("sending a reply", () => {
  test("writes message, delivery and event together, and the customer no longer waits", async () => {
    const { tenant, conversation } = await waitingConversation();
    expect((await rowOf(tenant, conversation.id))?.waiting_since).not.toBeNull();
    const message = await send(tenant, conversation, { text: "It  left\nour warehouse." });
    expect(message).toMatchObject({
      kind: "outbound",
      seq: 2,
      author: { type: "agent", id: tenant.owner.id, name: "Maya Lindqvist" },
      delivery: { status: "queued" },
    });
    expect(message).toMatchObject({ channelId: conversation.channelId, identityId: conversation.identityId });
    expect(await rowOf(tenant, conversation.id)).toMatchObject({
      waiting_since: null,
      last_seq: 2,
      preview: "It left our warehouse.",
      preview_kind: "outbound",
    });
    const { rows } = await tenant.door(({ sql }) => sql.query("select from events where type = 'message.created' and message_id = $1", [message.id]));
    expect(rows).toHaveLength(1);
  });

  test("keeps format and buttons with the message, and shows the list the words without marks", async () => {
    const { tenant, conversation } = await waitingConversation();
    const content = { format: "markdown" as const, buttons: [{ type: "reply" as const, title: "Yes", value: "yes-1" }] };
    const message = await send(tenant, conversation, { text: "**Shall** we [send](https://shop.test) it?", content });
    expect(message).toMatchObject({ text: "**Shall** we [send](https://shop.test) it?", payload: content });
    expect((await rowOf(tenant, conversation.id))?.preview).toBe("Shall we send (https://shop.test) it?");
    const note = await send(tenant, conversation, { text: "**Mind** this", content, isNote: true });
    expect(note.payload).toEqual({ format: "markdown" });
  });

  test("the same client message id is one message, also when sent ten times at once", async () => {
    const { tenant, conversation } = await waitingConversation();
    const clientMessageId = newId();
    const sent = await Promise.all(Array.from({ length: 10 }, () => send(tenant, conversation, { clientMessageId })));
    expect(new Set(sent.map((message) => message.id)).size).toBe(1);
    expect((await tenant.door((scope) => listMessages(scope, { conversationId: conversation.id, limit: 50 }))).items).toHaveLength(2);
    await send(tenant, conversation);
    expect((await rowOf(tenant, conversation.id))?.last_seq).toBe(3);
  });

  test("parallel replies get dense, rising sequence numbers", async () => {
    const { tenant, conversation } = await waitingConversation();
    const sent = await Promise.all(Array.from({ length: 8 }, () => send(tenant, conversation)));
    expect(sent.map((message) => message.seq).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("a note goes nowhere and the customer still waits", async () => {
    const { tenant, conversation } = await waitingConversation();
    const note = await send(tenant, conversation, { isNote: true });
    expect(note).toMatchObject({ kind: "note", delivery: null, channelId: null });
    expect((await rowOf(tenant, conversation.id))?.waiting_since).not.toBeNull();
  });

  test("reopens a resolved conversation, unless the thread has gone on elsewhere", async () => {
    const { tenant, conversation } = await waitingConversation();
    await tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "resolved" }));
    await send(tenant, conversation);
    expect((await rowOf(tenant, conversation.id))?.status).toBe("open");

    await tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "resolved" }));
    const newer = await makeConversation(tenant, { channelId: conversation.channelId, threadKey: conversation.threadKey });
    await expect(send(tenant, conversation)).rejects.toMatchObject({ code: "conflict", reason: "thread-is-open", data: { conversationId: newer.id } });
    expect((await rowOf(tenant, conversation.id))?.status).toBe("resolved");
  });

  test("stops when something newer stands there than the writer has seen, and only then", async () => {
    const { tenant, conversation } = await waitingConversation();
    const colleague = await makeAgent(tenant);
    await send(tenant, conversation, { seenSeq: 1 });
    await send(tenant, conversation, { seenSeq: 1 });
    await tenant.door((scope) => setStatus(scope, { id: conversation.id, status: "pending" }));
    await send(tenant, conversation, { seenSeq: 1 });

    const note = await colleague.door((scope) => sendReply(scope, reply(conversation, { isNote: true, text: "Wait, it was refunded." })));
    const stale = send(tenant, conversation, { seenSeq: 1 });
    await expect(stale).rejects.toMatchObject({ code: "conflict", reason: "stale", data: { messages: [{ id: note.id }] } });
    await expect(send(tenant, conversation, { seenSeq: note.seq })).resolves.toMatchObject({ kind: "outbound" });
    await expect(send(tenant, conversation)).resolves.toMatchObject({ kind: "outbound" });
  });

  test("a later time makes it scheduled", async () => {
    const { tenant, conversation } = await waitingConversation();
    const message = await send(tenant, conversation, { notBefore: new Date(Date.now() + 60_000).toISOString() });
    expect(message.delivery?.status).toBe("scheduled");
  });

  test("answers the identity of the message that is answered", async () => {
    const { tenant, conversation } = await waitingConversation();
    const other = await makeConversation(tenant, { channelId: conversation.channelId, contactId: conversation.contactId });
    const asked = await addInbound(tenant, { ...conversation, identityId: other.identityId }, "from my other phone");
    expect(await send(tenant, conversation, { replyToId: asked.id })).toMatchObject({
      identityId: other.identityId,
      replyTo: asked.id,
      quoted: { text: "from my other phone" },
    });
    expect(await send(tenant, conversation)).toMatchObject({ identityId: conversation.identityId });
  });

  test("goes out on another channel only where the contact was met", async () => {
    const { tenant, conversation } = await waitingConversation();
    const [met, unmet] = [await makeChannel(tenant), await makeChannel(tenant)];
    const elsewhere = await makeConversation(tenant, { channelId: met, contactId: conversation.contactId });
    expect(await send(tenant, conversation, { channelId: met })).toMatchObject({ channelId: met, identityId: elsewhere.identityId });
    await expect(send(tenant, conversation, { channelId: unmet })).rejects.toMatchObject({ code: "invalid", reason: "no-identity-on-channel" });
  });

  test("refuses nothing at all, a stranger's file, and another tenant's ids", async () => {
    const { tenant, conversation } = await waitingConversation();
    const stranger = await waitingConversation();
    await expect(send(tenant, conversation, { text: "  " })).rejects.toMatchObject({ code: "invalid", reason: "empty" });
    await expect(send(tenant, conversation, { attachments: [{ uploadId: newId() }] })).rejects.toMatchObject({ code: "not-found" });
    await expect(send(tenant, stranger.conversation)).rejects.toMatchObject({ code: "not-found" });
    await expect(send(tenant, conversation, { channelId: stranger.conversation.channelId })).rejects.toMatchObject({ code: "not-found" });
    await expect(send(tenant, { id: "not-an-id" })).rejects.toMatchObject({ code: "not-found" });
    expect((await rowOf(tenant, conversation.id))?.last_seq).toBe(1);
    await expect(send(tenant, conversation)).resolves.toMatchObject({ seq: 2 });
  });

  test("attaches an upload of the last 24 hours and no older one", async () => {
    const { tenant, conversation } = await waitingConversation();
    const upload = async (expiresAt: Date) => {
      const id = newId();
      await tenant.door(({ sql, tenantId }) =>
        sql.query(
          "insert into uploads (tenant_id, id, name, mime_type, size_bytes, storage_key, expires_at) values ($1, $2, 'label.png', 'image/png', 900, 'uploads/label', $3)",
          [tenantId, id, expiresAt],
        ),
      );
      return id;
    };
    const fresh = await upload(new Date(Date.now() + 60_000));
    const message = await send(tenant, conversation, { text: "", attachments: [{ uploadId: fresh }] });
    expect(message.attachments).toMatchObject([{ kind: "image", name: "label.png", state: "stored", url: expect.stringContaining("/api/files/") }]);
    expect((await rowOf(tenant, conversation.id))?.preview).toBe("label.png");
    const stale = await upload(new Date(Date.now() - 1000));
    await expect(send(tenant, conversation, { attachments: [{ uploadId: stale }] })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("taking back and sending again", () => {
  const setDelivery = (tenant: TestTenant, messageId: string, status: string) =>
    tenant.door(({ sql }) => sql.query("update deliveries set status = $2 where message_id = $1", [messageId, status]));

  test("what has not left can be taken back, and then the customer waits again", async () => {
    const { tenant, conversation } = await waitingConversation();
    const [first, second] = [await send(tenant, conversation), await send(tenant, conversation)];
    expect(await tenant.door((scope) => cancelMessage(scope, second.id))).toMatchObject({ delivery: { status: "canceled" } });
    expect((await rowOf(tenant, conversation.id))?.waiting_since).toBeNull();
    await tenant.door((scope) => cancelMessage(scope, first.id));
    expect((await rowOf(tenant, conversation.id))?.waiting_since).not.toBeNull();
    const third = await send(tenant, conversation);
    await setDelivery(tenant, third.id, "sent");
    await expect(tenant.door((scope) => cancelMessage(scope, third.id))).rejects.toMatchObject({ code: "conflict", reason: "already-sent" });
  });

  test("only what failed or is unknown is sent again", async () => {
    const { tenant, conversation } = await waitingConversation();
    const message = await send(tenant, conversation);
    await setDelivery(tenant, message.id, "delivered");
    await expect(tenant.door((scope) => retryMessage(scope, { messageId: message.id, confirm: false }))).rejects.toMatchObject({ reason: "not-retryable" });
    await setDelivery(tenant, message.id, "failed");
    const stranger = await makeTenant();
    await expect(stranger.door((scope) => retryMessage(scope, { messageId: message.id, confirm: false }))).rejects.toMatchObject({ code: "not-found" });
    expect(await tenant.door((scope) => retryMessage(scope, { messageId: message.id, confirm: false }))).toMatchObject({ delivery: { status: "queued" } });
  });
});

describe("listing messages", () => {
  test("pages in both directions by sequence, rising inside", async () => {
    const { tenant, conversation } = await waitingConversation();
    for (const text of ["two", "three", "four", "five"]) await addInbound(tenant, conversation, text);
    const page = (given: { before?: number; after?: number }) =>
      tenant.door(async (scope) => {
        const { items, hasMore } = await listMessages(scope, { conversationId: conversation.id, limit: 2, ...given });
        return [...items.map((message) => message.seq), hasMore];
      });
    expect(await page({})).toEqual([4, 5, true]);
    expect(await page({ before: 4 })).toEqual([2, 3, true]);
    expect(await page({ before: 2 })).toEqual([1, false]);
    expect(await page({ after: 0 })).toEqual([1, 2, true]);
    expect(await page({ after: 4 })).toEqual([5, false]);
  });

  test("by id gives only what the reader may see", async () => {
    const { tenant, conversation } = await waitingConversation();
    const stranger = await waitingConversation();
    const solo = await makeAgent(tenant, { visibility: "mine" });
    const { id } = await send(tenant, conversation);
    expect(await tenant.door((scope) => messagesByIds(scope, [id, "nonsense"]))).toHaveLength(1);
    expect(await stranger.tenant.door((scope) => messagesByIds(scope, [id]))).toEqual([]);
    expect(await solo.door((scope) => messagesByIds(scope, [id]))).toEqual([]);
  });
});
