interface Current {
  status: "open" | "pending" | "snoozed" | "resolved";
  resolvedAt: Date | null;
}

const DAY_MS = 86_400_000;
/** A setting of the channel; surface: 14 days unless set. */
export const REOPEN_DAYS = 14;

/**
 * What a new inbound message does with its thread's conversation. Joins an open one; wakes a pending or snoozed one; reopens a
 * resolved one up to `reopenDays` after its end; else begins a new one. `current` is the live conversation of the thread, or the last.
 */
export function chooseConversation(current: Current | null, at: { now: Date; reopenDays: number }): "join" | "reopen" | "begin" {
  if (!current) return "begin";
  if (current.status === "open") return "join";
  if (current.status !== "resolved") return "reopen";
  const endedMs = current.resolvedAt?.getTime() ?? at.now.getTime();
  return at.now.getTime() - endedMs <= at.reopenDays * DAY_MS ? "reopen" : "begin";
}
