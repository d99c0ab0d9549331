import type { InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { isMetaSignature, readSignedRequest } from "@/server/channels/shared/meta-signature";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { toInstant } from "@/server/channels/shared/to-instant";
import { bodySchema, changeSchema, deauthorizeSchema, entrySchema } from "./payload";
import { readMessaging } from "./read-messaging";

/** Fields of `changes` that are messaging events; others (feed, mention) belong to the comments kind. */
const MESSAGING_CHANGE = /^(messag|standby)/;

export const inbound: PlainInbound = { verify, normalise, answer };

function verify(request: RawRequest, secrets: Secrets): Verification {
  if (!secrets.app) return { kind: "refused", reason: "no Messenger app is configured" };
  if (request.method === "GET") return verifyChallenge(request.query, secrets.app.verifyToken);
  const signedRequest = readSignedRequestField(request);
  if (signedRequest !== null) {
    return readSignedRequest(signedRequest, secrets.app.appSecret) ? { kind: "ok" } : { kind: "refused", reason: "the signed_request does not fit" };
  }
  return isMetaSignature(request.rawBody, request.headers["x-hub-signature-256"], secrets.app.appSecret)
    ? { kind: "ok" }
    : { kind: "refused", reason: "X-Hub-Signature-256 is missing or does not fit the body" };
}

/** Meta greets the app's URL once, and again whenever somebody saves it in the dashboard. */
function verifyChallenge(query: Record<string, string>, verifyToken: string): Verification {
  const isAsked = query["hub.mode"] === "subscribe" && query["hub.challenge"] !== undefined;
  if (!isAsked || !isSameSecret(query["hub.verify_token"] ?? "", verifyToken)) return { kind: "refused", reason: "hub.verify_token does not match" };
  return { kind: "challenge", body: query["hub.challenge"] ?? "" };
}

function readSignedRequestField(request: RawRequest): string | null {
  if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return null;
  return new URLSearchParams(new TextDecoder().decode(request.rawBody)).get("signed_request");
}

/** Walks every entry and every event in it; each gives exactly one item, in the order of the body. Throws on what is not a webhook body. */
function normalise(request: RawRequest, secrets: Secrets): InboundItem[] {
  const signedRequest = readSignedRequestField(request);
  if (signedRequest !== null) return [readDeauthorization(signedRequest, secrets)];
  const body = bodySchema.parse(parseJson(request.rawBody));
  const bodyKey = contentKey(request.rawBody);
  const appId = secrets.app?.appId ?? null;
  return body.entry.flatMap((entry, index) => {
    const fallbackKey = `${bodyKey}:${index}`;
    return body.object === "page" ? readEntry(entry, fallbackKey, appId) : [ignored(null, fallbackKey, "the event is not about a Page")];
  });
}

function ignored(account: string | null, dedupKey: string, reason: string): InboundItem {
  return { account, thread: null, dedupKey, providerAt: null, event: { type: "ignored", reason } };
}

function readEntry(value: unknown, fallbackKey: string, appId: string | null): InboundItem[] {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) return [ignored(null, fallbackKey, "an entry without a Page id")];
  const { id: page, messaging = [], standby = [], changes = [] } = parsed.data;
  // Events of standby belong to a thread that another app controls now; they are kept like any other.
  const events = [...messaging, ...standby];
  const items = events.map((event, index) => readMessaging(event, { page, appId, fallbackKey: `${fallbackKey}:${index}` }));
  const changed = changes.map((change, index) => readChange(change, { page, appId, fallbackKey: `${fallbackKey}:change:${index}` }));
  const all = [...items, ...changed];
  return all.length > 0 ? all : [ignored(page, fallbackKey, "an entry without events")];
}

function readChange(value: unknown, context: { page: string; appId: string | null; fallbackKey: string }): InboundItem {
  const change = changeSchema.safeParse(value);
  if (!change.success) return ignored(context.page, context.fallbackKey, "a change without a field");
  if (!MESSAGING_CHANGE.test(change.data.field)) return ignored(context.page, context.fallbackKey, `the field ${change.data.field} is not about messages`);
  return readMessaging(change.data.value, context);
}

/** Names the person who had granted access, not the Page: kept without a channel, and the health check finds the dead token. */
function readDeauthorization(signedRequest: string, secrets: Secrets): InboundItem {
  const payload = secrets.app && readSignedRequest(signedRequest, secrets.app.appSecret);
  if (!payload) throw new Error("a signed_request that does not fit");
  const { user_id, issued_at } = deauthorizeSchema.parse(parseJson(payload));
  return {
    account: `user:${user_id}`,
    thread: null,
    dedupKey: `deauthorize:${user_id}:${issued_at ?? 0}`,
    providerAt: toInstant(issued_at),
    event: { type: "account", status: "disconnected", reason: "The person who connected this Page removed the app at Facebook. Connect it again." },
  };
}

function answer(request: RawRequest, outcome: Outcome): RawResponse {
  const text = (status: number, body: string) => ({ status, headers: { "content-type": "text/plain; charset=utf-8" }, body });
  switch (outcome.kind) {
    case "challenge":
      return text(200, outcome.body);
    case "stored":
      return text(200, "EVENT_RECEIVED");
    case "unparseable":
      return text(400, outcome.reason);
    case "refused":
      // Meta's own words for a wrong verify token; a wrong signature is ours to answer.
      return text(request.method === "GET" ? 403 : 401, outcome.reason);
  }
}
