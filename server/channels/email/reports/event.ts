import type { InboundEvent } from "@/server/channels/contract";
import type { Report } from "./report";

/**
 * What a report changes: the status of the mail that it is about. Null when it does not say which that is; then it is shown as the
 * machine's letter that it is. A complaint is no message of the customer's: their program sent it.
 */
export function eventOfReport(report: Report): InboundEvent | null {
  const externalIds = report.original.ids.slice(0, 1);
  if (report.kind === "complaint")
    return { type: "ignored", reason: `the recipient's provider reports the mail ${externalIds[0] ?? ""} as "${report.complaint}"` };
  if (report.kind === "read" && !report.isDisplayed)
    return { type: "ignored", reason: `a receipt that does not say the mail was read (${report.disposition.slice(0, 200)})` };
  if (externalIds.length === 0) return report.kind === "read" ? { type: "ignored", reason: "a receipt that does not name its mail" } : null;
  if (report.kind === "read") return { type: "status", status: "read", externalIds, watermark: null, to: null };
  const { outcome, reason, code } = report;
  if (outcome === "delayed") return { type: "ignored", reason };
  if (outcome === "delivered") return { type: "status", status: "delivered", externalIds, watermark: null, to: null };
  return { type: "status", status: "failed", externalIds, watermark: null, to: null, reason, ...(code !== null && { code }) };
}
