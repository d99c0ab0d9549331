import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signS3 } from "./sign-s3";
import type { Storage } from "./storage";
import { s3Storage } from "./storage-s3";

const TENANT = "018f0000-0000-7000-8000-00000000000a";
const keys = { accessKeyId: "AKIA", secretAccessKey: "shh" };
const objects = new Map<string, { bytes: Buffer; putAt: Date }>();
let server: Server;
let store: Storage;
let endpoint = "";

/** As much of S3 as is used; it checks each signature as the real one does. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? "")?.[1]?.split(";") ?? [];
    const { host: _, "x-amz-date": stamp, "x-amz-content-sha256": hash, ...headers } = Object.fromEntries(names.map((n) => [n, String(request.headers[n])]));
    const at = new Date(String(stamp).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
    const url = new URL(request.url ?? "", `http://${request.headers.host}`);
    const method = request.method as "GET";
    const expected = signS3({ method, url, headers, contentHash: String(hash) }, { ...keys, region: "us-east-1" }, at);
    if (expected.authorization !== request.headers.authorization) return void response.writeHead(403).end("<Code>SignatureDoesNotMatch</Code>");
    if (request.method === "PUT") objects.set(url.pathname, { bytes: Buffer.concat(chunks), putAt: new Date() });
    if (request.method === "DELETE") objects.delete(url.pathname);
    if (request.method !== "GET") return void response.writeHead(request.method === "PUT" ? 200 : 204).end();
    const object = objects.get(url.pathname);
    if (!object) return void response.writeHead(404).end("<Code>NoSuchKey</Code>");
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const bytes = from ? object.bytes.subarray(Number(from), Number(to) + 1) : object.bytes;
    response.writeHead(from ? 206 : 200, { "last-modified": object.putAt.toUTCString() }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  store = s3Storage({ endpoint: `${endpoint}/`, bucket: "parley files", ...keys });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("an S3-compatible store", () => {
  test("keeps and gives bytes, whole and in ranges, under the tenant's key", async () => {
    const key = await store.put(TENANT, Buffer.from("0123456789"));
    expect(key).toMatch(new RegExp(`^${TENANT}/[0-9a-f]{2}/[0-9a-f]{64}$`));
    expect(Buffer.from((await store.read(key)) ?? []).toString()).toBe("0123456789");
    expect(Buffer.from((await store.readRange(key, { start: 2, end: 4 })) ?? []).toString()).toBe("234");
  });

  test("knows nothing of what was never put", async () => {
    expect(await store.read(`${TENANT}/00/${"0".repeat(64)}`)).toBeNull();
    expect(await store.readRange(`${TENANT}/00/${"0".repeat(64)}`, { start: 0, end: 1 })).toBeNull();
    await store.remove(`${TENANT}/00/${"0".repeat(64)}`, new Date());
  });

  test("removes what is old, and not what was put again since", async () => {
    const key = await store.put(TENANT, Buffer.from("old"));
    await store.remove(key, new Date(Date.now() - 60_000));
    expect(await store.read(key)).not.toBeNull();
    await store.remove(key, new Date(Date.now() + 60_000));
    expect(await store.read(key)).toBeNull();
  });

  test("a store that refuses us or is away is unavailable, not a missing file", async () => {
    const wrong = s3Storage({ endpoint, bucket: "parley", ...keys, secretAccessKey: "wrong" });
    await expect(wrong.read(`${TENANT}/00/${"0".repeat(64)}`)).rejects.toMatchObject({ code: "unavailable", reason: "storage-away" });
    const away = s3Storage({ endpoint: "http://127.0.0.1:1", bucket: "parley", ...keys });
    await expect(away.put(TENANT, Buffer.from("x"))).rejects.toMatchObject({ code: "unavailable", reason: "storage-away" });
  });
});
