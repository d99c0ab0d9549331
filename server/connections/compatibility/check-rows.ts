import type { PlannedStep } from "./plan-check";
import type { Seen } from "./watch-check";

/** One line of the table. */
export interface CheckRow {
  capability: PlannedStep["capability"];
  declared: boolean;
  sent: "yes" | "no" | "not tried";
  delivered: "read" | "delivered" | "no" | "-";
  cameBack: "yes" | "no" | "-";
  note: string | null;
}

/** What trying a step came to, before anything is known of the other side. */
export interface Attempt {
  step: PlannedStep;
  messageId: string | null;
  /** Why it was not even sent; null: nothing was in the way. */
  problem: string | null;
}

/** The table out of what was tried and what has been seen since. Pure. */
export function checkRows(attempts: Attempt[], seen: Seen): CheckRow[] {
  return attempts.map((attempt) => {
    const { step, problem } = attempt;
    const base = { capability: step.capability, declared: step.isDeclared };
    if (!step.trial) return { ...base, sent: "not tried", delivered: "-", cameBack: "-", note: null };
    if (step.trial.type === "watch") return { ...base, ...receiptRow(step.capability, seen) };
    const delivery = attempt.messageId ? seen.deliveries.get(attempt.messageId) : undefined;
    const isSent = problem === null && (step.trial.type !== "send" || ["sent", "delivered", "read"].includes(delivery?.status ?? ""));
    return {
      ...base,
      sent: isSent ? "yes" : "no",
      delivered: step.trial.type === "send" ? deliveredOf(step, delivery?.status) : "-",
      cameBack: cameBack(attempt, seen),
      note: problem ?? (isSent ? null : (delivery?.reason ?? delivery?.status ?? null)),
    };
  });
}

function receiptRow(capability: PlannedStep["capability"], seen: Seen): Pick<CheckRow, "sent" | "delivered" | "cameBack" | "note"> {
  const wanted = capability === "receipt-read" ? ["read"] : ["delivered", "read"];
  const has = [...seen.deliveries.values()].some(({ status }) => wanted.includes(status));
  return { sent: "not tried", delivered: "-", cameBack: has ? "yes" : "no", note: null };
}

function deliveredOf({ hasReceipts }: PlannedStep, status: string | undefined): CheckRow["delivered"] {
  if (!hasReceipts) return "-";
  return status === "read" || status === "delivered" ? status : "no";
}

/** What the tester did with it. Not everything asks for something in return. */
function cameBack({ step, messageId }: Attempt, seen: Seen): CheckRow["cameBack"] {
  const is = (given: boolean) => (given ? "yes" : "no");
  if (step.capability === "react") return is(seen.reacted.size > 0);
  if (step.trial?.type !== "send") return "-";
  if (step.trial.file) return is(seen.files.has(step.trial.file));
  if (step.trial.content?.buttons) return is(seen.pressed.size > 0);
  if (step.trial.isReply) return is(messageId !== null && seen.quoted.has(messageId));
  return step.capability === "text" ? is(seen.hasText) : "-";
}

/** Whether there is anything left to wait for. Pure. */
export function isComplete(rows: CheckRow[]): boolean {
  return rows.every((row) => row.cameBack !== "no" && row.delivered !== "no");
}
