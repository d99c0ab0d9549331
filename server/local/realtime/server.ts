import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { answerHttp } from "./http-api";
import { Hub } from "./hub";
import type { AppKeys } from "./signatures";
import { openSocket } from "./socket";

interface RealtimeServerOptions {
  app: AppKeys;
  /** 0 chooses a free one. */
  port: number;
  activityTimeoutSeconds?: number;
}

export interface RealtimeServer {
  port: number;
  close(): Promise<void>;
}

const MAX_FRAME_BYTES = 64 * 1024;
/** How long our own ping may stay unanswered. */
const PONG_TIMEOUT_MS = 30_000;

/**
 * The Pusher Channels protocol (version 7) for one machine: one process, memory only, on loopback.
 * Hosted Pusher or another compatible server takes its place by host, port and key alone.
 * Webhooks, encrypted and cache channels are not spoken: the product uses none of them.
 */
export async function startRealtimeServer({ app, port, activityTimeoutSeconds = 120 }: RealtimeServerOptions): Promise<RealtimeServer> {
  const hub = new Hub(app);
  const http = createServer((request, response) => {
    answerHttp(hub, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ server: http, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  sockets.on("connection", (socket, request) => openSocket(hub, { activityTimeoutSeconds }, { socket, request }));

  const watch = setInterval(() => watchSilence(hub, activityTimeoutSeconds * 1000), Math.min(activityTimeoutSeconds, 10) * 1000);
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (http.address() as AddressInfo).port,
    close: () => {
      clearInterval(watch);
      // 4200: come back at once, to the process that takes over.
      for (const connection of hub.connections) connection.close(4200, "restarting");
      sockets.close();
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
}

function watchSilence(hub: Hub, activityTimeoutMs: number): void {
  const now = Date.now();
  for (const connection of hub.connections) {
    const silentMs = now - connection.lastSeenMs;
    if (silentMs > activityTimeoutMs + PONG_TIMEOUT_MS) connection.close(4201, "no pong");
    else if (silentMs > activityTimeoutMs) connection.ping();
  }
}
