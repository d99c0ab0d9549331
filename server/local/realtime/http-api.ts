import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { parseSource } from "@/lib/json-source";
import type { Hub } from "./hub";
import { apiRefusal } from "./signatures";

// https://pusher.com/docs/channels/library_auth_reference/rest-api/ (read 2026-11-21)
const MAX_DATA_BYTES = 10_240;
const MAX_CHANNELS = 100;
const MAX_BATCH = 10;
const MAX_BODY_BYTES = 1_000_000;

const eventSchema = z.object({
  name: z.string().max(200),
  data: z.string(),
  channel: z.string().optional(),
  channels: z.array(z.string()).max(MAX_CHANNELS).optional(),
  socket_id: z.string().optional(),
});
const batchSchema = z.object({ batch: z.array(eventSchema).max(MAX_BATCH) });

interface Answer {
  status: number;
  body: unknown;
}

/** The signed HTTP API that the `pusher` library speaks, and /up for the launcher. */
export async function answerHttp(hub: Hub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(`http://localhost${request.url ?? "/"}`);
  const answer =
    url.pathname === "/up" ? { status: 200, body: { connections: hub.connections.size, channels: hub.channels.size } } : await answerApi(hub, request, url);
  response.writeHead(answer.status, { "content-type": "application/json" });
  response.end(JSON.stringify(answer.body));
}

async function answerApi(hub: Hub, request: IncomingMessage, url: URL): Promise<Answer> {
  const body = await readBody(request);
  if (!body) return { status: 413, body: { error: "body too large" } };
  const refusal = apiRefusal(hub.app, { method: request.method ?? "GET", path: url.pathname, query: url.searchParams, body }, Date.now());
  if (refusal) return { status: 401, body: { error: refusal } };
  const [, apps, appId, ...rest] = url.pathname.split("/");
  if (apps !== "apps" || appId !== hub.app.appId) return { status: 404, body: { error: "unknown app" } };
  const route = `${request.method} ${rest[0] ?? ""}`;
  if (route === "POST events")
    return trigger(
      hub,
      eventSchema
        .array()
        .length(1)
        .safeParse([parseJson(body)]),
    );
  if (route === "POST batch_events") return trigger(hub, batchSchema.transform((b) => b.batch).safeParse(parseJson(body)));
  if (route === "GET channels") return readChannels(hub, url, rest);
  if (route === "POST users" && rest[2] === "terminate_connections") return terminate(hub, rest[1] ?? "");
  return { status: 404, body: { error: "no such call" } };
}

function trigger(hub: Hub, parsed: z.ZodSafeParseResult<z.output<typeof eventSchema>[]>): Answer {
  if (!parsed.success) return { status: 400, body: { error: parsed.error.issues[0]?.message } };
  if (parsed.data.some((event) => Buffer.byteLength(event.data) > MAX_DATA_BYTES)) return { status: 413, body: { error: "data over 10 KB" } };
  for (const event of parsed.data) {
    for (const channel of event.channels ?? (event.channel ? [event.channel] : []))
      hub.publish(channel, { event: event.name, data: event.data, except: event.socket_id });
  }
  return { status: 200, body: {} };
}

function readChannels(hub: Hub, url: URL, [, name, part]: string[]): Answer {
  if (!name) {
    const prefix = url.searchParams.get("filter_by_prefix") ?? "";
    const channels = [...hub.channels]
      .filter(([n]) => n.startsWith(prefix))
      .map(([n, c]) => [n, n.startsWith("presence-") ? { user_count: c.members.size } : {}]);
    return { status: 200, body: { channels: Object.fromEntries(channels) } };
  }
  const channel = hub.channels.get(decodeURIComponent(name));
  if (part === "users") return { status: 200, body: { users: [...(channel?.members.keys() ?? [])].map((id) => ({ id })) } };
  return { status: 200, body: { occupied: Boolean(channel), subscription_count: channel?.subscribers.size ?? 0, user_count: channel?.members.size ?? 0 } };
}

/** Closes every connection that signed in as this user; 4009 means: do not come back. */
function terminate(hub: Hub, userId: string): Answer {
  for (const connection of hub.connections)
    if (connection.userId === decodeURIComponent(userId)) connection.close(4009, "connection terminated by the application");
  return { status: 200, body: {} };
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return parseSource(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
