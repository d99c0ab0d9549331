import type { Scope } from "@/server/db/scope";
import type { Fold } from "./fold";
import { type Columns, insertRows } from "./insert-rows";
import type { Evidence, OpenedWindow } from "./world";

const WINDOW: Columns<OpenedWindow> = [
  ["conversation_id", "uuid", (w) => w.conversationId],
  ["scene", "text", (w) => w.scene],
  ["opened_at", "timestamptz", (w) => w.openedAt],
  ["expires_at", "timestamptz", (w) => w.expiresAt],
  ["sends_left", "int", (w) => w.sendsLeft],
  ["handle", "text", (w) => w.handle],
];

/**
 * A newer act begins its scene anew, with all its sends; an older one, or the same that came again, changes nothing. Some
 * platforms count in seconds: of an act that opens and one that closes in the same one, whichever came later holds. After the conversations.
 */
export function writeWindows(scope: Scope, { windows }: Fold): Promise<void> {
  return insertRows(scope, "reply_windows", {
    columns: WINDOW,
    rows: [...windows.values()],
    tail: `on conflict (tenant_id, conversation_id, scene) do update
      set opened_at = excluded.opened_at, expires_at = excluded.expires_at, sends_left = excluded.sends_left, handle = excluded.handle
      where reply_windows.opened_at < excluded.opened_at
         or (reply_windows.opened_at = excluded.opened_at and (reply_windows.expires_at = reply_windows.opened_at) <> (excluded.expires_at = excluded.opened_at))`,
  });
}

const EVIDENCE: Columns<Evidence> = [
  ["identity_id", "uuid", (e) => e.identityId],
  ["same_as_id", "uuid", (e) => e.sameAsId],
  ["channel_id", "uuid", (e) => e.channelId],
  ["seen_at", "timestamptz", (e) => e.seenAt],
];

/** Said once is enough. After the identities. */
export function writeEvidence(scope: Scope, { evidence }: Fold): Promise<void> {
  return insertRows(scope, "identity_evidence", { columns: EVIDENCE, rows: [...evidence.values()], tail: "on conflict do nothing" });
}
