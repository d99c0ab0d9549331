import type { InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { credentialsSchema, pressSchema, updateSchema } from "./payload";
import { readUpdate } from "./read-update";

export const inbound: PlainInbound = { verify, normalise, answer };

/** Telegram signs nothing: the secret of setWebhook comes back in a header (Bot API, setWebhook, secret_token). */
function verify(request: RawRequest, secrets: Secrets): Verification {
  const credentials = credentialsSchema.safeParse(secrets.channel?.credentials);
  if (!credentials.success) return { kind: "refused", reason: "no bot at this address" };
  const given = request.headers["x-telegram-bot-api-secret-token"] ?? "";
  return isSameSecret(given, credentials.data.webhookSecret) ? { kind: "ok" } : { kind: "refused", reason: "the secret token is missing or wrong" };
}

/** One update a body. Throws on what is none. */
function normalise(request: RawRequest, _secrets: Secrets): InboundItem[] {
  return readUpdate(updateSchema.parse(parseJson(request.rawBody)));
}

/**
 * Any 2xx settles an update; anything else holds up this chat's queue at Telegram and comes again. A pressed button turns until it is
 * answered: the answer's body may be one call, and this one needs no result (Bot API, "Making requests when getting updates").
 */
function answer(request: RawRequest, outcome: Outcome): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return answerPress(request) ?? { status: 200, body: "" };
    case "challenge":
      return { status: 200, body: outcome.body };
    case "unparseable":
      return { status: 400, body: outcome.reason };
    case "refused":
      return { status: 401, body: outcome.reason };
  }
}

const MARK = Buffer.from('"callback_query"');

function answerPress({ rawBody }: RawRequest): RawResponse | null {
  // Nearly no update is one: looked at before it is read again.
  if (!Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength).includes(MARK)) return null;
  const pressed = pressSchema.safeParse(parseJson(rawBody));
  if (!pressed.success) return null;
  const body = JSON.stringify({ method: "answerCallbackQuery", callback_query_id: pressed.data.callback_query.id });
  return { status: 200, headers: { "content-type": "application/json" }, body };
}
