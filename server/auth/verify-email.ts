import { outsideTenants } from "@/server/db/in-tenant";
import { enqueueMail } from "@/server/notifications/enqueue-mail";
import { spendEmailToken } from "./email-tokens";
import type { SessionUser } from "./find-session";
import { takeAttempt } from "./rate-limit";
import { linkOver } from "./reset-password";

/** Marks an address as its user's by the link of a mail. Throws invalid (reason "link-over"). */
export async function verifyEmail(token: string, now: Date): Promise<void> {
  await outsideTenants(async (sql) => {
    const userId = await spendEmailToken(sql, token, "verify");
    if (!userId) throw linkOver();
    await sql.query("update users set email_verified_at = coalesce(email_verified_at, $2) where id = $1", [userId, now]);
  });
}

/** Sends the verification mail once more; nothing when the address is verified. Throws `limit` after three an hour. */
export async function resendVerification(user: SessionUser, now: Date): Promise<void> {
  if (user.emailVerifiedAt) return;
  await takeAttempt([{ name: "verification", subject: user.id, max: 3, windowMinutes: 60 }], now);
  await outsideTenants((sql) => enqueueMail(sql, { kind: "verify-email", userId: user.id }));
}
