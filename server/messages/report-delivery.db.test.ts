import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { deliverDue } from "./deliver-message";
import type { ReceiptStatus } from "./next-status";
import { reportDelivery } from "./report-delivery";
import { sendReply } from "./send-reply";

let platform: LocalPlatform;
let tenant: TestTenant;
let channelId: string;
let messageId: string;

beforeAll(async () => {
  platform = await startLocalPlatform("reporttest");
});
afterAll(() => platform.close());
beforeEach(async () => {
  tenant = await makeTenant();
  ({ channelId } = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Page", credentials: { account: randomUUID() }, verify: true })));
  const { id } = await makeConversation(tenant, { channelId });
  const input = { conversationId: id, clientMessageId: randomUUID(), text: "hello", attachments: [], isNote: false };
  messageId = (await tenant.door((s) => sendReply(s, input))).id;
  await deliverDue({ tenantId: tenant.tenantId, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) }, id);
});

const AT = new Date("2026-11-21T12:00:00Z");
const report = (status: ReceiptStatus, over: { at?: Date; reason?: string } = {}) =>
  tenant.door((s) => reportDelivery(s, { channelId, messageId, status, at: AT, ...over }));
const delivery = () => tenant.door((s) => s.db.delivery.findFirstOrThrow({ where: { messageId } }));

describe("reportDelivery", () => {
  test("moves a message forward, whatever the order, and read implies delivered", async () => {
    await report("read");
    await report("delivered");
    await report("read");
    expect(await delivery()).toMatchObject({ status: "read", readAt: AT, deliveredAt: AT });
    const { rows } = await tenant.door((s) => s.sql.query("select data->>'status' as status from events where type = 'delivery.updated' order by cursor"));
    expect(rows).toEqual([{ status: "sent" }, { status: "read" }]);
  });

  test("a failure keeps the other end's words", async () => {
    await report("failed", { reason: "Number not on this service" });
    expect(await delivery()).toMatchObject({ status: "failed", reason: "Number not on this service", failedAt: AT });
  });

  test("of another tenant's or another channel's message there is no such thing", async () => {
    const stranger = await makeTenant();
    await expect(stranger.door((s) => reportDelivery(s, { channelId, messageId, status: "read" }))).rejects.toMatchObject({ code: "not-found" });
    await expect(tenant.door((s) => reportDelivery(s, { channelId: randomUUID(), messageId, status: "read" }))).rejects.toMatchObject({ code: "not-found" });
    expect((await delivery()).status).toBe("sent");
  });

  test("an instant that lies ahead is refused", async () => {
    await expect(report("read", { at: new Date(Date.now() + 3_600_000) })).rejects.toMatchObject({ code: "invalid" });
  });
});
