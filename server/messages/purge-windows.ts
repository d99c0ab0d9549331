import type { Scope } from "@/server/db/scope";

/** For so long the screen can say since when an answer is no longer possible. Ours. */
const KEPT_DAYS = 2;

/** Forgets what acts of customers once allowed, with the handles that came with it. Index reply_windows_expired. */
export async function purgeWindows({ sql, tenantId, now }: Scope): Promise<void> {
  await sql.query("delete from reply_windows where tenant_id = $1 and expires_at < $2::timestamptz - $3 * interval '1 day'", [tenantId, now, KEPT_DAYS]);
}
