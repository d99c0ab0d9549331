import type { InboundItem } from "@/server/channels/contract";
import { toInstant } from "@/server/channels/shared/to-instant";
import { wireTable } from "@/server/channels/shared/wire-table";
import { partyOf, personOf } from "./parties";
import { errorSchema, statusSchema, type WireStatus } from "./payload";
import { ignored, item, type Place } from "./read-message";
import { meaningOf } from "./send-errors";

/** A voice note that was played has been read. */
const STATUSES = wireTable<"sent" | "delivered" | "read" | "failed">({
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "read",
  failed: "failed",
});
const OUR_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * One element of `statuses`: what became of a message of ours. Where it carries our own id, an echo goes before it: a send whose
 * answer was lost is known again by that, and the receipt finds its message.
 */
export function readStatus(value: unknown, place: Place): InboundItem[] {
  const parsed = statusSchema.safeParse(value);
  if (!parsed.success) return [item(place, { dedupKey: place.fallbackKey, event: ignored("a status that cannot be read") })];
  const wire = parsed.data;
  // A failure names nobody but the number, a success both ids: the message's id is what finds it, the lane only keeps the order.
  const person = personOf([wire.recipient_user_id, wire.recipient_id], place.contacts);
  const about = { lane: `to:${wire.recipient_user_id ?? wire.recipient_id ?? wire.id}`, providerAt: toInstant(wire.timestamp) };
  const status = STATUSES[wire.status];
  const dedupKey = `status:${wire.id}:${wire.status}`;
  if (!status) return [item(place, { ...about, dedupKey, event: ignored(`the status ${wire.status.slice(0, 40)}`) })];
  const to = person && partyOf(person);
  const receipt = item(place, {
    ...about,
    dedupKey,
    event: { type: "status", status, externalIds: [wire.id], watermark: null, to, ...failureOf(wire) },
  });
  const clientRef = wire.biz_opaque_callback_data;
  if (!to || !clientRef || !OUR_ID.test(clientRef)) return [receipt];
  const echo = item(place, { ...about, dedupKey: `own:${wire.id}`, event: { type: "echo", externalId: wire.id, to, clientRef, attachments: [] } });
  return [echo, receipt];
}

/** The same codes as in the answer to a send, only later. */
function failureOf({ errors = [] }: WireStatus): { code?: string; reason?: string } {
  const error = errorSchema.safeParse(errors[0]);
  if (!error.success) return {};
  const { code, error_data, message, title } = error.data;
  return { code: String(code), reason: meaningOf(code)?.message ?? error_data?.details ?? message ?? title };
}
