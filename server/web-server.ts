import type { Server } from "node:http";
import type { Socket } from "node:net";
import next from "next";
import { env, publicUrl } from "@/lib/env";
import { closePools } from "@/server/db/client";
import { announceStop } from "@/server/rest/health";
import { logConsole } from "./web-console";
import { createFront } from "./web-front";
import { proxySocket } from "./web-sockets";
import { drainServer } from "./web-stop";

/** Requests under way may finish for this long after a stop signal; long polls are cut short before. */
const DRAIN_MS = 6_000;
const LONG_POLL_GRACE_MS = 1_000;
/** Pools close when their last connection is given back, which a frozen database never does. */
const CLOSE_MS = 1_000;

/**
 * The public server: the front with Next behind it, and the realtime socket. Resolves when it listens; stops by SIGINT, SIGTERM or when the launcher is gone.
 */
export async function startWeb(): Promise<void> {
  const { PORT } = env();
  logConsole();
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
    announceStop();
    await drainServer(server, { sockets, abort: stopping, longPollMs: LONG_POLL_GRACE_MS, deadlineMs: DRAIN_MS });
    await Promise.race([Promise.allSettled([app.close(), closePools()]), pause(CLOSE_MS)]);
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function once(fn: () => Promise<void>): () => void {
  let isCalled = false;
  return () => {
    if (isCalled) return;
    isCalled = true;
    void fn();
  };
}
