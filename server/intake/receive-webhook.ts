import { publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { ChannelAdapter, InboundItem, Outcome, RawRequest, RawResponse, Secrets } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { noteGreeting } from "@/server/connections/note-greeting";
import { secretsOf } from "@/server/connections/platform-app";
import { codeOf } from "@/server/db/db-errors";
import { isId } from "@/server/db/ids";
import { log } from "@/server/log";
import { bodyLimit } from "./body-limit";
import { type ChannelRef, findChannel } from "./find-channel";
import { type PreparedItem, prepareItems } from "./prepare-items";
import { readBody } from "./read-body";
import { type EventToStore, storeTogether } from "./store-events";
import { takeNotices } from "./take-notices";
import { whyUnreadable } from "./why-unreadable";

const PREFIX = "/api/webhooks/";
/** WhatsApp, the largest batcher, sends at most 1,000 (its documentation, read 2026-11-21). */
const MAX_ITEMS = 20_000;
/** Platforms deliver by POST and greet by GET. */
const METHODS = ["POST", "GET"];

/** A platform's call, however it reached us. */
export interface WebhookCall {
  method: string;
  /** Path and query, as sent. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Null: longer than may be. */
  body: Promise<Uint8Array | null>;
}

/**
 * Takes one platform request: verifies it on its raw bytes, stores the raw event with its items and lanes in one statement,
 * and only then answers, in the platform's own words. 401 bad signature, 404 unknown channel in the URL, 413 over 5 MB (or the kind's own limit),
 * 405 neither POST nor GET, 400 unreadable, 503 with Retry-After while the database is away; never another 5xx for what a stranger can send.
 */
export async function acceptWebhook(call: WebhookCall): Promise<RawResponse> {
  try {
    return await accept(call);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unavailable") throw error;
    return { status: 503, body: "try again", headers: { "retry-after": String(error.data.retryAfterSeconds ?? 2) } };
  }
}

/** The same for hosts that speak fetch (a Next route handler). */
export async function receiveWebhook(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = `${url.pathname}${url.search}`;
  const headers = Object.fromEntries(request.headers);
  const body = bodyLimit(path, Number(headers["content-length"])).then((maxBytes) => readBody(request, maxBytes));
  const answer = await acceptWebhook({ method: request.method, path, headers, body });
  // 204 with a body, even an empty one, is a TypeError.
  return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers: { ...PLAIN, ...answer.headers } });
}

export const PLAIN = { "content-type": "text/plain; charset=utf-8" };

interface Arrival {
  adapter: ChannelAdapter;
  channel: (ChannelRef & { isDisconnected: boolean }) | null;
  secrets: Secrets;
  raw: RawRequest;
}

async function accept({ method, path, headers, body: reading }: WebhookCall): Promise<RawResponse> {
  const [pathname = "", search = ""] = splitPath(path);
  const [kind = "", key, ...rest] = pathname.slice(PREFIX.length).split("/").filter(Boolean);
  const adapter = findAdapter(kind);
  const hasUrl = adapter && adapter.webhook !== "none" && rest.length === 0 && (key || adapter.webhook !== "channel");
  const [channel, rawBody] = await Promise.all([hasUrl && key ? findChannel(kind, key) : null, reading]);
  if (!hasUrl) return { status: 404, body: "no such webhook" };
  if (!METHODS.includes(method)) return { status: 405, body: "POST or GET", headers: { allow: METHODS.join(", ") } };
  // Behind a kind with an app of ours a platform may put its own account's id, or a word. What looks like a channel of ours is to be one.
  if (key && !channel && (adapter.webhook === "channel" || isId(key))) return { status: 404, body: "no such channel" };
  if (!rawBody) return { status: 413, body: "too large" };
  const secrets = secretsOf(adapter, channel);
  // As the platform was told it: behind a proxy the host we see is another, and Twilio signs the URL.
  const raw = { method, url: publicUrl() + path, query: Object.fromEntries(new URLSearchParams(search)), headers, rawBody };
  return answerTo({ adapter, channel, secrets, raw });
}

function splitPath(path: string): [string, string] {
  const at = path.indexOf("?");
  return at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at + 1)];
}

async function answerTo(arrival: Arrival): Promise<RawResponse> {
  const { adapter, channel, secrets, raw } = arrival;
  const verified = verify(adapter, raw, secrets);
  if (verified.kind === "challenge" && channel) await noteGreeting(channel);
  return adapter.inbound.answer(raw, verified.kind === "ok" ? await keep(arrival) : verified, secrets);
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
  const read = await readItems(arrival, receivedAt);
  if (read.kind === "unparseable") {
    await storeTogether({ ...base, state: channel ? "rejected" : "unparseable", reason: read.reason, items: [] });
    return read;
  }
  if (channel?.isDisconnected) {
    // Kept for the day the channel is connected again and somebody replays; the platform hears that all is well.
    await storeTogether({ ...base, state: "rejected", reason: "The channel was disconnected.", items: [] });
    return { kind: "stored", items: 0 };
  }
  try {
    await storeTogether({ ...base, state: "accepted", reason: null, items: read.items });
    return { kind: "stored", items: read.items.length };
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The database refused the content of its items: the raw bytes are kept all the same, and marked.
    const reason = "What the body says cannot be stored.";
    log().error({ kind: adapter.kind, code: codeOf(error) }, "the database refused an event's items");
    await storeTogether({ ...base, state: channel ? "rejected" : "unparseable", reason, items: [] });
    return { kind: "unparseable", reason };
  }
}

type Read = { kind: "items"; items: PreparedItem[] } | { kind: "unparseable"; reason: string };

async function readItems({ adapter, channel, secrets, raw }: Arrival, receivedAt: Date): Promise<Read> {
  try {
    if (!channel) await takeNotices({ adapter, secrets, raw });
    const items = await adapter.inbound.normalise(raw, secrets);
    if (items.length > MAX_ITEMS) return { kind: "unparseable", reason: `The body holds more than ${MAX_ITEMS} events.` };
    return { kind: "items", items: prepareItems(channel ? items.map((item) => ofChannel(item, channel)) : items, receivedAt) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    return { kind: "unparseable", reason: whyUnreadable(error) };
  }
}

/**
 * At a channel's own URL the channel's own secret has signed, and it speaks for this account only: an entry naming another
 * one must not reach the other's owner. It is kept, and does nothing.
 */
export function ofChannel(item: InboundItem, channel: Pick<ChannelRef, "accountId">): InboundItem {
  if (item.account === null || item.account === channel.accountId) return item;
  // It says nothing, and only asks to look; some platforms call one address for all accounts of an owner.
  if (item.event.type === "pull") return { ...item, account: null, event: { ...item.event, account: item.account } };
  return { ...item, thread: null, event: { type: "ignored", reason: "names another account" } };
}
