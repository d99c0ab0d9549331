import { outsideTenants } from "@/server/db/in-tenant";

/** Deletes what no sign-in can need again: ended sessions after 30 days (whoever asks what happened still finds them), links and attempt windows after two. */
export async function sweepExpired(): Promise<void> {
  await outsideTenants(async (sql) => {
    await sql.query("delete from sessions where expires_at < now() - interval '30 days' or revoked_at < now() - interval '30 days'");
    await sql.query("delete from email_tokens where expires_at < now() - interval '2 days'");
    await sql.query("delete from rate_windows where window_start < now() - interval '2 days'");
  });
}
