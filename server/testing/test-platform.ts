import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { provideEnvironment } from "@/lib/env";
import type { TestEntry } from "./test-channel";

/** The far side of the test channel: keeps messages for who pulls, takes sends, and speaks over standing connections. */
export interface TestPlatform {
  /** What the next pulls give, page by page; a page that is text goes out as it is. */
  pages: (TestEntry[] | string)[];
  pulls: { cursor: string; ticket: string }[];
  sent: { to: string; text: string }[];
  /** Speaks over every open connection; whoever connects later hears it from the place it names. */
  say(entry: TestEntry): void;
  connections(): number;
  dropConnections(): void;
  /** Places from which clients connected. */
  resumedFrom: string[];
  stop(): Promise<void>;
}

/** Starts it on loopback and points the test channel's kind to it (once a process: an address that is set stays). */
export async function startTestPlatform(): Promise<TestPlatform> {
  const sockets = new Set<WebSocket>();
  const said: TestEntry[] = [];
  const platform = { pages: [] as TestPlatform["pages"], pulls: [] as TestPlatform["pulls"], sent: [] as TestPlatform["sent"], resumedFrom: [] as string[] };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (url.pathname === "/send") {
        platform.sent.push(JSON.parse(Buffer.concat(chunks).toString()));
        return response.end(JSON.stringify({ id: `out-${platform.sent.length}` }));
      }
      const at = Number(url.searchParams.get("cursor") ?? 0);
      platform.pulls.push({ cursor: String(at), ticket: url.searchParams.get("ticket") ?? "" });
      const page = platform.pages[at] ?? [];
      const next = Math.min(at + 1, platform.pages.length);
      const more = next < platform.pages.length;
      response.end(
        typeof page === "string"
          ? JSON.stringify({ entries: page, next: String(next), more }).replace(`"${page}"`, page)
          : JSON.stringify({ entries: page, next: String(next), more }),
      );
    });
  });
  new WebSocketServer({ server }).on("connection", (socket, request) => {
    const after = new URL(request.url ?? "/", "http://localhost").searchParams.get("after") ?? "0";
    platform.resumedFrom.push(after);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    for (let i = Number(after); i < said.length; i++) socket.send(JSON.stringify({ entries: [said[i]], after: i + 1 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  provideEnvironment({ TEST_CHANNEL_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return Object.assign(platform, {
    say(entry: TestEntry) {
      said.push(entry);
      for (const socket of sockets) socket.send(JSON.stringify({ entries: [entry], after: said.length }));
    },
    connections: () => sockets.size,
    dropConnections() {
      for (const socket of sockets) socket.terminate();
    },
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
