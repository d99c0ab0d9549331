import { utimes } from "node:fs/promises";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { env } from "@/lib/env";
import { newId } from "@/server/db/ids";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { addInbound, makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { deleteAttachmentsOf } from "./erase-attachments";
import { storage } from "./open-storage";

let tenant: TestTenant;
let conversation: TestConversation;

beforeEach(async () => {
  tenant = await makeTenant();
  conversation = await makeConversation(tenant);
});

/** A message with one stored file, put a while ago. */
async function attach(content: string): Promise<{ messageId: string; key: string }> {
  const { id: messageId } = await addInbound(tenant, conversation, "See here");
  const key = await storage().put(tenant.tenantId, Buffer.from(content));
  const old = new Date(Date.now() - 7_200_000);
  await utimes(path.join(env().DATA_DIR, "attachments", key), old, old);
  await tenant.door(({ sql, tenantId }) =>
    sql.query("insert into attachments (tenant_id, id, message_id, position, kind, state, storage_key) values ($1, $2, $3, 0, 'image', 'stored', $4)", [
      tenantId,
      newId(),
      messageId,
      key,
    ]),
  );
  return { messageId, key };
}

const left = (messageId: string) => tenant.door(async ({ sql }) => (await sql.query("select from attachments where message_id = $1", [messageId])).rowCount);

test("what came with a message that was taken back is gone, rows and bytes", async () => {
  const { messageId, key } = await attach("a secret");
  await deleteAttachmentsOf(messageId, { inTenant: tenant.door });
  expect([await left(messageId), await storage().read(key)]).toEqual([0, null]);
});

test("the same file of another message stays", async () => {
  const first = await attach("the same");
  const second = await attach("the same");
  await deleteAttachmentsOf(first.messageId, { inTenant: tenant.door });
  expect([await left(first.messageId), await left(second.messageId)]).toEqual([0, 1]);
  expect(await storage().read(second.key)).toEqual(Buffer.from("the same"));
});

test("once more does nothing, and another tenant's message is not there", async () => {
  const { messageId, key } = await attach("mine");
  const other = await makeTenant();
  await deleteAttachmentsOf(messageId, { inTenant: other.door });
  expect(await storage().read(key)).not.toBeNull();
  await deleteAttachmentsOf(messageId, { inTenant: tenant.door });
  await deleteAttachmentsOf(messageId, { inTenant: tenant.door });
  expect(await left(messageId)).toBe(0);
});
