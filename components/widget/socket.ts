import type { Realtime } from "./types";

interface SocketOptions {
  realtime: Realtime;
  /** Asks our server for the right to listen. Rejects when it cannot be asked. */
  authorise(socketId: string): Promise<string>;
  onEvent(name: string, data: unknown): void;
  /** Each time the topic is heard (again): what came in between has to be fetched. */
  onState(isListening: boolean): void;
}

const PONG_WAIT_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * Listens to one private topic by the Pusher protocol, version 7, WebSocket only, and comes back by itself with growing,
 * scattered pauses. The whole of pusher-js would be half of the panel's budget; this is the part that a visitor needs.
 * https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/ (read 2026-11-21)
 */
export function listen({ realtime, authorise, onEvent, onState }: SocketOptions): () => void {
  const { key, host, port, tls, topic } = realtime;
  const url = `${tls ? "wss" : "ws"}://${host}:${port}/app/${key}?protocol=7&client=parley-widget&version=1.0.0`;
  let socket: WebSocket;
  let retries = 0;
  let isOver = false;
  let silence: ReturnType<typeof setTimeout>;
  let retry: ReturnType<typeof setTimeout>;
  let quietMs = 120_000;

  const send = (event: string, data: object) => socket.send(JSON.stringify({ event, data }));
  // Any frame is a sign of life; after the agreed silence we ask, and no answer means that the line is dead.
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      send("pusher:ping", {});
      silence = setTimeout(() => socket.close(), PONG_WAIT_MS);
    }, quietMs);
  };
  const onFrame = (frame: { event: string; data?: unknown }) => {
    const data = typeof frame.data === "string" ? JSON.parse(frame.data || "{}") : frame.data;
    if (frame.event === "pusher:connection_established") {
      quietMs = Math.min(quietMs, Number(data.activity_timeout) * 1000 || quietMs);
      authorise(data.socket_id).then(
        (auth) => send("pusher:subscribe", { channel: topic, auth }),
        () => socket.close(),
      );
    } else if (frame.event === "pusher_internal:subscription_succeeded") {
      retries = 0;
      onState(true);
    } else if (frame.event === "pusher:ping") send("pusher:pong", {});
    else if (!frame.event.startsWith("pusher")) onEvent(frame.event, data);
  };
  const connect = () => {
    socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      heard();
      onFrame(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(silence);
      // Hung up: another line may be open by now, and this one's end is not its.
      if (isOver) return;
      onState(false);
      // 4000-4099: the server will not have us as we are.
      if (code >= 4000 && code < 4100) return;
      const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** retries++);
      retry = setTimeout(connect, pause * (0.5 + Math.random()));
    };
  };
  const hurry = () => {
    if (isOver || socket.readyState <= WebSocket.OPEN) return;
    clearTimeout(retry);
    connect();
  };
  connect();
  addEventListener("online", hurry);
  return () => {
    isOver = true;
    clearTimeout(retry);
    clearTimeout(silence);
    removeEventListener("online", hurry);
    socket.close();
  };
}
