import type { AppCredentials, AppNotice, InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { contentKey } from "./content-key";
import { DELETION_KEY, deletionAnswer, deletionPage } from "./meta-deletion";
import { readMessaging } from "./meta-messaging";
import { bodySchema, changeSchema, entrySchema } from "./meta-payload";
import { isMetaSignature } from "./meta-signature";
import { openSignedRequest, signedRequestOf } from "./meta-signed-request";
import { parseJson } from "./parse-json";
import { isSameSecret } from "./same-secret";
import { keyOf } from "./webhook-key";

/** Fields of `changes` that are messaging events. */
const MESSAGING_CHANGE = /^(messag|standby)/;

export interface MetaProduct {
  /** The webhook object whose events are this channel's: "page", "instagram". */
  object: string;
  /** As people call it. */
  platform: string;
  /** A change that is no messaging event (a comment, a mention): why it is left for later, and its own key where it has one. */
  leaveChange(change: { field: string; value: unknown }): { reason: string; key: string | null };
}

/** What Meta's messaging products have in common: greeting, signature, batches, the dashboard's test events, and the app's own callbacks. */
export function metaInbound(product: MetaProduct): PlainInbound {
  return { verify, answer, notices, normalise: (request, secrets) => normalise(request, secrets, product) };
}

/** Our apps there: an account may be spoken for by either, and each signs with its own secret. */
function appsOf({ app, apps = {} }: Secrets): AppCredentials[] {
  return [app, ...Object.values(apps)].filter((one) => one !== null && one !== undefined);
}

function verify(request: RawRequest, secrets: Secrets): Verification {
  const apps = appsOf(secrets);
  if (apps.length === 0) return { kind: "refused", reason: "no app is configured" };
  if (request.method === "GET") return verifyGreeting(request, apps);
  const signedRequest = signedRequestOf(request);
  if (signedRequest !== null) return openSignedRequest(signedRequest, apps) ? { kind: "ok" } : { kind: "refused", reason: "the signed_request does not fit" };
  const isSigned = apps.some(({ appSecret }) => isMetaSignature(request.rawBody, request.headers["x-hub-signature-256"], appSecret));
  return isSigned ? { kind: "ok" } : { kind: "refused", reason: "X-Hub-Signature-256 is missing or does not fit the body" };
}

/** Meta greets the app's URL once, and again whenever somebody saves it in the dashboard. People come to the deletion's status page. */
function verifyGreeting(request: RawRequest, apps: AppCredentials[]): Verification {
  const { query } = request;
  if (keyOf(request) === DELETION_KEY && query.code !== undefined) return deletionPage(query.code, apps);
  const isAsked = query["hub.mode"] === "subscribe" && query["hub.challenge"] !== undefined;
  const isOurs = apps.some(({ verifyToken }) => verifyToken !== "" && isSameSecret(query["hub.verify_token"] ?? "", verifyToken));
  if (!isAsked || !isOurs) return { kind: "refused", reason: "hub.verify_token does not match" };
  return { kind: "challenge", body: query["hub.challenge"] ?? "" };
}

/** Somebody removed our app, or asks that what they gave it be deleted: named is the person, not what they connected. */
function notices(request: RawRequest, secrets: Secrets): AppNotice[] {
  const signedRequest = signedRequestOf(request);
  if (signedRequest === null) return [];
  const opened = openSignedRequest(signedRequest, appsOf(secrets));
  if (!opened) throw new Error("a signed_request that does not fit");
  return [{ type: "revoked", grantedBy: opened.userId }];
}

/** Walks every entry and every event in it; each gives exactly one item, in the order of the body. Throws on what is not a webhook body. */
function normalise(request: RawRequest, secrets: Secrets, product: MetaProduct): InboundItem[] {
  if (signedRequestOf(request) !== null) return [];
  const body = bodySchema.parse(parseJson(request.rawBody));
  const bodyKey = contentKey(request.rawBody);
  const appIds = appsOf(secrets).map(({ appId }) => appId);
  return body.entry.flatMap((entry, index) => {
    const fallbackKey = `${bodyKey}:${index}`;
    if (body.object !== product.object) return [ignored(null, fallbackKey, `the event is about another object than "${product.object}"`)];
    return readEntry(entry, { product, appIds, fallbackKey });
  });
}

interface EntryContext {
  product: MetaProduct;
  appIds: string[];
  fallbackKey: string;
}

function ignored(account: string | null, dedupKey: string, reason: string): InboundItem {
  return { account, thread: null, dedupKey, providerAt: null, event: { type: "ignored", reason } };
}

function readEntry(value: unknown, { product, appIds, fallbackKey }: EntryContext): InboundItem[] {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) return [ignored(null, fallbackKey, "an entry without an id")];
  const { id: account, messaging = [], standby = [], changes = [], field, value: flat } = parsed.data;
  const at = { account, appIds, platform: product.platform };
  // Events of standby belong to a thread that another app controls now; they are kept like any other.
  const items = [...messaging, ...standby].map((event, index) => readMessaging(event, { ...at, fallbackKey: `${fallbackKey}:${index}` }));
  const given = field === undefined ? changes : [...changes, { field, value: flat }];
  const changed = given.map((change, index) => readChange(change, { ...at, fallbackKey: `${fallbackKey}:change:${index}`, product }));
  const all = [...items, ...changed];
  return all.length > 0 ? all : [ignored(account, fallbackKey, "an entry without events")];
}

function readChange(value: unknown, { product, ...context }: Parameters<typeof readMessaging>[1] & { product: MetaProduct }): InboundItem {
  const change = changeSchema.safeParse(value);
  if (!change.success) return ignored(context.account, context.fallbackKey, "a change without a field");
  if (MESSAGING_CHANGE.test(change.data.field)) return readMessaging(change.data.value, context);
  const { reason, key } = product.leaveChange({ field: change.data.field, value: change.data.value });
  return ignored(context.account, key ?? context.fallbackKey, reason);
}

const TEXT = { "content-type": "text/plain; charset=utf-8" };
const HTML = { "content-type": "text/html; charset=utf-8" };

function answer(request: RawRequest, outcome: Outcome, secrets: Secrets): RawResponse {
  const isDeletion = keyOf(request) === DELETION_KEY;
  switch (outcome.kind) {
    case "challenge":
      return { status: 200, headers: isDeletion && request.query.code !== undefined ? HTML : TEXT, body: outcome.body };
    case "stored":
      return isDeletion ? deletionAnswer(request, appsOf(secrets)) : { status: 200, headers: TEXT, body: "EVENT_RECEIVED" };
    case "unparseable":
      return { status: 400, headers: TEXT, body: outcome.reason };
    case "refused":
      // Meta's own status for a wrong verify token; a wrong signature is ours to answer.
      return { status: request.method === "GET" ? 403 : 401, headers: TEXT, body: outcome.reason };
  }
}
