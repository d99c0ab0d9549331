import type { Server } from "node:http";
import type { Socket } from "node:net";

interface Draining {
  /** Sockets that were upgraded: the server has no hold on them any more. */
  sockets: Iterable<Socket>;
  /** Cuts long polls short, after `longPollMs`. */
  abort: AbortController;
  longPollMs: number;
  /** Requests that are not done by then are cut off. */
  deadlineMs: number;
}

const IDLE_CHECK_MS = 50;

/**
 * Takes no more connections from this moment and resolves when every request under way has been answered, or its time is over.
 * A connection that was kept alive is closed as soon as it has nothing to say.
 */
export async function drainServer(server: Server, { sockets, abort, longPollMs, deadlineMs }: Draining): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroy();
  // A connection whose last answer went out after the close would be kept for another minute.
  const timers = [
    setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS),
    setTimeout(() => abort.abort(), longPollMs),
    setTimeout(() => server.closeAllConnections(), deadlineMs),
  ];
  await closed;
  for (const timer of timers) clearTimeout(timer);
}
