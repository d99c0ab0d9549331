import type { WebSocket } from "ws";

/** A client that cannot keep up must not eat the memory of all: past this it is closed and catches up by cursor. */
const MAX_BUFFERED_BYTES = 1_000_000;
const CLIENT_EVENTS_PER_SECOND = 10;

/** One socket: what it is subscribed to, who it is, and its own rate of client events. */
export class Connection {
  readonly channels = new Set<string>();
  userId: string | null = null;
  lastSeenMs: number;
  private windowStartMs = 0;
  private windowCount = 0;

  constructor(
    readonly socketId: string,
    private readonly socket: WebSocket,
    nowMs: number,
  ) {
    this.lastSeenMs = nowMs;
  }

  send(event: string, data: unknown, channel?: string): void {
    this.sendRaw(encode(event, data, channel));
  }

  /** Already encoded, so that a fan-out encodes once. */
  sendRaw(frame: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) this.close(4100, "slow consumer");
    else this.socket.send(frame);
  }

  error(code: number | null, message: string): void {
    this.send("pusher:error", { code, message });
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
    setTimeout(() => this.socket.terminate(), 2_000).unref();
  }

  ping(): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  /** False when this second's client events are used up. */
  takeClientEvent(nowMs: number): boolean {
    if (nowMs - this.windowStartMs >= 1_000) {
      this.windowStartMs = nowMs;
      this.windowCount = 0;
    }
    this.windowCount += 1;
    return this.windowCount <= CLIENT_EVENTS_PER_SECOND;
  }
}

/** A frame to the client. `data` is a JSON string inside the JSON, as the protocol wants it. */
export function encode(event: string, data: unknown, channel?: string): string {
  return JSON.stringify({ event, ...(channel ? { channel } : {}), data: typeof data === "string" ? data : JSON.stringify(data) });
}
