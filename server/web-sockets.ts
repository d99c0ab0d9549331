import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { env } from "@/lib/env";

/** Hands a WebSocket upgrade of /app/<key> to the embedded Pusher-protocol server, byte for byte. Any other upgrade is refused. */
export function proxySocket(request: IncomingMessage, socket: Socket, head: Buffer): void {
  const { REALTIME_PORT } = env();
  socket.on("error", () => socket.destroy());
  if (!REALTIME_PORT || !request.url?.startsWith("/app/")) return void socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  const upstream = connect(REALTIME_PORT, "127.0.0.1");
  upstream.on("error", () => {
    // Not accepted yet: the client tries again by its own backoff, and catches up by cursor.
    if (upstream.bytesRead === 0) socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
    else socket.destroy();
  });
  upstream.once("connect", () => {
    upstream.setNoDelay(true);
    socket.setNoDelay(true);
    upstream.write(requestHead(request));
    upstream.write(head);
    socket.pipe(upstream).pipe(socket);
  });
  socket.once("close", () => upstream.destroy());
  upstream.once("close", () => socket.destroy());
}

function requestHead(request: IncomingMessage): string {
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
