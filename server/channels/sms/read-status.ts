import type { InboundItem } from "@/server/channels/contract";
import { wireTable } from "@/server/channels/shared/wire-table";
import type { Fields } from "./read-fields";
import { partyOf } from "./read-message";
import { meaningOf } from "./send-errors";

/** What became of a message of ours. Steps on the way to the network say nothing that an agent could use. */
const STATUSES = wireTable<"sent" | "delivered" | "read" | "failed">({
  sent: "sent",
  delivered: "delivered",
  read: "read",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
});

const UNSUBSCRIBED = "21610";
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/**
 * A status callback. Our message's id in its address makes it an echo too, which settles a send whose answer was lost. Callbacks come
 * in any order; which of them counts is decided where they are stored.
 */
export function readStatus(fields: Fields, { sid, messageId }: { sid: string; messageId: string | undefined }): InboundItem[] {
  const word = (fields.MessageStatus || fields.SmsStatus || "").toLowerCase();
  const item = { account: null, thread: fields.To || null, providerAt: null };
  const status = STATUSES[word];
  const event: InboundItem["event"] = status
    ? { type: "status", status, externalIds: [sid], watermark: null, to: null, ...(status === "failed" ? failureOf(fields, word) : {}) }
    : { type: "ignored", reason: `on its way: ${word.slice(0, 40) || "no status"}` };
  return [...echoOf(fields, { sid, messageId }), { ...item, dedupKey: `status:${sid}:${word}`, event }, ...optOutOf(fields, sid)];
}

function echoOf(fields: Fields, { sid, messageId }: { sid: string; messageId: string | undefined }): InboundItem[] {
  if (!messageId || !ID.test(messageId) || !fields.To) return [];
  const event = { type: "echo" as const, externalId: sid, to: partyOf(fields.To), clientRef: messageId, attachments: [] };
  return [{ account: null, thread: fields.To, dedupKey: `echo:${sid}`, providerAt: null, event }];
}

function failureOf({ ErrorCode }: Fields, word: string): { reason: string; code?: string } {
  if (ErrorCode) return { reason: meaningOf(ErrorCode).message, code: ErrorCode };
  return { reason: word === "canceled" ? "It was cancelled at Twilio." : "The network did not deliver it and gave no reason." };
}

/** They opted out where we did not hear of it. */
function optOutOf({ ErrorCode, To }: Fields, sid: string): InboundItem[] {
  if (ErrorCode !== UNSUBSCRIBED || !To) return [];
  return [{ account: null, thread: To, dedupKey: `consent:${sid}`, providerAt: null, event: { type: "blocked", from: partyOf(To) } }];
}
