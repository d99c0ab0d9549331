import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface PlatformStub {
  url: string;
  close(): void;
}

/** A bot platform that takes its time and accepts everything. */
export async function startPlatformStub(answerAfterMs: number): Promise<PlatformStub> {
  let sent = 0;
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    request.resume();
    request.once("end", () => setTimeout(() => response.end(answerTo(request.url ?? "")), answerAfterMs));
  });
  const answerTo = (path: string) => {
    if (!path.endsWith("/sendMessage")) return JSON.stringify({ ok: true, result: true });
    sent += 1;
    return JSON.stringify({ ok: true, result: { message_id: 1_000_000 + sent, date: Math.floor(Date.now() / 1_000), chat: { id: 1, type: "private" } } });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
