import { randomInt } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import * as z from "zod";
import { parseSource } from "@/lib/json-source";
import { Connection } from "./connection";
import type { Hub } from "./hub";
import { type AppKeys, isUserSigned } from "./signatures";

export interface SocketSettings {
  activityTimeoutSeconds: number;
}

interface Accepted {
  socket: WebSocket;
  request: IncomingMessage;
}

const frameSchema = z.object({ event: z.string().max(200), channel: z.string().optional(), data: z.unknown() });
const subscribeSchema = z.object({ channel: z.string(), auth: z.string().optional(), channel_data: z.string().optional() });
const signinSchema = z.object({ auth: z.string(), user_data: z.string() });
// https://pusher.com/docs/channels/using_channels/events/#triggering-client-events: 10 KB
const MAX_CLIENT_EVENT_BYTES = 10_240;

/** Takes an accepted socket through the protocol's greeting; what does not fit is told why and closed (a refused upgrade would give the browser no code). */
export function openSocket(hub: Hub, { activityTimeoutSeconds }: SocketSettings, { socket, request }: Accepted): void {
  // Joined, not resolved: "//" alone is no address, and a throw in here would end the process.
  const url = new URL(`http://localhost${request.url ?? "/"}`);
  const connection = new Connection(`${randomInt(1, 2 ** 31)}.${randomInt(1, 2 ** 31)}`, socket, Date.now());
  const refusal = greetingRefusal(url, hub.app);
  socket.on("error", () => socket.terminate());
  if (refusal) {
    connection.error(refusal.code, refusal.message);
    connection.close(refusal.code, refusal.message);
    return;
  }
  hub.connections.add(connection);
  socket.on("pong", () => {
    connection.lastSeenMs = Date.now();
  });
  socket.on("close", () => hub.leave(connection));
  socket.on("message", (raw, isBinary) => {
    connection.lastSeenMs = Date.now();
    if (isBinary) return connection.error(null, "binary frames are not taken");
    receive(hub, connection, String(raw));
  });
  connection.send("pusher:connection_established", { socket_id: connection.socketId, activity_timeout: activityTimeoutSeconds });
}

function greetingRefusal(url: URL, app: AppKeys): { code: number; message: string } | null {
  const [, root, key, ...rest] = url.pathname.split("/");
  if (root !== "app" || rest.length > 0) return { code: 4005, message: "path not found" };
  if (key !== app.key) return { code: 4001, message: "application does not exist" };
  const protocol = url.searchParams.get("protocol");
  if (!protocol) return { code: 4008, message: "no protocol version given" };
  if (!["5", "6", "7"].includes(protocol)) return { code: 4007, message: "unsupported protocol version" };
  return null;
}

/** One frame from the client. Nothing it can say ends the process or another's connection. */
function receive(hub: Hub, connection: Connection, raw: string): void {
  const frame = parseFrame(raw);
  if (!frame) return connection.error(null, "not a protocol frame");
  const data = typeof frame.data === "string" && !frame.event.startsWith("client-") ? parseJson(frame.data) : frame.data;
  switch (frame.event) {
    case "pusher:ping":
      return connection.send("pusher:pong", {});
    case "pusher:pong":
      return;
    case "pusher:subscribe": {
      const subscription = subscribeSchema.safeParse(data);
      return subscription.success ? hub.subscribe(connection, subscription.data) : connection.error(null, "subscribe needs a channel");
    }
    case "pusher:unsubscribe": {
      const subscription = subscribeSchema.safeParse(data);
      return subscription.success ? hub.unsubscribe(connection, subscription.data.channel) : undefined;
    }
    case "pusher:signin":
      return signIn(hub.app, connection, data);
    default:
      return relay(hub, connection, { frame, sizeBytes: raw.length });
  }
}

function relay(hub: Hub, connection: Connection, { frame, sizeBytes }: { frame: z.output<typeof frameSchema>; sizeBytes: number }): void {
  if (!frame.event.startsWith("client-") || !frame.channel) return connection.error(null, `unknown event ${frame.event}`);
  if (sizeBytes > MAX_CLIENT_EVENT_BYTES) return connection.error(4301, "client event too large");
  if (!connection.takeClientEvent(Date.now())) return connection.error(4301, "too many client events");
  hub.relay(connection, { event: frame.event, channel: frame.channel, data: frame.data });
}

function signIn(app: AppKeys, connection: Connection, data: unknown): void {
  const signin = signinSchema.safeParse(data);
  const userId =
    signin.success && isUserSigned(app, signin.data.auth, { socketId: connection.socketId, userData: signin.data.user_data })
      ? userIdOf(signin.data.user_data)
      : null;
  if (!signin.success || userId === null) {
    connection.error(4009, "connection not authorized");
    return connection.close(4009, "connection not authorized");
  }
  connection.userId = userId;
  connection.send("pusher:signin_success", { user_data: signin.data.user_data });
}

function userIdOf(userData: string): string | null {
  const parsed = parseJson(userData) as { id?: unknown } | undefined;
  return typeof parsed?.id === "string" ? parsed.id : null;
}

function parseFrame(raw: string): z.output<typeof frameSchema> | null {
  const result = frameSchema.safeParse(parseJson(raw));
  return result.success ? result.data : null;
}

function parseJson(text: string): unknown {
  try {
    return parseSource(text);
  } catch {
    return undefined;
  }
}
