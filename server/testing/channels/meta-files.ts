import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Transport } from "@/server/channels/contract";
import { transport } from "@/server/connections/transport";

/** Where a platform that fetches files finds ours: `/<status>/<bytes>/<type>` answers so. */
export async function openFileHost(): Promise<{ url(type: string, given?: { status?: number; bytes?: number }): string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const [, status = "200", bytes = "1", ...type] = (request.url ?? "").split("/");
    response.writeHead(Number(status), { "content-type": type.join("/") }).end(Buffer.alloc(Number(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: (type, { status = 200, bytes = 10 } = {}) => `${base}/${status}/${bytes}/${type}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The product's network with less patience, for a platform that never answers. */
export const impatient: Transport = Object.assign((request: Parameters<Transport>[0]) => transport({ ...request, timeoutMs: 300 }), {
  addressOf: transport.addressOf,
});
