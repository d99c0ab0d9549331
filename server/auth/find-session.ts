import type { Locale } from "@/lib/locales";
import { outsideTenants } from "@/server/db/in-tenant";
import { readSessionToken } from "./session-cookie";
import { hashToken, isToken } from "./tokens";

export type Theme = "system" | "light" | "dark";

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  locale: Locale;
  theme: Theme;
  emailVerifiedAt: Date | null;
}

export interface Session {
  sessionId: string;
  user: SessionUser;
}

/** A session ends after this long without a request, and after 60 days in any case (`expires_at`). */
export const IDLE_DAYS = 14;

interface SessionRow {
  session_id: string;
  id: string;
  name: string;
  email: string;
  locale: Locale;
  theme: Theme;
  email_verified_at: Date | null;
}

/**
 * The signed-in person behind a Cookie header, or null when there is none, the token is unknown, revoked, idle for 14 days or expired.
 * Reads next-auth's cookie without next-auth: our own server answers ahead of Next. Notes the visit at most every five minutes.
 */
export async function findSession(cookieHeader: string | null): Promise<Session | null> {
  const token = readSessionToken(cookieHeader);
  if (!isToken(token)) return null;
  const { rows } = await outsideTenants((sql) =>
    sql.query<SessionRow>(
      `with found as (
         select id, user_id, last_seen_at from sessions
          where token_hash = $1 and revoked_at is null and expires_at > now() and last_seen_at > now() - make_interval(days => $2)
       ), seen as (
         update sessions s set last_seen_at = now() from found f where s.id = f.id and f.last_seen_at < now() - interval '5 minutes'
       )
       select f.id as session_id, u.id, u.name, u.email, u.locale, u.theme, u.email_verified_at
         from found f join users u on u.id = f.user_id`,
      [hashToken(token), IDLE_DAYS],
    ),
  );
  const row = rows[0];
  if (!row) return null;
  const { session_id, email_verified_at, ...user } = row;
  return { sessionId: session_id, user: { ...user, emailVerifiedAt: email_verified_at } };
}
