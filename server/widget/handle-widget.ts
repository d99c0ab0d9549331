import { AppError } from "@/lib/errors";
import { takeAttempt } from "@/server/auth/rate-limit";
import { requestClient } from "@/server/auth/request-client";
import { realtimeConfig } from "@/server/realtime/pusher";
import { topics } from "@/server/realtime/topics";
import { publicSettings } from "./channel-settings";
import { assertOrigin, preflight, withCors } from "./cors";
import { findChannelName } from "./find-channel-name";
import { findVisitor, type Visitor } from "./find-visitor";
import { findWidgetChannel } from "./find-widget-channel";
import { launcherLook } from "./launcher-look";
import { listMessages } from "./list-messages";
import { markRead, readInput } from "./mark-read";
import { messageInput, postMessage } from "./post-message";
import { readJson } from "./read-json";
import { pageViewsInput, recordPageViews } from "./record-page-views";
import { relayTyping, typingInput } from "./relay-typing";
import { failure, json } from "./respond";
import { serveAsset } from "./serve-asset";
import { serveFrame } from "./serve-frame";
import { startSession } from "./start-session";
import { uploadFile } from "./upload-file";
import { sessionInput } from "./visitor-input";
import { visitorState } from "./visitor-state";

/**
 * Everything under /api/widget, /widget and /widget.js: the visitor's side of the product. JSON, no cookies, a bearer token
 * per browser session, CORS for the channel's own sites only. Never throws.
 */
export async function handleWidget(request: Request): Promise<Response> {
  const url = new URL(request.url);
  try {
    if (!url.pathname.startsWith("/api/widget")) return await servePage(request, url);
    return await answerApi(request, url);
  } catch (error) {
    return failure(error);
  }
}

async function servePage(request: Request, url: URL): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return failure(noSuchCall());
  return url.pathname === "/widget/frame" ? serveFrame(url.searchParams.get("channel") ?? "") : serveAsset(url.pathname);
}

/** Calls that name the channel themselves, then those of a session. */
async function answerApi(request: Request, url: URL): Promise<Response> {
  const call = `${request.method} ${url.pathname.slice("/api/widget".length)}`;
  if (request.method === "OPTIONS") return preflight(request, await allowedDomains(url));
  if (call === "GET /settings") return describe(request, url.searchParams).catch((error) => refusal(error, request));
  if (call === "POST /session") return openSession(request).catch((error) => refusal(error, request));
  const answer = SESSION_CALLS[call];
  if (!answer) throw noSuchCall();
  const visitor = await findVisitor(request);
  const { allowedDomains: domains } = visitor.channel.settings;
  assertOrigin(request, domains);
  // From here on the site may read why something was refused.
  return withCors(await answer(request, visitor, url).catch(failure), request, domains);
}

async function allowedDomains(url: URL): Promise<string[] | null> {
  const channel = await findWidgetChannel(url.searchParams.get("channel") ?? "").catch(() => null);
  return channel?.settings.allowedDomains ?? null;
}

/** What the loader needs to draw the launcher, and whether there is a chat at all. */
async function describe(request: Request, query: URLSearchParams): Promise<Response> {
  const { settings, ...channel } = await findWidgetChannel(query.get("channel") ?? "");
  assertOrigin(request, settings.allowedDomains);
  const look = launcherLook(settings, query.get("locale") ?? "");
  const answer = json(200, { ...publicSettings(settings, await findChannelName(channel)), ...look });
  answer.headers.set("cache-control", "public, max-age=60");
  return withCors(answer, request, settings.allowedDomains);
}

async function openSession(request: Request): Promise<Response> {
  const input = await readJson(request, sessionInput);
  const channel = await findWidgetChannel(input.channelId);
  const { allowedDomains: domains } = channel.settings;
  assertOrigin(request, domains);
  const start = async () => {
    await limit("widget-session", addressOn(request, channel), 60);
    const { token, sessionId, thread, isVerified } = await startSession(channel, input, requestClient(request.headers).userAgent);
    const { cluster: _cluster, ...realtime } = realtimeConfig();
    return json(200, {
      token,
      sessionId,
      isVerified,
      settings: publicSettings(channel.settings, await findChannelName(channel)),
      conversation: await visitorState({ sessionId, thread, channel }),
      realtime: { ...realtime, host: realtime.host ?? `ws-${_cluster}.pusher.com`, topic: topics.widget(sessionId) },
    });
  };
  return withCors(await start().catch(failure), request, domains);
}

/** That there is no such chat may be read anywhere; any other refusal of these calls is for the sites that are allowed. */
function refusal(error: unknown, request: Request): Response {
  const isMissing = error instanceof AppError && error.code === "not-found";
  return withCors(failure(error), request, isMissing ? [] : null);
}

type SessionCall = (request: Request, visitor: Visitor, url: URL) => Promise<Response>;

const SESSION_CALLS: Record<string, SessionCall> = {
  "GET /messages": async (_request, visitor, url) => {
    await limit("widget-list", visitor.sessionId, 240);
    return json(200, await listMessages(visitor, cursorOf(url.searchParams.get("after"))));
  },
  "POST /messages": async (request, visitor) => {
    const input = await readJson(request, messageInput);
    await limit("widget-message", visitor.sessionId, 60);
    await limit("widget-message-address", addressOn(request, visitor.channel), 240);
    const { isNew, ...message } = await postMessage(visitor, input);
    return json(isNew ? 201 : 200, { ...message, duplicate: !isNew });
  },
  "POST /uploads": async (request, visitor) => {
    await limit("widget-upload", addressOn(request, visitor.channel), 60);
    return json(201, await uploadFile(visitor, request));
  },
  "POST /typing": async (request, visitor) => {
    await limit("widget-typing", visitor.sessionId, 60);
    await relayTyping(visitor, await readJson(request, typingInput));
    return new Response(null, { status: 204 });
  },
  "POST /read": async (request, visitor) => {
    await limit("widget-read", visitor.sessionId, 120);
    return json(200, await markRead(visitor, await readJson(request, readInput)));
  },
  "POST /page": async (request, visitor) => {
    await limit("widget-page", visitor.sessionId, 120);
    await recordPageViews(visitor, await readJson(request, pageViewsInput));
    return new Response(null, { status: 204 });
  },
};

/** `max` a minute. */
function limit(name: string, subject: string, max: number): Promise<void> {
  return takeAttempt([{ name, subject, max, windowMinutes: 1 }], new Date());
}

function addressOn(request: Request, channel: { id: string }): string {
  return `${requestClient(request.headers).address} ${channel.id}`;
}

function cursorOf(after: string | null): number | null {
  return after !== null && /^\d{1,15}$/.test(after) ? Number(after) : null;
}

function noSuchCall(): AppError {
  return new AppError("not-found", "no such widget call", { reason: "no-such-call", publicMessage: "There is no such call." });
}
