import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { cancelMessage } from "./cancel-message";
import { deliverDue } from "./deliver-message";
import { sendReply } from "./send-reply";
import { takeSlot } from "./take-slot";

let slow: LocalPlatform;
let quick: LocalPlatform;
let tenant: TestTenant;
let channelId: string;

beforeAll(async () => {
  slow = await startLocalPlatform("slottest", { sendsPerSecond: 0.4 });
  quick = await startLocalPlatform("slottest-quick", { sendsPerSecond: 20 });
});
afterAll(() => Promise.all([slow.close(), quick.close()]));
beforeEach(async () => {
  tenant = await makeTenant();
  channelId = await connect(slow);
});

async function connect(platform: LocalPlatform): Promise<string> {
  const credentials = { account: randomUUID() };
  return (await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Account", credentials, verify: true }))).channelId;
}

const converse = (channel = channelId) => makeConversation(tenant, { channelId: channel });
const reply = (c: TestConversation, text: string) =>
  tenant.door((s) => sendReply(s, { conversationId: c.id, clientMessageId: randomUUID(), text, attachments: [], isNote: false, split: true }));
const door = () => ({ tenantId: tenant.tenantId, inTenant: <T>(fn: Parameters<typeof inTenant<T>>[2]) => inTenant(tenant.tenantId, SYSTEM, fn) });
const deliver = (c: TestConversation) => deliverDue(door(), c.id);
const deliveryOf = (messageId: string) => tenant.door((s) => s.db.delivery.findFirstOrThrow({ where: { messageId } }));
const textsTo = (c: TestConversation, platform = slow) => platform.calls.filter((call) => call.body.to === c.identityId).map((call) => call.body.text);
const slot = (perSecond: number) => tenant.door((s) => takeSlot(s, { channelId, perSecond }));

test("any number of processes at once are given slots one after the other, after a small burst", async () => {
  const before = Date.now();
  const waits = await Promise.all(Array.from({ length: 30 }, () => slot(10)));
  expect(waits.filter((wait) => wait === 0).length).toBeGreaterThanOrEqual(2);
  // The last of them leaves 29 steps later than the first, less the burst and what asking took.
  expect(Math.max(...waits)).toBeLessThanOrEqual(2_800);
  const { nextAt } = await tenant.door((s) => s.db.sendBudget.findFirstOrThrow({ where: { channelId } }));
  expect(nextAt.getTime() - before).toBeGreaterThanOrEqual(2_990);
});

test("a budget that was not used is not saved up", async () => {
  await slot(2);
  await tenant.door((s) => s.sql.query("update send_budgets set next_at = now() - interval '1 hour'"));
  expect([await slot(2), (await slot(2)) > 300]).toEqual([0, true]);
});

test("a message that finds no budget waits its turn without an attempt, those behind it with it, and other conversations after it", async () => {
  const [ana, bo] = [await converse(), await converse()];
  const first = await reply(ana, "one");
  const second = await reply(ana, "two");
  const third = await reply(bo, "three");
  await deliver(ana);
  await deliver(bo);
  expect([textsTo(ana), textsTo(bo)]).toEqual([["one"], []]);
  expect((await deliveryOf(first.id)).status).toBe("sent");
  const [next, last] = [await deliveryOf(second.id), await deliveryOf(third.id)];
  expect([next, last]).toMatchObject([
    { status: "queued", attempts: 0 },
    { status: "queued", attempts: 0 },
  ]);
  expect(last.notBefore.getTime() - next.notBefore.getTime()).toBeGreaterThan(2_300);
  // Somebody who looks too early does not get it sent.
  await deliver(ana);
  expect(textsTo(ana)).toEqual(["one"]);
  await tenant.door((s) => s.sql.query("update deliveries set not_before = now()"));
  await deliver(ana);
  await deliver(bo);
  expect([textsTo(ana), textsTo(bo)]).toEqual([["one", "two"], ["three"]]);
});

test("a job wakes what waits, at its time", async () => {
  const c = await converse();
  await reply(c, "one");
  const second = await reply(c, "two");
  await deliver(c);
  const { jobsPool } = await import("@/server/db/client");
  const { rows } = await jobsPool().query<{ at: Date }>("select run_at as at from graphile_worker.jobs where key like $1", [
    `${tenant.tenantId}:deliver-message:%`,
  ]);
  expect(rows.map(({ at }) => at.getTime())).toContain((await deliveryOf(second.id)).notBefore.getTime());
});

test("each part of a long message is a call of its own, and what has left is not sent again", async () => {
  const c = await converse();
  const message = await reply(c, `${"a".repeat(100)}${"b".repeat(100)}`);
  await deliver(c);
  expect(textsTo(c).map((text) => text?.[0])).toEqual(["a"]);
  expect(await deliveryOf(message.id)).toMatchObject({ status: "queued" });
  await tenant.door((s) => s.sql.query("update deliveries set not_before = now()"));
  await deliver(c);
  expect(textsTo(c).map((text) => text?.[0])).toEqual(["a", "b"]);
  expect((await deliveryOf(message.id)).status).toBe("sent");
});

test("a short wait is waited out", async () => {
  const c = await converse(await connect(quick));
  for (let i = 0; i < 10; i++) await reply(c, String(i));
  const before = Date.now();
  await deliver(c);
  expect(textsTo(c, quick)).toHaveLength(10);
  // Four at once, six more at 20 a second.
  expect(Date.now() - before).toBeGreaterThanOrEqual(280);
});

test("what waits for its turn can be taken back", async () => {
  const c = await converse();
  await reply(c, "one");
  const second = await reply(c, "two");
  await deliver(c);
  await tenant.door((s) => cancelMessage(s, second.id));
  await tenant.door((s) => s.sql.query("update deliveries set not_before = now()"));
  await deliver(c);
  expect(textsTo(c)).toEqual(["one"]);
});
