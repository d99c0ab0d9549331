import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ChannelAdapter } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { makeTransport, transport } from "./transport";

const seen: { url: string; method: string; headers: Record<string, unknown>; body: string }[] = [];
const servers: Server[] = [];
let allowed = "";
let alsoAllowed = "";
let closed = "";

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const platform: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const url = request.url ?? "";
    seen.push({ url, method: request.method ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
    const hops = /^\/hop\/(\d+)$/.exec(url)?.[1];
    if (hops) response.writeHead(302, { location: hops === "1" ? "/ok" : `/hop/${Number(hops) - 1}` }).end();
    else if (url.startsWith("/to?")) response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
    else if (url === "/reset") request.socket.destroy();
    else if (url === "/big") response.end(Buffer.alloc(2_000));
    else if (url !== "/hang") response.setHeader("x-answer", "yes").end(JSON.stringify({ ok: true }));
  });
};

beforeAll(async () => {
  allowed = await listen(platform);
  alsoAllowed = await listen(platform);
  closed = await listen(platform);
  for (const [kind, url] of Object.entries({ transporttest: allowed, "transporttest-two": alsoAllowed })) {
    registerForTests({ kind } as ChannelAdapter);
    vi.stubEnv(`${kind.toUpperCase().replace("-", "_")}_API_URL`, `${url}/v1`);
  }
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(() => {
  vi.unstubAllEnvs();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const get = (url: string) => transport({ method: "GET", url });

describe("transport", () => {
  test("reaches the exact host and port of a platform's API URL, and gives status, headers and body", async () => {
    const response = await transport({ method: "POST", url: `${allowed}/send?a=1`, headers: { Authorization: "Bearer t" }, body: '{"x":1}' });
    expect(response).toMatchObject({ status: 200, headers: { "x-answer": "yes" } });
    expect(response.json()).toEqual({ ok: true });
    expect(seen[0]).toMatchObject({ url: "/send?a=1", method: "POST", body: '{"x":1}', headers: { authorization: "Bearer t" } });
  });

  test("sends forms with their files", async () => {
    const form = new FormData();
    form.append("chat_id", "42");
    form.append("photo", new Blob(["bytes"], { type: "image/png" }), "a.png");
    await transport({ method: "POST", url: `${allowed}/form`, body: form });
    expect(seen[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen[0]?.body).toContain('name="photo"; filename="a.png"');
  });

  test.each([
    ["another port", () => closed],
    ["another name of the same host", () => allowed.replace("127.0.0.1", "localhost")],
    ["another spelling", () => closed.replace("127.0.0.1", "0x7f.1")],
    ["the mapped address", () => closed.replace("127.0.0.1", "[::ffff:127.0.0.1]")],
    ["a redirect to a private place", () => `${allowed}/to?${encodeURIComponent(`${closed}/secret`)}`],
    ["a redirect to cloud metadata", () => `${allowed}/to?${encodeURIComponent("http://169.254.169.254/latest")}`],
    ["a redirect to a file", () => `${allowed}/to?${encodeURIComponent("file:///etc/passwd")}`],
    ["a URL with a password", () => allowed.replace("http://", "http://user:pass@")],
  ])("refuses %s, without sending anything there", async (_name, url) => {
    await expect(get(url())).rejects.toMatchObject({ name: "TransportError", maybeSent: false });
    expect(seen.filter((s) => !s.url.startsWith("/to?"))).toEqual([]);
  });

  test("follows five redirects and no more, and only of a GET", async () => {
    expect((await get(`${allowed}/hop/5`)).status).toBe(200);
    await expect(get(`${allowed}/hop/6`)).rejects.toThrow(/more than 5 redirects/);
    expect((await transport({ method: "POST", url: `${allowed}/hop/1`, body: "x" })).status).toBe(302);
  });

  test("leaves the token behind when a redirect leads to another server", async () => {
    const headers = { authorization: "Bearer secret" };
    await transport({ method: "GET", url: `${allowed}/to?${encodeURIComponent("/same")}`, headers });
    await transport({ method: "GET", url: `${allowed}/to?${encodeURIComponent(`${alsoAllowed}/other`)}`, headers });
    expect(seen.find((s) => s.url === "/same")?.headers.authorization).toBe("Bearer secret");
    expect(seen.find((s) => s.url === "/other")?.headers.authorization).toBeUndefined();
  });

  test("cuts off an answer that is longer than its limit", async () => {
    await expect(makeTransport({ maxBytes: 1_000 })({ method: "GET", url: `${allowed}/big` })).rejects.toThrow(/longer than 1000 bytes/);
  });

  test.each([
    ["nobody listens", () => ({ url: "http://127.0.0.1:1/" }), false],
    ["the connection breaks after the request", () => ({ url: `${allowed}/reset` }), true],
    ["no answer comes in time", () => ({ url: `${allowed}/hang`, timeoutMs: 150 }), true],
  ] as const)("says whether the request may have arrived when %s", async (_name, request, maybeSent) => {
    registerForTests({ kind: "transporttest-none" } as ChannelAdapter);
    vi.stubEnv("TRANSPORTTEST_NONE_API_URL", "http://127.0.0.1:1");
    await expect(transport({ method: "POST", body: "x", ...request() })).rejects.toMatchObject({ name: "TransportError", maybeSent });
  });
});
