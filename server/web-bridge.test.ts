import { createServer, request as httpRequest, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { answerFetch, type FetchHandler, noteHop } from "./web-bridge";

const MB = 1024 * 1024;
let server: Server;
let port: number;
let handler: FetchHandler;
const stopping = new AbortController();

beforeAll(async () => {
  server = createServer((request, response) => {
    noteHop(request);
    void answerFetch(handler, { request, response, origin: "https://desk.example.com", stopping: stopping.signal, maxBytes: 30 * MB });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

/** A request as bytes, for what no client library would send; gives the answer as text. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.once("close", () => resolve(answer));
    socket.once("error", () => resolve(answer));
  });
}

/** A body of zeros of a given size; gives the status. */
function upload(sizeBytes: number, isSizeTold: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = isSizeTold ? { "content-length": sizeBytes } : {};
    const request = httpRequest({ port, method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("error", reject);
    for (let sent = 0; sent < sizeBytes; sent += MB) request.write(Buffer.alloc(MB));
    request.end();
  });
}

describe("the bridge from node to fetch", () => {
  test("hands over the bytes as they came, and status, headers and several cookies back", async () => {
    const bytes = Buffer.from([0, 255, 0xc3, 0x28, 10]);
    handler = async (request) => {
      const headers = new Headers({ "x-one": "1" });
      headers.append("set-cookie", "a=1");
      headers.append("set-cookie", "b=2");
      return new Response(await request.arrayBuffer(), { status: 207, headers });
    };
    const response = await call("/x", { method: "POST", body: bytes });
    expect(response.status).toBe(207);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  test.each([
    ["a path", "GET /a?b=1 HTTP/1.1", "https://desk.example.com/a?b=1"],
    ["two slashes", "GET //evil.example/a HTTP/1.1", "https://desk.example.com//evil.example/a"],
    ["an absolute address", "GET http://evil.example/a HTTP/1.1", "https://desk.example.com/a"],
  ])("keeps our own origin whatever the request line says: %s", async (_name, line, expected) => {
    handler = async (request) => new Response(request.url);
    expect(await raw(`${line}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)).toContain(expected);
  });

  test("adds the address it saw to what proxies and strangers wrote", async () => {
    handler = async (request) => new Response(request.headers.get("x-forwarded-for"));
    expect(await (await call("/", { headers: { "x-forwarded-for": "9.9.9.9" } })).text()).toBe("9.9.9.9, 127.0.0.1");
  });

  test.each([
    ["told", true],
    ["not told", false],
  ])("refuses a body over 30 MB with an answer that arrives, its size %s", async (_name, isSizeTold) => {
    handler = async () => new Response("taken");
    expect(await upload(31 * MB, isSizeTold)).toBe(413);
    expect(await upload(29 * MB, isSizeTold)).toBe(200);
  });

  test("says 503 and when to come again while the database is away", async () => {
    handler = () => Promise.reject(new AppError("unavailable", "connect ECONNREFUSED"));
    const response = await call("/");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  });

  test("says a reference and nothing of the cause when a handler fails", async () => {
    handler = () => Promise.reject(new Error("secret detail"));
    const response = await call("/");
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(body).toMatch(/Reference [0-9a-f-]{36}/);
    expect(body).not.toContain("secret detail");
  });

  test("tells the handler when its client has gone", async () => {
    const client = new AbortController();
    const gone = new Promise<void>((resolve) => {
      handler = async (request) => {
        request.signal.addEventListener("abort", () => resolve());
        client.abort();
        return new Promise(() => {});
      };
    });
    await expect(call("/", { signal: client.signal })).rejects.toThrow();
    await gone;
  });
});
