import { notFound } from "@/lib/errors";
import { isId } from "@/server/db/ids";
import { outsideTenants } from "@/server/db/in-tenant";
import type { Sql } from "@/server/db/scope";
import { endConnections } from "@/server/realtime/end-connections";
import type { Session } from "./find-session";

/** Ends one session of this user at once: its next request is a stranger's. Throws not-found for anybody else's. */
export async function revokeSession(userId: string, sessionId: string): Promise<void> {
  if (!isId(sessionId)) throw notFound("session");
  await outsideTenants(async (sql) => {
    const { rowCount } = await sql.query("update sessions set revoked_at = coalesce(revoked_at, now()) where id = $1 and user_id = $2", [sessionId, userId]);
    if (rowCount === 0) throw notFound("session");
    await endConnections(sql, userId);
  });
}

/** Ends all sessions of this user, but for the one given, on the caller's transaction. Gives how many. */
export async function revokeSessions(sql: Sql, userId: string, exceptSessionId: string | null): Promise<number> {
  const { rowCount } = await sql.query("update sessions set revoked_at = now() where user_id = $1 and id is distinct from $2 and revoked_at is null", [
    userId,
    exceptSessionId,
  ]);
  if (rowCount) await endConnections(sql, userId);
  return rowCount ?? 0;
}

/** Ends all other sessions of who is signed in. Gives how many. */
export async function revokeOtherSessions({ sessionId, user }: Session): Promise<number> {
  return outsideTenants((sql) => revokeSessions(sql, user.id, sessionId));
}
