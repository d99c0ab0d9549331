import { createHmac } from "node:crypto";
import type { InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { bodySchema, credentialsSchema } from "./payload";
import { readEvent } from "./read-event";

export const inbound: PlainInbound = { verify, normalise, answer };

/** x-line-signature: base64 of HMAC-SHA256 over the bytes, by the channel's secret (Messaging API, "Verify webhook signature"). */
function verify(request: RawRequest, secrets: Secrets): Verification {
  const credentials = credentialsSchema.safeParse(secrets.channel?.credentials);
  if (!credentials.success) return { kind: "refused", reason: "no LINE account at this address" };
  const expected = createHmac("sha256", credentials.data.channelSecret).update(request.rawBody).digest("base64");
  const isSigned = isSameSecret(request.headers["x-line-signature"] ?? "", expected);
  return isSigned ? { kind: "ok" } : { kind: "refused", reason: "x-line-signature is missing or does not fit the body" };
}

/** Every event gives one item. None at all is LINE trying the address. Throws on what is no webhook body. */
function normalise(request: RawRequest, _secrets: Secrets): InboundItem[] {
  return bodySchema.parse(parseJson(request.rawBody)).events.map(readEvent);
}

function answer(_request: RawRequest, outcome: Outcome): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return { status: 200, body: "OK" };
    case "challenge":
      return { status: 200, body: outcome.body };
    case "unparseable":
      return { status: 400, body: outcome.reason };
    case "refused":
      return { status: 401, body: outcome.reason };
  }
}
