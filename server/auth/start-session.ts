import { newId } from "@/server/db/ids";
import { outsideTenants } from "@/server/db/in-tenant";
import type { Sql } from "@/server/db/scope";
import { endConnections } from "@/server/realtime/end-connections";
import type { RequestClient } from "./request-client";
import { hashToken, newToken } from "./tokens";

/** A session lives at most this long, however busy it is. */
export const SESSION_DAYS = 60;

interface NewSession {
  userId: string;
  client: RequestClient;
  /** The token this browser carried before: that session ends, so that signing in anew never leaves an old one behind. */
  previousToken: string | null;
}

/** Signs a person in: a row in `sessions`, and the opaque token of 43 characters that the cookie holds. Only the token's sha256 is stored. */
export async function startSession({ userId, client, previousToken }: NewSession): Promise<{ sessionId: string; token: string }> {
  const sessionId = newId();
  const token = newToken();
  await outsideTenants(async (sql) => {
    if (previousToken) await endPrevious(sql, previousToken);
    await sql.query(
      `insert into sessions (id, token_hash, user_id, expires_at, ip, user_agent)
       values ($1, $2, $3, now() + make_interval(days => $4), $5, $6)`,
      [sessionId, hashToken(token), userId, SESSION_DAYS, client.address, client.userAgent],
    );
  });
  return { sessionId, token };
}

/** The screens that still stand open with the old token are another person's from now on, or the same one's anew: they ask. */
async function endPrevious(sql: Sql, token: string): Promise<void> {
  const { rows } = await sql.query<{ user_id: string }>(
    "update sessions set revoked_at = now() where token_hash = $1 and revoked_at is null returning user_id",
    [hashToken(token)],
  );
  for (const { user_id } of rows) await endConnections(sql, user_id);
}
