import type { EventDraft, Scope } from "@/server/db/scope";

/** Notes what happened; the door numbers and writes it as the last statement of the transaction, so nothing may read it back before. */
export function recordEvent(scope: Scope, event: EventDraft): void {
  scope.events.push(event);
}
