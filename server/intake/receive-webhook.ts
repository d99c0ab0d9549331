import { publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { ChannelAdapter, InboundItem, Outcome, RawRequest, RawResponse, Secrets } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { platformApp } from "@/server/connections/channel-config";
import { type ChannelRef, findChannel } from "./find-channel";
import { type PreparedItem, prepareItems } from "./prepare-items";
import { readBody } from "./read-body";
import { type EventToStore, storeTogether } from "./store-events";

const PREFIX = "/api/webhooks/";
/** WhatsApp, the largest batcher, sends at most 1,000 (its documentation, read 2026-11-21). */
const MAX_ITEMS = 5_000;

/**
 * Takes one platform request: verifies it on its raw bytes, stores the raw event with its items and lanes in one statement,
 * and only then answers, in the platform's own words. 401 bad signature, 404 unknown channel in the URL, 413 over 5 MB,
 * 400 unreadable, 503 with Retry-After while the database is away; never another 5xx for what a stranger can send.
 */
export async function receiveWebhook(request: Request): Promise<Response> {
  try {
    return await receive(request);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unavailable") throw error;
    return plain(503, "try again", { "retry-after": String(error.data.retryAfterSeconds ?? 2) });
  }
}

interface Arrival {
  adapter: ChannelAdapter;
  channel: (ChannelRef & { isDisconnected: boolean }) | null;
  secrets: Secrets;
  raw: RawRequest;
}

async function receive(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [kind = "", channelId, ...rest] = url.pathname.slice(PREFIX.length).split("/").filter(Boolean);
  const adapter = findAdapter(kind);
  if (!adapter || adapter.webhook === "none" || rest.length > 0) return plain(404, "no such webhook");
  if (!channelId && adapter.webhook === "channel") return plain(404, "no such webhook");
  const [channel, body] = await Promise.all([channelId ? findChannel(kind, channelId) : null, readBody(request)]);
  if (channelId && !channel) return plain(404, "no such channel");
  if (!body) return plain(413, "too large");
  const secrets: Secrets = { app: platformApp(kind), channel: channel && { accountId: channel.accountId, credentials: channel.credentials } };
  return answerTo({ adapter, channel, secrets, raw: rawRequest(request, url, body) });
}

async function answerTo(arrival: Arrival): Promise<Response> {
  const { adapter, secrets, raw } = arrival;
  const verified = verify(adapter, raw, secrets);
  if (verified.kind !== "ok") return toResponse(adapter.inbound.answer(raw, verified));
  return toResponse(adapter.inbound.answer(raw, await keep(arrival)));
}

/** A body may be built to make the check itself stumble; that is a refusal, not an error of ours. */
function verify(adapter: ChannelAdapter, raw: RawRequest, secrets: Secrets) {
  try {
    return adapter.inbound.verify(raw, secrets);
  } catch {
    return { kind: "refused", reason: "unverifiable" } as const;
  }
}

/** Stores the event, whatever can be said of it, and tells what became of it. */
async function keep(arrival: Arrival): Promise<Outcome> {
  const { adapter, channel, raw } = arrival;
  const receivedAt = new Date();
  const base: Omit<EventToStore, "state" | "reason" | "items"> = { kind: adapter.kind, source: "webhook", channel, request: raw, receivedAt };
  const read = readItems(arrival, receivedAt);
  if (read.kind === "unparseable") {
    await storeTogether({ ...base, state: channel ? "rejected" : "unparseable", reason: read.reason, items: [] });
    return read;
  }
  if (channel?.isDisconnected) {
    // Kept for the day the channel is connected again and somebody replays; the platform hears that all is well.
    await storeTogether({ ...base, state: "rejected", reason: "channel disconnected", items: [] });
    return { kind: "stored", items: 0 };
  }
  try {
    await storeTogether({ ...base, state: "accepted", reason: null, items: read.items });
    return { kind: "stored", items: read.items.length };
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The database refused the content of its items: the raw bytes are kept all the same, and marked.
    const reason = `cannot be stored: ${(error as Error).message}`;
    await storeTogether({ ...base, state: channel ? "rejected" : "unparseable", reason, items: [] });
    return { kind: "unparseable", reason };
  }
}

type Read = { kind: "items"; items: PreparedItem[] } | { kind: "unparseable"; reason: string };

function readItems({ adapter, channel, secrets, raw }: Arrival, receivedAt: Date): Read {
  let items: InboundItem[];
  try {
    items = adapter.inbound.normalise(raw, secrets);
  } catch (error) {
    return { kind: "unparseable", reason: (error as Error).message };
  }
  if (items.length > MAX_ITEMS) return { kind: "unparseable", reason: `more than ${MAX_ITEMS} items` };
  return { kind: "items", items: prepareItems(channel ? items.map((item) => ofChannel(item, channel)) : items, receivedAt) };
}

/**
 * At a channel's own URL the channel's own secret has signed, and it speaks for this account only: an entry naming another
 * one must not reach the other's owner. It is kept, and does nothing.
 */
export function ofChannel(item: InboundItem, channel: Pick<ChannelRef, "accountId">): InboundItem {
  if (item.account === null || item.account === channel.accountId) return item;
  return { ...item, thread: null, event: { type: "ignored", reason: "names another account" } };
}

function rawRequest(request: Request, url: URL, rawBody: Uint8Array): RawRequest {
  return {
    method: request.method,
    // As the platform was told it: behind a proxy the host we see is another, and Twilio signs the URL.
    url: `${publicUrl()}${url.pathname}${url.search}`,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(request.headers),
    rawBody,
  };
}

function toResponse({ status, headers, body }: RawResponse): Response {
  // 204 with a body, even an empty one, is a TypeError.
  return new Response(status === 204 ? null : body, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}

function plain(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
