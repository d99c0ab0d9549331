import { outsideTenants } from "@/server/db/in-tenant";
import { IDLE_DAYS } from "./find-session";

export interface SessionView {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  ip: string | null;
  userAgent: string | null;
}

const MAX_SHOWN = 100;

/** Where this user is signed in, the last used first. */
export async function listSessions(userId: string): Promise<SessionView[]> {
  const { rows } = await outsideTenants((sql) =>
    sql.query<SessionView>(
      `select id, created_at as "createdAt", last_seen_at as "lastSeenAt", ip, user_agent as "userAgent" from sessions
        where user_id = $1 and revoked_at is null and expires_at > now() and last_seen_at > now() - make_interval(days => $2)
        order by last_seen_at desc limit ${MAX_SHOWN}`,
      [userId, IDLE_DAYS],
    ),
  );
  return rows;
}
