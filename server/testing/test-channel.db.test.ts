import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { pollOnce } from "@/server/connections/poll-channel";
import { pollChannel } from "@/server/connections/poll-channel.job";
import { holdGateway } from "@/server/connections/run-gateways";
import { jobsPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { receiveWebhook } from "@/server/intake/receive-webhook";
import { drainAll } from "@/server/intake/run-lanes";
import type { JobContext } from "@/server/jobs/define-job";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant, type TestTenant } from "./factories";
import { makeTestChannel, toRequest } from "./make-test-channel";
import { type TestEntry, testRequest } from "./test-channel";
import { startTestPlatform, type TestPlatform } from "./test-platform";

/* The contract's proof on the real walk: what the first kinds do not have, end to end. One platform, so one test after the other. */

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.stop());

const AT = Date.UTC(2026, 10, 20, 9);
const text = (id: string, words: string, thread = "ana"): TestEntry => ({ kind: "text", id, thread, from: thread, text: words, at: AT + Number(id) * 1000 });

async function setUp() {
  const tenant = await makeTenant();
  return { tenant, channel: await makeTestChannel(tenant), context: contextOf(tenant) };
}

function contextOf({ tenantId }: TestTenant): JobContext {
  return { tenantId, inTenant: (fn) => inTenant(tenantId, SYSTEM, fn), attempt: 0, isLastAttempt: false, actor: SYSTEM };
}

const textsOf = async (tenant: TestTenant) =>
  (await tenant.door((s) => s.sql.query<{ text: string }>("select text from messages where kind = 'inbound' order by conversation_id, seq"))).rows.map(
    (r) => r.text,
  );

const cursorOf = async (tenant: TestTenant) =>
  (await tenant.door((s) => s.sql.query<{ poll_cursor: unknown }>("select poll_cursor from channels"))).rows[0]?.poll_cursor;

test("a callback without content asks for a poll, which stores every page once, past an empty and an unreadable one, and moves the cursor with them", async () => {
  const { tenant, channel, context } = await setUp();
  platform.pages = [[text("1", "one"), text("2", "two")], [], "17", [text("3", "three")]];
  await channel.post([{ kind: "notify", id: "n1", ticket: "ticket-7", at: AT }]);
  await drainAll(tenant.tenantId);
  expect(await textsOf(tenant)).toEqual([]);
  // Two at once: a second callback came while the first poll was running.
  await Promise.all([pollOnce(context, channel.channelId, { ticket: "ticket-7" }), pollOnce(context, channel.channelId, { ticket: "ticket-7" })]);
  await drainAll(tenant.tenantId);
  expect(await textsOf(tenant)).toEqual(["one", "two", "three"]);
  expect(await cursorOf(tenant)).toBe("4");
  expect(platform.pulls.at(0)?.ticket).toBe("ticket-7");
  const events = await tenant.door((s) =>
    s.sql.query<{ state: string }>("select state from jobs.list_inbound_events($1, now() + interval '1 minute', 50)", [channel.channelId]),
  );
  expect(events.rows.filter((row) => row.state === "rejected")).toHaveLength(1);
});

test("a callback about another account of the owner's polls that account's channel, if it is the tenant's own", async () => {
  const { tenant, channel, context } = await setUp();
  const sibling = await makeTestChannel(tenant);
  const stranger = await makeTestChannel(await makeTenant());
  const called = `http://localhost:3000/api/webhooks/test-channel/${channel.channelId}`;
  const jobs = [];
  for (const { credentials } of [sibling, stranger]) {
    const entries = [{ kind: "notify", id: credentials.accountId, ticket: "t", at: AT }, text("9", "forged")];
    await receiveWebhook(toRequest(testRequest(channel.credentials, { account: credentials.accountId, entries }, called)));
    await drainAll(tenant.tenantId);
    const { rows } = await jobsPool().query<{ payload: { payload: object } }>(
      "select payload from graphile_worker._private_jobs where payload->'payload'->>'account' = $1",
      [credentials.accountId],
    );
    jobs.push(...rows.map(({ payload }) => payload.payload));
  }
  expect(jobs).toMatchObject([{ channelId: channel.channelId, hint: { ticket: "t" } }, { channelId: channel.channelId }]);
  platform.pages = [[text("1", "one")]];
  for (const payload of jobs) await pollChannel.run(pollChannel.payload.parse(payload), context);
  await drainAll(tenant.tenantId);
  expect(await textsOf(tenant)).toEqual(["one"]);
  const { rows } = await tenant.door((s) => s.sql.query("select id from channels where poll_cursor is not null"));
  expect(rows).toEqual([{ id: sibling.channelId }]);
});

test("a send that was accepted and failed later, by an event, is failed with the platform's words", async () => {
  const { tenant, channel, context } = await setUp();
  await channel.post([text("1", "Is anybody there?")]);
  await drainAll(tenant.tenantId);
  const conversationId = (await tenant.door((s) => s.sql.query<{ id: string }>("select id from conversations"))).rows[0]?.id ?? "";
  await tenant.door((s) => sendReply(s, { conversationId, clientMessageId: newId(), text: "Yes!", attachments: [], isNote: false }));
  await deliverDue(context, conversationId);
  const deliveries = () => tenant.door((s) => s.sql.query<{ status: string; code: string | null }>("select status, code from deliveries"));
  expect((await deliveries()).rows).toMatchObject([{ status: "sent" }]);
  await channel.post([{ kind: "send_failed", id: "f1", thread: "ana", of: `out-${platform.sent.length}`, code: "10", at: AT + 60_000 }]);
  await drainAll(tenant.tenantId);
  expect((await deliveries()).rows).toMatchObject([{ status: "failed", code: "10" }]);
});

test("a standing connection stores what it hears with the place to resume from, resumes there when it breaks, and is held once among two workers", async () => {
  const { tenant, channel } = await setUp();
  const stopping = new AbortController();
  const held = { tenantId: tenant.tenantId, id: channel.channelId };
  const workers = [holdGateway(held, stopping.signal), holdGateway(held, stopping.signal)];
  await until(() => platform.connections() === 1);
  platform.say(text("1", "heard"));
  await until(async () => (await cursorOf(tenant)) === 1);
  platform.dropConnections();
  platform.say(text("2", "said while nobody listened"));
  await until(async () => (await cursorOf(tenant)) === 2);
  expect(platform.resumedFrom).toEqual(["0", "1"]);
  stopping.abort();
  await Promise.all(workers);
  await drainAll(tenant.tenantId);
  expect(await textsOf(tenant)).toEqual(["heard", "said while nobody listened"]);
});

test("forty standing connections take one session of the database, so that the worker has the others", async () => {
  const tenant = await makeTenant();
  const channels = await Promise.all(Array.from({ length: 40 }, () => makeTestChannel(tenant)));
  const stopping = new AbortController();
  const before = platform.connections();
  const holding = channels.map(({ channelId }) => holdGateway({ tenantId: tenant.tenantId, id: channelId }, stopping.signal));
  await until(() => platform.connections() === before + 40);
  expect(jobsPool().waitingCount).toBe(0);
  const { rows } = await jobsPool().query<{ sessions: number }>(
    "select count(distinct pid)::int as sessions from pg_locks where locktype = 'advisory' and (classid::int8 << 32 | objid::int8) = any(select hashtextextended('gateway ' || id, 0) from unnest($1::text[]) id)",
    [channels.map(({ channelId }) => channelId)],
  );
  expect(rows[0]?.sessions).toBe(1);
  stopping.abort();
  await Promise.all(holding);
});

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it did not come true within 10 s");
}
