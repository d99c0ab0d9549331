import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { addInbound, makeConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { fetchAttachmentBytes } from "./fetch-attachment";
import { storage } from "./open-storage";

const GIF = Buffer.from("4749463839614001f000800000ffffff0000002c00000000010001000002024401003b", "hex");

let platform: LocalPlatform;
let tenant: TestTenant;
let messageId: string;

beforeAll(async () => {
  platform = await startLocalPlatform("mediatest");
});
afterAll(() => platform.close());
beforeEach(async () => {
  tenant = await makeTenant();
  const { channelId } = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Page", credentials: { account: randomUUID() } }));
  messageId = (await addInbound(tenant, await makeConversation(tenant, { channelId }), "look")).id;
});

async function attach(source: Record<string, string>, over: { kind?: string; mimeType?: string; name?: string } = {}): Promise<string> {
  const id = newId();
  await tenant.door((s) =>
    s.sql.query(
      "insert into attachments (tenant_id, id, message_id, position, kind, name, mime_type, state, source) values ($1, $2, $3, 0, $4, $5, $6, 'pending', $7)",
      [s.tenantId, id, messageId, over.kind ?? "image", over.name ?? null, over.mimeType ?? null, JSON.stringify(source)],
    ),
  );
  return id;
}
function serve(bytes: Uint8Array | string, over: { status?: number; headers?: Record<string, string> } = {}): { path: string } {
  const path = `/media/${randomUUID()}`;
  platform.files.set(path, { bytes, ...over });
  return { path };
}
const fetchIt = (id: string, isLastAttempt = false) =>
  fetchAttachmentBytes({ tenantId: tenant.tenantId, isLastAttempt, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) }, id);
const rowOf = (id: string) => tenant.door((s) => s.db.attachment.findFirstOrThrow({ where: { id } }));
const updates = async () => {
  const { rows } = await tenant.door((s) => s.sql.query("select message_id from events where type = 'message.updated'"));
  return rows;
};

describe("fetchAttachmentBytes", () => {
  test("keeps the bytes with their true type and size, and says that the message changed", async () => {
    const id = await attach(serve(GIF, { headers: { "content-type": "image/jpeg" } }), { mimeType: "image/jpeg", name: "../cat.gif" });
    await fetchIt(id);
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: "stored", mimeType: "image/gif", width: 320, height: 240, name: "cat.gif", kind: "image", failureReason: null });
    expect(Number(row.sizeBytes)).toBe(GIF.length);
    expect(Buffer.from((await storage().read(row.storageKey ?? "")) ?? [])).toEqual(GIF);
    expect(await updates()).toEqual([{ message_id: messageId }]);
  });

  test("twice is once", async () => {
    const id = await attach(serve(GIF));
    await Promise.all([fetchIt(id), fetchIt(id)]);
    await fetchIt(id);
    expect(await updates()).toHaveLength(1);
  });

  test("what calls itself a picture and is a page becomes a file", async () => {
    const id = await attach(serve("<!doctype html><script>alert(1)</script>", { headers: { "content-type": "image/png" } }));
    await fetchIt(id);
    expect(await rowOf(id)).toMatchObject({ state: "stored", kind: "file", mimeType: "text/html" });
  });

  test.each([
    ["a link that died", () => ({ path: "/nowhere" }), "no longer gives the file. (status 404)"],
    ["a link that died, said otherwise", () => serve("gone", { status: 403 }), "no longer gives the file. (status 403)"],
    ["nothing", () => serve(""), "is empty"],
    ["more than 25 MB", () => serve(Buffer.alloc(26 * 1024 * 1024)), "too large. (> 25 MB)"],
    ["a redirect into the machine", () => serve("", { status: 302, headers: { location: "http://127.0.0.1:9/secret" } }), "not opened from here"],
    ["a redirect to a file", () => serve("", { status: 302, headers: { location: "file:///etc/passwd" } }), "not opened from here"],
    ["a redirect to cloud metadata", () => serve("", { status: 302, headers: { location: "http://169.254.169.254/" } }), "not opened from here"],
  ])("%s is failed at once, with a reason", async (_name, source, reason) => {
    const id = await attach(source());
    await fetchIt(id);
    const row = await rowOf(id);
    expect(row.state).toBe("failed");
    expect(row.failureReason).toContain(reason);
    expect(await updates()).toHaveLength(1);
  });

  test("an attachment without an address is failed with a reason, in the tenant's language", async () => {
    await tenant.door((s) => s.sql.query("update tenants set locale = 'zh-CN' where id = $1", [s.tenantId]));
    const id = await attach({});
    await fetchIt(id);
    expect(await rowOf(id)).toMatchObject({ state: "failed", failureReason: "消息没有提供可获取该文件的地址。" });
  });

  test.each([[500], [429], [202]])("a platform in trouble (%s) is asked again, until the attempts are used up", async (status) => {
    const source = serve("later", { status });
    const id = await attach(source);
    await expect(fetchIt(id)).rejects.toThrow(`status ${status}`);
    expect((await rowOf(id)).state).toBe("pending");
    await fetchIt(id, true);
    expect(await rowOf(id)).toMatchObject({ state: "failed", failureReason: "The platform did not give the file in time." });
  });

  test("a platform in trouble that recovers gives the file after all", async () => {
    const source = serve("later", { status: 503 });
    const id = await attach(source);
    await expect(fetchIt(id)).rejects.toThrow();
    platform.files.set(source.path, { bytes: GIF });
    await fetchIt(id);
    expect((await rowOf(id)).state).toBe("stored");
  });
});
