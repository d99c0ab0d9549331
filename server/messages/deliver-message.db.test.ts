import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { inTenant } from "@/server/db/in-tenant";
import { tryHoldLock } from "@/server/jobs/hold-lock";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { deliverDue } from "./deliver-message";
import { sendReply } from "./send-reply";

let platform: LocalPlatform;
let idempotent: LocalPlatform;
let tenant: TestTenant;
let conversation: TestConversation;

beforeAll(async () => {
  platform = await startLocalPlatform("delivertest");
  idempotent = await startLocalPlatform("delivertest-again", { idempotentSend: true });
});
afterAll(() => Promise.all([platform.close(), idempotent.close()]));
beforeEach(async () => {
  tenant = await makeTenant();
  conversation = await converse(platform.kind);
});

async function converse(kind: string): Promise<TestConversation> {
  const { channelId } = await tenant.door((s) => createChannel(s, { kind, name: "Page", credentials: { account: randomUUID() }, verify: true }));
  return makeConversation(tenant, { channelId });
}

/** Only this conversation's calls: tests share the platform. */
const callsOf = (c = conversation, p = platform) => p.calls.filter((call) => call.body.to === c.identityId);
const textsOf = (c = conversation, p = platform) => callsOf(c, p).map((call) => call.body.text);

const reply = (text: string, over: { c?: TestConversation; notBefore?: string } = {}) =>
  tenant.door((s) =>
    sendReply(s, {
      conversationId: (over.c ?? conversation).id,
      clientMessageId: randomUUID(),
      text,
      attachments: [],
      isNote: false,
      split: true,
      notBefore: over.notBefore,
    }),
  );

const door = () => ({ tenantId: tenant.tenantId, inTenant: <T>(fn: Parameters<typeof inTenant<T>>[2]) => inTenant(tenant.tenantId, SYSTEM, fn) });
const deliver = (c = conversation) => deliverDue(door(), c.id);

async function deliveryOf(messageId: string) {
  return tenant.door((s) => s.db.delivery.findFirstOrThrow({ where: { messageId } }));
}
async function waitingJobs(): Promise<{ runAt: Date; key: string }[]> {
  const { jobsPool } = await import("@/server/db/client");
  const { rows } = await jobsPool().query<{ runAt: Date; key: string }>(
    `select run_at as "runAt", key from graphile_worker.jobs where task_identifier = 'deliver-message' and key like $1 order by run_at`,
    [`${tenant.tenantId}:%`],
  );
  return rows;
}

describe("deliverDue", () => {
  test("sends what waits in order, once, and keeps the platform's ids", async () => {
    const messages = [await reply("one"), await reply("two"), await reply("three")];
    await deliver();
    await deliver();
    expect(textsOf()).toEqual(["one", "two", "three"]);
    for (const { id } of messages) {
      expect(await deliveryOf(id)).toMatchObject({ status: "sent", attempts: 1, reason: null });
      const message = await tenant.door((s) => s.db.message.findFirstOrThrow({ where: { id } }));
      expect(message.externalId).toMatch(/^ext-/);
    }
    const { rows } = await tenant.door((s) => s.sql.query("select data->>'status' as status from events where type = 'delivery.updated' order by cursor"));
    expect(rows).toEqual([{ status: "sent" }, { status: "sent" }, { status: "sent" }]);
  });

  test("sends a long text as parts, in order, each with its own key", async () => {
    await reply("a".repeat(250));
    await deliver();
    expect(textsOf().map((text) => text?.length)).toEqual([100, 100, 50]);
    expect(new Set(callsOf().map((call) => call.idempotencyKey)).size).toBe(3);
  });

  test("two senders at once send each message once", async () => {
    await reply("one");
    await reply("two");
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(textsOf()).toEqual(["one", "two"]);
  });

  test("a message that is queued while another is being sent is not overlooked", async () => {
    let answer = () => {};
    await reply("one");
    platform.next({
      hold: new Promise((resolve) => {
        answer = resolve;
      }),
    });
    const sending = deliver();
    while (callsOf().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await reply("two");
    await deliver();
    answer();
    await sending;
    expect(textsOf()).toEqual(["one", "two"]);
  });

  test.each([
    [403, "blocked this channel"],
    [410, "has to write first"],
    [422, "refused the content"],
  ] as const)("a refusal (%s) is failed with a reason a person understands, and does not hold up the next message", async (status, words) => {
    const first = await reply("refused");
    const second = await reply("goes on");
    platform.next({ status });
    await deliver();
    const failed = await deliveryOf(first.id);
    expect(failed).toMatchObject({ status: "failed", code: String(status), attempts: 1 });
    expect(failed.reason).toContain(words);
    expect((await deliveryOf(second.id)).status).toBe("sent");
  });

  test.each([[503], [429]])("an error of the moment (%s) is tried again later, and those behind it wait so that the order stays", async (status) => {
    const first = await reply("one");
    const second = await reply("two");
    platform.next({ status });
    await deliver();
    const waiting = await deliveryOf(first.id);
    expect(waiting).toMatchObject({ status: "queued", attempts: 1, code: String(status) });
    expect(waiting.notBefore.getTime()).toBeGreaterThan(Date.now() + 3_000);
    expect((await deliveryOf(second.id)).status).toBe("queued");
    expect((await waitingJobs()).map((job) => job.runAt.getTime())).toContain(waiting.notBefore.getTime());
    await tenant.door((s) => s.sql.query("update deliveries set not_before = now() where id = $1", [waiting.id]));
    await deliver();
    expect(textsOf()).toEqual(["one", "one", "two"]);
    expect(await deliveryOf(first.id)).toMatchObject({ status: "sent", attempts: 2, reason: null, code: null });
  });

  test.each(["silence", "reset"] as const)("a call without an answer (%s) is of unknown outcome, is never repeated, and holds up nothing", async (answer) => {
    const first = await reply("lost");
    const second = await reply("next");
    platform.next(answer);
    await deliver();
    await deliver();
    expect(await deliveryOf(first.id)).toMatchObject({ status: "unknown", attempts: 1 });
    expect((await deliveryOf(second.id)).status).toBe("sent");
    expect(textsOf()).toEqual(["lost", "next"]);
  });

  test("a call without an answer that an echo proves meanwhile is followed by the rest", async () => {
    const message = await reply("c".repeat(250));
    platform.next("silence");
    const delivering = deliver();
    await expect.poll(() => callsOf().length).toBe(1);
    await tenant.door((s) => s.sql.query("update delivery_parts set external_id = 'echoed' where tenant_id = $1", [tenant.tenantId]));
    await delivering;
    expect(textsOf().map((text) => text?.length)).toEqual([100, 100, 50]);
    expect(await deliveryOf(message.id)).toMatchObject({ status: "sent", reason: null });
  });

  test("where sending is idempotent a call without an answer is repeated with the same key", async () => {
    const c = await converse(idempotent.kind);
    const message = await reply("lost", { c });
    idempotent.next("silence");
    await deliver(c);
    await tenant.door((s) => s.sql.query("update deliveries set not_before = now() where message_id = $1", [message.id]));
    await deliver(c);
    expect((await deliveryOf(message.id)).status).toBe("sent");
    expect(new Set(callsOf(c, idempotent).map((call) => call.idempotencyKey)).size).toBe(1);
    expect(callsOf(c, idempotent)).toHaveLength(2);
  });

  /** What a worker leaves behind that was killed in the middle of the call. */
  const dieMidCall = (messageId: string) =>
    tenant.door(async (s) => {
      await s.sql.query("update deliveries set status = 'sending', attempts = 1, attempted_at = now() where message_id = $1", [messageId]);
      await s.sql.query(
        `insert into delivery_parts (tenant_id, delivery_id, part, channel_id, started_at)
         select tenant_id, id, 0, channel_id, now() from deliveries where message_id = $1`,
        [messageId],
      );
    });

  test("a sender that died in the middle of a call leaves an unknown outcome", async () => {
    const message = await reply("half way");
    await dieMidCall(message.id);
    await deliver();
    expect((await deliveryOf(message.id)).status).toBe("unknown");
    expect(callsOf()).toEqual([]);
  });

  test("where sending is idempotent it is sent again by the next sender", async () => {
    const c = await converse(idempotent.kind);
    const message = await reply("half way", { c });
    await dieMidCall(message.id);
    await deliver(c);
    expect(await deliveryOf(message.id)).toMatchObject({ status: "sent", attempts: 2 });
  });

  test("a sender that died between two parts is followed by one that sends the rest", async () => {
    const message = await reply("b".repeat(150));
    await dieMidCall(message.id);
    await tenant.door((s) => s.sql.query("update delivery_parts set sent_at = now(), external_id = 'first' where tenant_id = $1", [tenant.tenantId]));
    await deliver();
    expect(textsOf().map((text) => text?.length)).toEqual([50]);
    expect((await deliveryOf(message.id)).status).toBe("sent");
  });

  test("while somebody else holds the conversation nothing is sent, and nothing is taken for dead", async () => {
    const message = await reply("one");
    await dieMidCall(message.id);
    const release = await tryHoldLock(`deliver ${conversation.id}`);
    await deliver();
    expect((await deliveryOf(message.id)).status).toBe("sending");
    await release?.();
  });

  test("a scheduled message waits for its time and holds up nothing", async () => {
    const later = await reply("tomorrow", { notBefore: new Date(Date.now() + 86_400_000).toISOString() });
    const now = await reply("today");
    await deliver();
    expect(textsOf()).toEqual(["today"]);
    expect((await deliveryOf(later.id)).status).toBe("scheduled");
    expect((await deliveryOf(now.id)).status).toBe("sent");
    const jobs = await waitingJobs();
    expect(jobs.at(-1)?.runAt.getTime()).toBe((await deliveryOf(later.id)).notBefore.getTime());
    await tenant.door((s) => s.sql.query("update deliveries set not_before = now() where message_id = $1", [later.id]));
    await deliver();
    expect(textsOf()).toEqual(["today", "tomorrow"]);
  });

  test("access that was withdrawn fails the message and says so at the channel", async () => {
    const message = await reply("no access");
    platform.next({ status: 401 });
    await deliver();
    expect((await deliveryOf(message.id)).status).toBe("failed");
    const channel = await tenant.door((s) => s.db.channel.findUniqueOrThrow({ where: { id: conversation.channelId } }));
    expect(channel.status).toBe("action-needed");
    expect(channel.statusReason).toContain("Connect the channel again");
    const { rows } = await tenant.door((s) => s.sql.query("select count(*) as n from events where type = 'channel.updated'"));
    expect(rows[0]?.n).toBe(2);
  });

  test("a message for a disconnected channel fails without a call", async () => {
    const message = await reply("too late");
    await tenant.door((s) => s.sql.query("update channels set disconnected_at = now(), status = 'disconnected' where id = $1", [conversation.channelId]));
    await deliver();
    expect(await deliveryOf(message.id)).toMatchObject({ status: "failed", reason: "The channel is disconnected." });
    expect(callsOf()).toEqual([]);
  });
});
