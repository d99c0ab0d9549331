import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import next from "next";
import { env, publicUrl } from "@/lib/env";
import { closePools } from "@/server/db/client";
import { isDatabaseAway } from "@/server/db/is-database-away";
import { answerFetch, noteHop } from "./web-bridge";
import { answerProblem, answerUnavailable } from "./web-refusals";
import { isPage, isWebhook, routeFor } from "./web-routes";
import { proxySocket } from "./web-sockets";
import { answerWebhook } from "./web-webhooks";

/** Requests under way may finish for this long after a stop signal; long polls are cut short before. */
const DRAIN_MS = 6_000;
const LONG_POLL_GRACE_MS = 1_000;

/**
 * The public server: our own routes ahead of Next (a webhook through Next costs twenty times as much), the realtime
 * socket, and Next for the rest. Resolves when it listens; stops by SIGINT, SIGTERM or when the launcher is gone.
 */
export async function startWeb(): Promise<void> {
  const { PORT } = env();
  const app = next({ dev: false, hostname: "localhost", port: PORT });
  await app.prepare();
  const servePage = app.getRequestHandler();
  const stopping = new AbortController();
  const origin = new URL(publicUrl()).origin;
  const sockets = new Set<Socket>();

  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    noteHop(request);
    const path = request.url ?? "/";
    // "*" and "http://elsewhere/" are lawful request lines; Next stumbles over the one and redirects to the other.
    if (!path.startsWith("/")) return answerProblem(response, { status: 400, code: "invalid", detail: "The request line names no path of this server." });
    if (isWebhook(path)) return void answerWebhook(request, response);
    const handler = routeFor(path);
    if (handler) return void answerFetch(handler, { request, response, origin, stopping: stopping.signal });
    void (async () => {
      if (isPage(path) && (await isDatabaseAway())) return answerUnavailable(response);
      await servePage(request, response);
    })().catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket: Socket, head) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    proxySocket(request, socket, head);
  });
  await listen(server, PORT);
  process.send?.({ ready: true, port: PORT });

  const stop = once(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    server.closeIdleConnections();
    setTimeout(() => stopping.abort(), LONG_POLL_GRACE_MS);
    setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    await app.close().catch(() => {});
    await closePools();
    process.exit(0);
  });
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, stop);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new Error(`port ${port} is taken; set PORT to another`) : error);
    });
    server.listen(port, () => resolve());
  });
}

function once(fn: () => Promise<void>): () => void {
  let isCalled = false;
  return () => {
    if (isCalled) return;
    isCalled = true;
    void fn();
  };
}
