import type { InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { credentialsSchema, updateSchema } from "./payload";
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

/** Any 2xx settles an update; anything else holds up this chat's queue at Telegram and comes again. */
function answer(_request: RawRequest, outcome: Outcome): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return { status: 200, body: "" };
    case "challenge":
      return { status: 200, body: outcome.body };
    case "unparseable":
      return { status: 400, body: outcome.reason };
    case "refused":
      return { status: 401, body: outcome.reason };
  }
}
