import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canMove, DELIVERY_STATUSES, type DeliveryStatus, nextStatus } from "./next-status";

const RECEIPTS = ["sent", "delivered", "read", "failed"] as const;

// Rows: from. Columns: every status it may move to; all others leave it as it is.
const TABLE: Record<DeliveryStatus, DeliveryStatus[]> = {
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

describe("nextStatus", () => {
  test.each(DELIVERY_STATUSES.flatMap((from) => DELIVERY_STATUSES.map((to) => [from, to] as const)))("%s, told %s", (from, to) => {
    const moves = TABLE[from].includes(to);
    expect(canMove(from, to)).toBe(moves);
    expect(nextStatus(from, to)).toBe(moves ? to : from);
  });

  test.each([
    ["a receipt out of order", ["sent", "read", "delivered"], "read"],
    ["a receipt twice", ["sent", "delivered", "delivered"], "delivered"],
    ["a receipt before our own note", ["sending", "delivered", "sent"], "delivered"],
    ["an unknown outcome settled late", ["sending", "unknown", "delivered"], "delivered"],
    ["a failure that comes later", ["sent", "failed", "delivered"], "failed"],
    ["a failure after it arrived", ["sent", "delivered", "failed"], "delivered"],
    ["a canceled one", ["scheduled", "canceled", "sending"], "canceled"],
  ] as const)("%s ends as it should", (_name, reports, end) => {
    const [first, ...rest] = reports;
    expect(rest.reduce<DeliveryStatus>(nextStatus, first)).toBe(end);
  });

  test("receipts of a message that is read change nothing, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...RECEIPTS)), (receipts) => {
        expect(receipts.reduce<DeliveryStatus>(nextStatus, "read")).toBe("read");
      }),
    );
  });
});
