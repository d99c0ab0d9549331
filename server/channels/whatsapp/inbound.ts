import type { InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { isMetaSignature } from "@/server/channels/shared/meta-signature";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { bodySchema, changeSchema, entrySchema, valueSchema, type WireValue } from "./payload";
import { readAccountChange, readAccountError, readPreference } from "./read-account";
import { ignored, item, type Place, readEcho, readMessage } from "./read-message";
import { readStatus } from "./read-status";

export const inbound: PlainInbound = { verify, normalise, answer };

function verify(request: RawRequest, { app }: Secrets): Verification {
  if (!app) return { kind: "refused", reason: "no WhatsApp app is configured" };
  if (request.method === "GET") return verifyChallenge(request.query, app.verifyToken);
  return isMetaSignature(request.rawBody, request.headers["x-hub-signature-256"], app.appSecret)
    ? { kind: "ok" }
    : { kind: "refused", reason: "X-Hub-Signature-256 is missing or does not fit the body" };
}

/** Meta greets the app's URL once, and again whenever somebody saves it in the dashboard. */
function verifyChallenge(query: Record<string, string>, verifyToken: string): Verification {
  const isAsked = query["hub.mode"] === "subscribe" && query["hub.challenge"] !== undefined;
  if (!isAsked || !isSameSecret(query["hub.verify_token"] ?? "", verifyToken)) return { kind: "refused", reason: "hub.verify_token does not match" };
  return { kind: "challenge", body: query["hub.challenge"] ?? "" };
}

/** Walks every entry, change, message and status, up to a thousand of them. Throws on what is not a webhook body. */
function normalise(request: RawRequest): InboundItem[] {
  const { entry } = bodySchema.parse(parseJson(request.rawBody));
  const bodyKey = contentKey(request.rawBody);
  const items = entry.flatMap((value, index) => readEntry(value, `${bodyKey}:${index}`));
  return items.length > 0 ? items : [item({ account: null }, { dedupKey: bodyKey, event: ignored("a body without entries") })];
}

function readEntry(value: unknown, fallbackKey: string): InboundItem[] {
  const { data: entry } = entrySchema.safeParse(value);
  const changes = entry?.changes ?? [];
  if (changes.length === 0) return [item({ account: entry?.id ?? null }, { dedupKey: fallbackKey, event: ignored("an entry without changes") })];
  return changes.flatMap((change, index) => readChange(change, { waba: entry?.id ?? null, time: entry?.time, fallbackKey: `${fallbackKey}:${index}` }));
}

/** Some published examples have the field at another level: what a change holds says more than its name. */
function readChange(value: unknown, { waba, time, fallbackKey }: { waba: string | null; time?: string; fallbackKey: string }): InboundItem[] {
  const { data: change } = changeSchema.safeParse(value);
  if (!change) return [item({ account: waba }, { dedupKey: fallbackKey, event: ignored("a change without a value") })];
  const { data: wire } = valueSchema.safeParse(change.value);
  const number = wire?.metadata?.phone_number_id;
  if (!wire || number === undefined) return [readAccountChange(change, { account: waba, time, contacts: [], fallbackKey })];
  const items = readNumberChange(wire, { account: number, contacts: wire.contacts ?? [], fallbackKey });
  return items.length > 0
    ? items
    : [item({ account: number }, { dedupKey: fallbackKey, event: ignored(`the field ${change.field?.slice(0, 60)} is not about messages`) })];
}

function readNumberChange(wire: WireValue, place: Place): InboundItem[] {
  const at = (what: string, index: number): Place => ({ ...place, fallbackKey: `${place.fallbackKey}:${what}:${index}` });
  return [
    ...(wire.messages ?? []).map((message, index) => readMessage(message, at("message", index))),
    ...(wire.message_echoes ?? []).map((echo, index) => readEcho(echo, at("echo", index))),
    ...(wire.statuses ?? []).flatMap((status, index) => readStatus(status, at("status", index))),
    ...(wire.user_preferences ?? []).map((preference, index) => readPreference(preference, at("preference", index))),
    ...(wire.errors ?? []).map((error, index) => readAccountError(error, at("error", index))),
  ];
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
