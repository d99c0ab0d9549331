import { Agent, createServer, get } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { drainServer } from "./web-stop";

/** A server whose answers take as long as their path says, in milliseconds. */
async function setUp() {
  const abort = new AbortController();
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    void sleep(Number(request.url?.slice(1)), undefined, { signal: abort.signal })
      .catch(() => {})
      .then(() => response.end("done"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const ask = (ms: number) =>
    new Promise<string>((resolve) => {
      get({ port, path: `/${ms}`, agent }, (response) => {
        response.resume();
        response.once("end", () => resolve("answered"));
      }).once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "failed"));
    });
  const drain = (deadlineMs: number, longPollMs = 10_000, sockets: Socket[] = []) => drainServer(server, { sockets, abort, longPollMs, deadlineMs });
  return { server, port, ask, drain };
}

const timed = async (work: Promise<unknown>) => {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
};

describe("a server that stops", () => {
  test("answers what is under way, takes nothing new, and ends as soon as it is done", async () => {
    const { port, ask, drain } = await setUp();
    // A connection that is kept alive and says nothing.
    expect(await ask(0)).toBe("answered");
    const slow = ask(400);
    await sleep(100);
    const drained = timed(drain(5_000));
    const refused = await new Promise((resolve) => {
      connect(port, "127.0.0.1")
        .once("error", (error: NodeJS.ErrnoException) => resolve(error.code))
        .once("connect", () => resolve("connected"));
    });
    expect(refused).toBe("ECONNREFUSED");
    expect(await slow).toBe("answered");
    expect(await drained).toBeLessThan(1_000);
  });

  test("cuts long polls short with an answer", async () => {
    const { ask, drain } = await setUp();
    const poll = ask(30_000);
    await sleep(100);
    expect(await timed(drain(5_000, 200))).toBeLessThan(1_500);
    expect(await poll).toBe("answered");
  });

  test("gives nobody more than the deadline", async () => {
    const { ask, drain } = await setUp();
    const endless = ask(30_000);
    await sleep(100);
    expect(await timed(drain(300))).toBeLessThan(1_500);
    expect(await endless).toBe("ECONNRESET");
  });

  test("lets go of upgraded sockets at once", async () => {
    const { server, port, drain } = await setUp();
    const sockets: Socket[] = [];
    server.on("upgrade", (_request, socket: Socket) => sockets.push(socket));
    const client = connect(port, "127.0.0.1", () => client.write("GET /app/key HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
    client.on("error", () => {});
    await expect.poll(() => sockets.length).toBe(1);
    const closed = new Promise((resolve) => client.once("close", resolve));
    expect(await timed(drain(5_000, 10_000, sockets))).toBeLessThan(1_000);
    await closed;
  });
});
