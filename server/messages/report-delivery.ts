import { AppError, notFound } from "@/lib/errors";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import type { ReceiptStatus } from "./next-status";
import { moveDeliveries } from "./record-delivery";

interface Report {
  channelId: string;
  messageId: string;
  status: ReceiptStatus;
  /** When it happened over there; left out: now. */
  at?: Date;
  /** Why it failed, for a person. */
  reason?: string;
}

/**
 * What the other end of an `api` channel says of a message that it took over: sent, delivered, read or failed. Moves it along the
 * arrows; late and repeated reports change nothing. Throws not-found, and invalid for an instant that lies ahead.
 */
export async function reportDelivery(scope: Scope, report: Report): Promise<void> {
  if (!isId(report.channelId) || !isId(report.messageId)) throw notFound("message");
  const at = report.at ?? scope.now;
  if (at.getTime() > scope.now.getTime() + CLOCK_SKEW_MS) {
    const message = "This instant lies in the future.";
    throw new AppError("invalid", "report from the future", { publicMessage: message, fields: [{ field: "at", message }] });
  }
  const { rows } = await scope.sql.query<{ id: string }>("select id from deliveries where tenant_id = $1 and message_id = $2 and channel_id = $3", [
    scope.tenantId,
    report.messageId,
    report.channelId,
  ]);
  if (!rows[0]) throw notFound("message");
  await moveDeliveries(scope, [{ deliveryId: rows[0].id, to: report.status, at, reason: report.status === "failed" ? report.reason : null }]);
}

/** Two machines' clocks are seldom further apart. */
const CLOCK_SKEW_MS = 300_000;
