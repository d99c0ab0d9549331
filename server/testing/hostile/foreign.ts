import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startLocalPlatform } from "@/server/testing/local-platform";

/** The world outside: a server that may be asked for files, and one inside that nobody may reach. */
export interface Foreign {
  /** Gives these bytes to whoever asks; the address to ask. */
  serve(bytes: string | Uint8Array, over?: { status?: number; headers?: Record<string, string> }): string;
  /** The port, on every loopback address, of what must not be reached. */
  trap: number;
  trapped(): number;
  close(): Promise<void>;
}

/** Opens both. Loopback stands for every inner place: the guard knows no difference, and here it can be seen whether anybody came. */
export async function openForeign(): Promise<Foreign> {
  const platform = await startLocalPlatform("hostile-files");
  let hits = 0;
  const trap = createServer((_request, response) => void response.end("inner secret"));
  trap.on("connection", () => hits++);
  await listen(trap);
  return {
    serve(bytes, over = {}) {
      const path = `/media/${randomUUID()}`;
      platform.files.set(path, { bytes, ...over });
      return platform.url + path;
    },
    trap: (trap.address() as AddressInfo).port,
    trapped: () => hits,
    async close() {
      await platform.close();
      await new Promise<void>((resolve) => trap.close(() => resolve()));
    },
  };
}

/** On the unspecified address, so that every name and notation of this machine leads here. */
function listen(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.once("error", () => server.listen(0, "0.0.0.0", () => resolve()));
    server.listen(0, "::", () => resolve());
  });
}
