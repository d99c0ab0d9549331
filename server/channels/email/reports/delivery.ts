import { type Field, fieldOf, readHead } from "../mime/headers";
import { describeFailure } from "./reason";

export type Outcome = "failed" | "delayed" | "delivered";

export interface DeliveryReport {
  outcome: Outcome;
  reason: string;
  code: string | null;
}

const MAX_GROUPS = 500;

/** A message/delivery-status (RFC 3464); null where it names no recipient: Gmail leaves it empty at times. The worst outcome speaks for all. */
export function readDelivery(text: string): DeliveryReport | null {
  const recipients = text
    .split(/\n[ \t]*\n/, MAX_GROUPS)
    .map((group) => readHead(Buffer.from(group)).fields)
    .flatMap(readRecipient);
  for (const outcome of ["failed", "delayed", "delivered"] as const) {
    const found = recipients.find((recipient) => recipient.outcome === outcome);
    if (found) return found;
  }
  return null;
}

function readRecipient(fields: readonly Field[]): DeliveryReport[] {
  const action = (fieldOf(fields, "action") ?? "").toLowerCase();
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fieldOf(fields, "status") ?? "")?.[0] ?? null;
  const outcome = outcomeOf(action, status);
  if (outcome === null) return [];
  const address = addressIn(fieldOf(fields, "final-recipient")) ?? addressIn(fieldOf(fields, "original-recipient"));
  const diagnostic = (fieldOf(fields, "diagnostic-code") ?? "").replace(/^\s*[\w-]+\s*;\s*/, "");
  // Exim writes 5.0.0 beside a text that knows better.
  const exact = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(diagnostic)?.[0];
  const code = status === null || /\.0\.0$/.test(status) ? (exact ?? status) : status;
  return [{ outcome, code, reason: describeFailure({ address, code, diagnostic, outcome }) }];
}

function outcomeOf(action: string, status: string | null): Outcome | null {
  if (/^\s*failed/.test(action)) return "failed";
  if (/^\s*delayed/.test(action)) return "delayed";
  if (/^\s*(delivered|relayed|expanded)/.test(action)) return "delivered";
  if (status === null) return null;
  return status.startsWith("5") ? "failed" : status.startsWith("4") ? "delayed" : "delivered";
}

/** "rfc822; a@b", with or without brackets; some write the type in capitals or leave it out. */
function addressIn(value: string | undefined): string | null {
  return /[^\s;<>,]+@[^\s;<>,]+/.exec(value ?? "")?.[0] ?? null;
}
