import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFront } from "./web-front";

const make = (patience?: Parameters<typeof createFront>[0]["patience"]) =>
  createFront({
    origin: "https://desk.example.com",
    stopping: new AbortController().signal,
    servePage: async (_request, response) => void response.end("page"),
    patience,
  });

let server: Server;
let port: number;
beforeAll(async () => {
  server = make({ headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

/** Sends the beginning of a request and waits; what comes back until the connection is closed. */
function half(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.once("error", () => socket.destroy());
    socket.once("close", () => resolve(answer));
  });
}

describe("who takes their time", () => {
  test.each([
    ["half a request line", "GET /heal"],
    ["headers that never end", "GET /health HTTP/1.1\r\nHost: x\r\nX-A: "],
    ["half a body", "POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"],
    ["half a webhook", "POST /api/webhooks/messenger HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"],
    ["half a chunk", "POST /api/webhooks/messenger HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha"],
  ])("is told so and let go: %s", async (_name, text) => {
    expect(await half(text)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("holds up nobody else, a hundred of them at once", async () => {
    const slow = Promise.all(Array.from({ length: 100 }, () => half("GET /heal")));
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/openapi.json`)).status).toBe(200);
    expect(new Set((await slow).map((answer) => answer.slice(9, 12)))).toEqual(new Set(["408"]));
  });

  test("has 20 seconds for headers and five minutes for a body", () => {
    const { headersTimeout, requestTimeout } = make();
    expect([headersTimeout, requestTimeout]).toEqual([20_000, 300_000]);
  });
});
