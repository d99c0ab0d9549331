import type { Sql } from "@/server/db/scope";
import { hashToken, isToken, newToken } from "./tokens";

export type EmailTokenPurpose = "verify" | "reset";

// A reset link opens the account, so it is short. A verification link only proves the address, and people read that mail the next morning.
export const EMAIL_TOKEN_MINUTES: Record<EmailTokenPurpose, number> = { reset: 30, verify: 24 * 60 };

/** The secret for a link in a mail to this user. Only its sha256 is stored; it serves one purpose, once, for EMAIL_TOKEN_MINUTES. */
export async function issueEmailToken(sql: Sql, userId: string, purpose: EmailTokenPurpose): Promise<string> {
  const token = newToken();
  await sql.query("insert into email_tokens (token_hash, user_id, purpose, expires_at) values ($1, $2, $3, now() + make_interval(mins => $4))", [
    hashToken(token),
    userId,
    purpose,
    EMAIL_TOKEN_MINUTES[purpose],
  ]);
  return token;
}

/**
 * Uses a token up and gives its user; null when it is unknown, used, expired or of another purpose.
 * One statement: of two parallel tries one gets the user. The user's other tokens of that purpose end with it.
 */
export async function spendEmailToken(sql: Sql, token: string, purpose: EmailTokenPurpose): Promise<string | null> {
  if (!isToken(token)) return null;
  const { rows } = await sql.query<{ user_id: string }>(
    "update email_tokens set used_at = now() where token_hash = $1 and purpose = $2 and used_at is null and expires_at > now() returning user_id",
    [hashToken(token), purpose],
  );
  const userId = rows[0]?.user_id;
  if (!userId) return null;
  await sql.query("update email_tokens set used_at = now() where user_id = $1 and purpose = $2 and used_at is null", [userId, purpose]);
  return userId;
}
