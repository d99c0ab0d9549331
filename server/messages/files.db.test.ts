import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { env } from "@/lib/env";
import { startSession } from "@/server/auth/start-session";
import { newId } from "@/server/db/ids";
import { handleFiles } from "@/server/rest/handle-files";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { forge } from "@/server/testing/forge";
import { addInbound, makeAgent, makeConversation } from "@/server/testing/inbox-factory";
import { attachmentUrl } from "./attachment-url";
import { deleteExpiredUploads } from "./expire-uploads";
import { storage } from "./open-storage";
import { serveFile } from "./serve-file";
import { fileStorage, storageKey } from "./storage";
import { receiveUpload, storeUpload } from "./store-upload";

const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000280000001e008060000000000000000000000 0049454e44ae426082".replaceAll(" ", ""), "hex");
let tenant: TestTenant;
beforeEach(async () => {
  tenant = await makeTenant();
});
const door = (t = tenant) => ({ tenantId: t.tenantId, inTenant: t.door });

function form(name: string, content: Uint8Array | string, type = "text/plain"): Request {
  const body = new FormData();
  body.append("file", new File([content as BlobPart], name, { type }));
  return new Request("http://localhost/api/files", { method: "POST", body });
}

describe("storeUpload", () => {
  test("keeps bytes, name and the true type for 24 hours", async () => {
    const upload = await storeUpload(door(), { name: "../a/photo.png", mimeType: "text/html", bytes: PNG });
    expect(upload).toMatchObject({ name: "photo.png", mimeType: "image/png", sizeBytes: PNG.length, width: 640, height: 480 });
    const row = await tenant.door((s) => s.db.upload.findFirstOrThrow({ where: { id: upload.uploadId } }));
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(86_400_000);
    expect(await storage().read(row.storageKey)).toEqual(PNG);
  });

  test("refuses what is empty or too large, and what is no form, each with its reason", async () => {
    await expect(storeUpload(door(), { name: "a", bytes: new Uint8Array() })).rejects.toMatchObject({ code: "invalid", reason: "empty-file" });
    await expect(receiveUpload(door(), form("a", "12345"), 4)).rejects.toMatchObject({ code: "invalid", reason: "too-large", data: { maxBytes: 4 } });
    const noForm = new Request("http://localhost/api/files", { method: "POST", body: "hello" });
    await expect(receiveUpload(door(), noForm)).rejects.toMatchObject({ code: "invalid", reason: "malformed-multipart" });
  });
});

describe("POST /api/files", () => {
  const post = async (headers: Record<string, string>, request = form("a.txt", "hello")) => {
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    return handleFiles(request);
  };
  const cookieOf = async (userId: string) =>
    `parley-session=${(await startSession({ userId, client: { address: "::1", userAgent: null }, previousToken: null })).token}`;

  test("takes a file of an agent who may reply, in the workspace that the header names", async () => {
    const cookie = await cookieOf(tenant.ownerId);
    const response = await post({ cookie, "x-parley-tenant": tenant.slug });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ name: "a.txt", mimeType: "text/plain", sizeBytes: 5, uploadId: expect.any(String) });
  });

  test("refuses strangers, other workspaces and those who may only look", async () => {
    const viewer = await makeAgent(tenant, { role: "viewer" });
    const other = await makeTenant();
    expect((await post({ "x-parley-tenant": tenant.slug })).status).toBe(401);
    expect((await post({ cookie: await cookieOf(tenant.ownerId), "x-parley-tenant": other.slug })).status).toBe(404);
    expect((await post({ cookie: await cookieOf(tenant.ownerId) })).status).toBe(404);
    expect((await post({ cookie: await cookieOf(viewer.actor.userId), "x-parley-tenant": tenant.slug })).status).toBe(403);
  });

  test("answers what is no form with a problem, not with a failure", async () => {
    const request = new Request("http://localhost/api/files", { method: "POST", body: "x", headers: { "content-type": "multipart/form-data; boundary=a" } });
    const response = await post({ cookie: await cookieOf(tenant.ownerId), "x-parley-tenant": tenant.slug }, request);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("serveFile", () => {
  async function attach(name: string, mimeType: string, bytes: Uint8Array): Promise<{ id: string; messageId: string; url: string }> {
    const message = await addInbound(tenant, await makeConversation(tenant), "see file");
    const key = await storage().put(tenant.tenantId, bytes);
    const id = newId();
    await tenant.door((s) =>
      s.sql.query(
        `insert into attachments (tenant_id, id, message_id, position, kind, name, mime_type, size_bytes, state, storage_key)
         values ($1, $2, $3, 0, 'file', $4, $5, $6, 'stored', $7)`,
        [s.tenantId, id, message.id, name, mimeType, bytes.length, key],
      ),
    );
    return { id, messageId: message.id, url: attachmentUrl(tenant.tenantId, id, new Date()) };
  }
  const get = (url: string, headers: Record<string, string> = {}, method = "GET") => serveFile(new Request(url, { headers, method }));

  test("gives the bytes with their type, to be kept as long as the link is good", async () => {
    const { url } = await attach("photo.png", "image/png", PNG);
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(PNG.length),
      "x-content-type-options": "nosniff",
      "cache-control": expect.stringMatching(/^private, max-age=\d{4}, immutable$/),
    });
    expect((await get(url, { "if-none-match": response.headers.get("etag") ?? "" })).status).toBe(304);
    const head = await get(url, {}, "HEAD");
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(PNG.length), ""]);
  });

  test.each([
    ["page.html", "text/html"],
    ["logo.svg", "image/svg+xml"],
    ["feed.xml", "application/xml"],
    ["page.xhtml", "application/xhtml+xml"],
    ["run.js", "text/javascript"],
    ["a.pdf", "application/pdf"],
  ])("%s is only ever a download, and could run nothing", async (name, mimeType) => {
    const { url } = await attach(name, mimeType, Buffer.from("<script>alert(1)</script>"));
    const { headers } = await get(url);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toMatch(/^attachment; /);
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("keeps any name out of the header's structure", async () => {
    const { url } = await attach('发"票\r\nx.txt', "text/plain", Buffer.from("a"));
    expect((await get(url)).headers.get("content-disposition")).toBe(`inline; filename="___x.txt"; filename*=UTF-8''%E5%8F%91%22%E7%A5%A8x.txt`);
  });

  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=10-", 416, null, "bytes */10"],
    ["bytes=5-2", 200, "0123456789", null],
    ["bytes=0-1,4-5", 200, "0123456789", null],
    ["pages=1", 200, "0123456789", null],
  ])("answers the range %s with %s", async (range, status, body, contentRange) => {
    const { url } = await attach("a.txt", "text/plain", Buffer.from("0123456789"));
    const response = await get(url, { range });
    expect([response.status, response.headers.get("content-range")]).toEqual([status, contentRange]);
    if (body) expect(await response.text()).toBe(body);
  });

  test("a link that is old, changed or of another tenant gives nothing, nor does one to a deleted message", async () => {
    const { id, messageId, url } = await attach("a.txt", "text/plain", Buffer.from("secret"));
    const other = await makeTenant();
    const bad = [
      attachmentUrl(tenant.tenantId, id, new Date(Date.now() - 3 * 3_600_000)),
      forge(url),
      attachmentUrl(other.tenantId, id, new Date()),
      attachmentUrl(tenant.tenantId, newId(), new Date()),
      "http://localhost/api/files/",
    ];
    for (const link of bad) expect((await get(link)).status, link).toBe(404);
    expect((await get(url)).status).toBe(200);
    await tenant.door((s) => s.sql.query("update messages set deleted_at = now() where id = $1", [messageId]));
    expect((await get(url)).status).toBe(404);
  });
});

describe("deleteExpiredUploads", () => {
  const old = new Date(Date.now() - 7_200_000);
  const expire = (id: string) => tenant.door((s) => s.sql.query("update uploads set expires_at = now() - interval '1 second' where id = $1", [id]));
  async function upload(content: string): Promise<{ id: string; key: string }> {
    const { uploadId } = await storeUpload(door(), { name: "a.txt", bytes: Buffer.from(content) });
    const key = storageKey(tenant.tenantId, Buffer.from(content));
    await utimes(path.join(env().DATA_DIR, "attachments", key), old, old);
    return { id: uploadId, key };
  }

  test("deletes what nobody used, and keeps the bytes that a message or another upload still needs", async () => {
    const [unused, attached, shared] = [await upload("unused"), await upload("attached"), await upload("shared")];
    const again = await upload("shared");
    const message = await addInbound(tenant, await makeConversation(tenant), "x");
    await tenant.door((s) =>
      s.sql.query("insert into attachments (tenant_id, id, message_id, position, kind, state, storage_key) values ($1, $2, $3, 0, 'file', 'stored', $4)", [
        s.tenantId,
        newId(),
        message.id,
        attached.key,
      ]),
    );
    for (const { id } of [unused, attached, shared]) await expire(id);
    await deleteExpiredUploads(door());
    const left = await tenant.door((s) => s.db.upload.findMany({ select: { id: true } }));
    expect(left).toEqual([{ id: again.id }]);
    expect(await Promise.all([unused, attached, shared].map(async ({ key }) => (await storage().read(key)) !== null))).toEqual([false, true, true]);
  });

  test("leaves bytes that somebody has just stored again", async () => {
    const unused = await upload("twice");
    await expire(unused.id);
    await storage().put(tenant.tenantId, Buffer.from("twice"));
    await deleteExpiredUploads(door());
    expect(await storage().read(unused.key)).not.toBeNull();
  });
});

describe("files in a folder", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), "parley-files-"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  test("the same bytes twice are one file, another tenant's are another, and nothing half-written stays", async () => {
    const store = fileStorage(root);
    const [a, b] = [newId(), newId()];
    const keys = await Promise.all([a, a, b].map((id) => store.put(id, Buffer.from("same"))));
    expect(new Set(keys).size).toBe(2);
    expect(await readdir(path.join(root, "incoming"))).toEqual([]);
    expect(Buffer.from((await store.read(keys[0] ?? "")) ?? []).toString()).toBe("same");
    expect(await store.read(storageKey(a, Buffer.from("never stored")))).toBeNull();
  });

  test("a key that is none leads nowhere", async () => {
    const store = fileStorage(root);
    for (const key of ["../../etc/passwd", `${newId()}/ab/../../../x`, "", `${newId()}/ab/${"0".repeat(64)}/x`])
      await expect(async () => store.read(key)).rejects.toThrow(/not a storage key/);
  });
});
