import { AppError } from "@/lib/errors";
import { outsideTenants } from "@/server/db/in-tenant";
import type { Sql } from "@/server/db/scope";
import { enqueueMail } from "@/server/notifications/enqueue-mail";
import { spendEmailToken } from "./email-tokens";
import { hashPassword } from "./password";
import { revokeSessions } from "./revoke-sessions";

/**
 * Sets a new password by the link of a mail, and signs the person out everywhere: whoever sat in the account before is out.
 * The link proves the address as well. Throws invalid (reason "link-over") when it is unknown, used or older than 30 minutes.
 */
export async function resetPassword(token: string, password: string): Promise<{ email: string }> {
  const passwordHash = await hashPassword(password);
  return outsideTenants(async (sql) => {
    const userId = await spendEmailToken(sql, token, "reset");
    if (!userId) throw linkOver();
    await storePassword(sql, userId, passwordHash);
    await revokeSessions(sql, userId, null);
    const { rows } = await sql.query<{ email: string }>(
      "update users set email_verified_at = coalesce(email_verified_at, now()) where id = $1 returning email",
      [userId],
    );
    await enqueueMail(sql, { kind: "password-changed", userId });
    return { email: rows[0]?.email ?? "" };
  });
}

/** Makes this the user's one password, whether or not there was one before (Google). */
export async function storePassword(sql: Sql, userId: string, passwordHash: string): Promise<void> {
  await sql.query(
    `insert into credentials (user_id, password_hash) values ($1, $2)
     on conflict (user_id) do update set password_hash = excluded.password_hash, changed_at = now()`,
    [userId, passwordHash],
  );
}

/** What a link of a mail gets that does not open anything any more. */
export function linkOver(): AppError {
  return new AppError("invalid", "mail token unknown, used or expired", {
    reason: "link-over",
    publicMessage: "This link has been used or has expired. Ask for a new one.",
  });
}
