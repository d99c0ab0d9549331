import type { Server } from "node:http";
import type { Socket } from "node:net";
import next from "next";
import { env, publicUrl } from "@/lib/env";
import { closePools } from "@/server/db/client";
import { createFront } from "./web-front";
import { proxySocket } from "./web-sockets";

/** Requests under way may finish for this long after a stop signal; long polls are cut short before. */
const DRAIN_MS = 6_000;
const LONG_POLL_GRACE_MS = 1_000;

/**
 * The public server: the front with Next behind it, and the realtime socket. Resolves when it listens; stops by SIGINT, SIGTERM or when the launcher is gone.
 */
export async function startWeb(): Promise<void> {
  const { PORT } = env();
  const app = next({ dev: false, hostname: "localhost", port: PORT });
  await app.prepare();
  const servePage = app.getRequestHandler();
  const stopping = new AbortController();
  const origin = new URL(publicUrl()).origin;
  const sockets = new Set<Socket>();

  const server = createFront({ origin, stopping: stopping.signal, servePage });
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
