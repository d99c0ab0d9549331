import type { InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { credentialsSchema } from "./payload";
import { readFields } from "./read-fields";
import { readMessage } from "./read-message";
import { readStatus } from "./read-status";
import { isTwilioSignature } from "./signature";

export const inbound: PlainInbound = { verify, normalise, answer };

/** While the account's token is being changed, either of two may sign. */
function verify(request: RawRequest, secrets: Secrets): Verification {
  const credentials = credentialsSchema.safeParse(secrets.channel?.credentials);
  if (!credentials.success) return { kind: "refused", reason: "no Twilio account at this address" };
  const { authToken, secondaryAuthToken } = credentials.data;
  const isSigned = [authToken, secondaryAuthToken].some((token) => token && isTwilioSignature(request, token));
  return isSigned ? { kind: "ok" } : { kind: "refused", reason: "X-Twilio-Signature is missing or does not fit the address and the fields" };
}

/** One message, or one status of a message of ours. Throws on what is neither. */
function normalise(request: RawRequest, _secrets: Secrets): InboundItem[] {
  const fields = readFields(request);
  const sid = fields.MessageSid || fields.SmsMessageSid || fields.SmsSid;
  if (!sid) throw new Error("The request names no message (MessageSid).");
  const status = fields.MessageStatus || fields.SmsStatus;
  const isStatus = status !== undefined && status !== "" && status.toLowerCase() !== "received";
  return isStatus ? readStatus(fields, { sid, messageId: request.query.msg }) : readMessage(fields, sid);
}

/** TwiML that says nothing: answers are sent by the API, later. */
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';

function answer(_request: RawRequest, outcome: Outcome): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return { status: 200, headers: { "content-type": "text/xml" }, body: NOTHING_TO_SAY };
    case "challenge":
      return { status: 200, body: outcome.body };
    case "unparseable":
      return { status: 400, body: outcome.reason };
    case "refused":
      return { status: 401, body: outcome.reason };
  }
}
