import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createChannel } from "@/server/connections/create-channel";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { checkChannel } from "./check-channel";

let platform: LocalPlatform;
let tenant: TestTenant;
let channelId: string;
let conversation: TestConversation;

beforeAll(async () => {
  platform = await startLocalPlatform("checktest", {
    attachments: { image: { maxBytes: 1_000_000 } },
    replyTo: true,
    receipts: { delivered: true, read: true },
  });
});
afterAll(() => platform.close());
beforeEach(async () => {
  tenant = await makeTenant();
  ({ channelId } = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Page", credentials: { account: randomUUID() }, verify: true })));
  conversation = await makeConversation(tenant, { channelId });
});

const door = () => ({ tenantId: tenant.tenantId, actor: tenant.owner, inTenant: tenant.door });
const check = (waitMs = 0) => checkChannel(door(), { channelId, conversationId: conversation.id, waitMs });
const rowOf = (rows: Awaited<ReturnType<typeof check>>, capability: string) => rows.find((row) => row.capability === capability);

describe("checkChannel", () => {
  test("sends what is declared, by the walk that every reply takes, and leaves the rest alone", async () => {
    const rows = await check();
    expect(rowOf(rows, "text")).toEqual({ capability: "text", declared: true, sent: "yes", delivered: "no", cameBack: "no", note: null });
    expect(rowOf(rows, "image")).toMatchObject({ declared: true, sent: "yes" });
    expect(rowOf(rows, "video")).toEqual({ capability: "video", declared: false, sent: "not tried", delivered: "-", cameBack: "-", note: null });
    expect(rowOf(rows, "buttons")).toMatchObject({ declared: false, sent: "not tried" });
    expect(platform.calls.filter((call) => call.body.to === conversation.identityId)).toHaveLength(4);
    expect(platform.calls.some((call) => call.body.image)).toBe(true);
  });

  test("what the platform refuses is said with its reason, and the others go on", async () => {
    platform.next({ status: 200 }, { status: 422 });
    const rows = await check();
    expect(rowOf(rows, "longest-text")).toMatchObject({ declared: true, sent: "no", note: expect.stringContaining("content") });
    expect(rowOf(rows, "image")).toMatchObject({ sent: "yes" });
  });

  test("sees receipts and what the tester sends back while it waits", async () => {
    const checking = check(15_000);
    const answer = async () => {
      await tenant.door((s) => s.sql.query("update deliveries set status = 'read', delivered_at = now(), read_at = now() where status = 'sent'"));
      const quoted = (await tenant.door((s) => s.sql.query<{ id: string }>("select id from messages where text like '%quotes you%'"))).rows[0]?.id;
      if (!quoted) return false;
      for (const of of [
        { text: "yes", replyToId: quoted },
        { text: null, file: true },
      ])
        await insertInbound(of);
      return true;
    };
    for (let done = false; !done; ) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const isSent = (await tenant.door((s) => s.sql.query("select from deliveries where status = 'sent'"))).rowCount;
      done = isSent === 4 && (await answer());
    }
    const rows = await checking;
    expect(rows.filter((row) => row.declared).map((row) => [row.capability, row.cameBack])).toEqual([
      ["text", "yes"],
      ["longest-text", "-"],
      ["image", "yes"],
      ["quote", "yes"],
      ["receipt-delivered", "yes"],
      ["receipt-read", "yes"],
    ]);
    expect(rowOf(rows, "text")).toMatchObject({ delivered: "read" });
  }, 30_000);

  test("is for those who manage channels, and for a conversation of that channel", async () => {
    const { channelId: other } = await tenant.door((s) =>
      createChannel(s, { kind: platform.kind, name: "Two", credentials: { account: randomUUID() }, verify: true }),
    );
    await expect(checkChannel(door(), { channelId: other, conversationId: conversation.id, waitMs: 0 })).rejects.toMatchObject({ reason: "other-channel" });
    const agent = { ...tenant.owner, role: "agent" as const };
    const weak = { ...door(), actor: agent, inTenant: <T>(fn: Parameters<typeof inTenant<T>>[2]) => inTenant(tenant.tenantId, agent, fn) };
    await expect(checkChannel(weak, { channelId, conversationId: conversation.id, waitMs: 0 })).rejects.toMatchObject({ code: "forbidden" });
  });
});

async function insertInbound({ text, replyToId, file }: { text: string | null; replyToId?: string; file?: boolean }): Promise<void> {
  const id = newId();
  await tenant.door(async ({ sql, tenantId }) => {
    await sql.query(
      `insert into messages (tenant_id, id, conversation_id, seq, kind, channel_id, identity_id, author_type, text, reply_to_id, stored_at)
       select $1, $2, c.id, c.last_seq + 1, 'inbound', $3, c.identity_id, 'contact', $4, $5, now() from conversations c where c.tenant_id = $1 and c.id = $6`,
      [tenantId, id, channelId, text, replyToId ?? null, conversation.id],
    );
    await sql.query("update conversations set last_seq = last_seq + 1 where tenant_id = $1 and id = $2", [tenantId, conversation.id]);
    if (file)
      await sql.query("insert into attachments (tenant_id, id, message_id, position, kind, state) values ($1, $2, $3, 0, 'image', 'stored')", [
        tenantId,
        newId(),
        id,
      ]);
  });
}
