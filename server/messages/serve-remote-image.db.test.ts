import { beforeEach, describe, expect, test } from "vitest";
import { TransportError, type TransportRequest } from "@/server/channels/contract";
import { newId } from "@/server/db/ids";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { fakeTransport } from "@/server/testing/fake-transport";
import { forge } from "@/server/testing/forge";
import { addInbound, makeAgent, makeConversation } from "@/server/testing/inbox-factory";
import { listRemoteImages } from "./list-remote-images";
import { remoteImageUrl } from "./remote-image-url";
import { serveRemoteImage } from "./serve-remote-image";

const GIF = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const HTML = '<p><img data-remote-src="https://news.example/a.gif?id=1&amp;u=2"><img data-remote-src="https://news.example/b.gif"></p>';

let tenant: TestTenant;
let messageId: string;
beforeEach(async () => {
  tenant = await makeTenant();
  const message = await addInbound(tenant, await makeConversation(tenant), "See the pictures");
  messageId = message.id;
  await tenant.door((s) => s.sql.query("update messages set html = $2 where id = $1", [messageId, HTML]));
});

/** The sender's server: gives these bytes, and what it was asked. */
function sender(bytes: Uint8Array, { status = 200, type = "image/gif" } = {}) {
  const requests: TransportRequest[] = [];
  const transport = fakeTransport(async (request) => {
    requests.push(request);
    const text = () => Buffer.from(bytes).toString();
    return { status, headers: { "content-type": type, "set-cookie": "seen=1" }, bytes, text, json: () => JSON.parse(text()) as unknown };
  });
  return { requests, transport };
}

const links = () => tenant.door((scope) => listRemoteImages(scope, messageId));
const linkAt = async (index: number) => (await links())[index]?.url ?? "";
const get = (url: string, transport = sender(GIF).transport, method = "GET") => serveRemoteImage(new Request(url, { method }), { transport });

describe("the remote images of a message", () => {
  test("are listed with links of ours to whoever may see the conversation, and to nobody else", async () => {
    expect((await links()).map(({ source }) => source)).toEqual(["https://news.example/a.gif?id=1&u=2", "https://news.example/b.gif"]);
    const stranger = await makeTenant();
    await expect(stranger.door((scope) => listRemoteImages(scope, messageId))).rejects.toMatchObject({ code: "not-found" });
    const elsewhere = await makeAgent(tenant, { visibility: "mine" });
    await expect(elsewhere.door((scope) => listRemoteImages(scope, messageId))).rejects.toMatchObject({ code: "not-found" });
  });

  test("are fetched without anything of the reader's, and are kept as long as the link is good", async () => {
    const { requests, transport } = sender(GIF);
    const response = await serveRemoteImage(new Request(await linkAt(0), { headers: { cookie: "session=1", referer: "https://desk.example/w" } }), {
      transport,
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(GIF);
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "image/gif",
      "content-length": String(GIF.length),
      "content-disposition": "inline",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-site",
      "referrer-policy": "no-referrer",
      "cache-control": expect.stringMatching(/^private, max-age=\d{4}, immutable$/),
    });
    expect(requests).toEqual([{ method: "GET", url: "https://news.example/a.gif?id=1&u=2", headers: { accept: "image/*" }, timeoutMs: 15_000 }]);
  });

  test.each([
    ["a page that calls itself a picture", sender(Buffer.from("<html><script>alert(1)</script></html>"))],
    ["an SVG", sender(SVG, { type: "image/svg+xml" })],
    ["an error of the sender's server", sender(GIF, { status: 500 })],
    ["a redirect that leads nowhere", sender(GIF, { status: 302 })],
    ["nothing", sender(new Uint8Array())],
  ])("%s is a 404", async (_name, { transport, requests }) => {
    expect((await get(await linkAt(0), transport)).status).toBe(404);
    expect(requests).toHaveLength(1);
  });

  test("an inner address or a server that is away is a 404; no more is told", async () => {
    const refused = fakeTransport(async () => {
      throw new TransportError("10.0.0.1 is not a public address", false);
    });
    const response = await get(await linkAt(0), refused);
    expect([response.status, await response.text()]).toEqual([404, "The sender's server does not give this image."]);
  });

  test("nobody's server is asked for a link that is old, changed, of another tenant or past the last image, nor for a deleted message", async () => {
    const { requests, transport } = sender(GIF);
    const url = await linkAt(0);
    const other = await makeTenant();
    const place = { tenantId: tenant.tenantId, messageId, index: 0 };
    const bad = [
      remoteImageUrl(place, new Date(Date.now() - 3 * 3_600_000)),
      forge(url),
      remoteImageUrl({ ...place, tenantId: other.tenantId }, new Date()),
      remoteImageUrl({ ...place, messageId: newId() }, new Date()),
      remoteImageUrl({ ...place, index: 2 }, new Date()),
      "http://localhost/api/remote-images/https%3A%2F%2Fnews.example%2Fa.gif",
      "http://localhost/api/remote-images",
    ];
    for (const link of bad) expect((await get(link, transport)).status, link).toBe(404);
    expect((await get(url, transport, "POST")).status).toBe(405);
    await tenant.door((s) => s.sql.query("update messages set deleted_at = now() where id = $1", [messageId]));
    expect((await get(url, transport)).status).toBe(404);
    expect(requests).toEqual([]);
  });
});
