export const DELIVERY_STATUSES = ["scheduled", "queued", "sending", "sent", "delivered", "read", "failed", "canceled", "unknown"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** What a platform may report of a message that left. */
export type ReceiptStatus = Extract<DeliveryStatus, "sent" | "delivered" | "read" | "failed">;

/*
 * The arrows of a delivery. They only lead forward: platforms report out of order, twice, and skip steps.
 * A receipt may overtake our own note of the send (queued, sending -> delivered). `unknown` is settled by any late receipt; an echo of one of its
 * parts sets the sender to work on the rest (`sending`).
 * What failed or was canceled stays so whatever a platform says of one of its parts; `failed -> queued` is a person's retry.
 */
const ARROWS: Record<DeliveryStatus, readonly DeliveryStatus[]> = {
  scheduled: ["queued", "sending", "canceled", "failed"],
  queued: ["sending", "sent", "delivered", "read", "failed", "canceled"],
  sending: ["queued", "sent", "delivered", "read", "failed", "unknown"],
  sent: ["delivered", "read", "failed"],
  delivered: ["read"],
  read: [],
  failed: ["queued"],
  canceled: [],
  unknown: ["sending", "sent", "delivered", "read", "failed", "queued"],
};

/** Whether a delivery may go from one status to another. */
export function canMove(from: DeliveryStatus, to: DeliveryStatus): boolean {
  return ARROWS[from].includes(to);
}

/** The status after a report: where the arrow leads, or the same as before when there is no such arrow. Pure. */
export function nextStatus(current: DeliveryStatus, reported: DeliveryStatus): DeliveryStatus {
  return canMove(current, reported) ? reported : current;
}
