import type { Locale } from "@/lib/locales";
import { normaliseEmail } from "@/lib/normalise-email";
import { outsideTenants } from "@/server/db/in-tenant";
import type { Sql } from "@/server/db/scope";
import { insertUser } from "./create-user";

/** What Google's id token says of a person. https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload (read 2026-11-21) */
export interface GoogleProfile {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  locale?: string;
}

const PROVIDER = "google";

/**
 * The user behind a Google account: the one it is linked to, else a new one. An existing account with the same address is linked
 * only when both sides have verified it: an unverified local address may have been planted by somebody who waits for its owner
 * to come by Google. Null when it may not sign in.
 */
export async function signInWithGoogle(profile: GoogleProfile): Promise<{ userId: string } | null> {
  return outsideTenants(async (sql) => {
    const linked = await findLinked(sql, profile.sub);
    if (linked) return { userId: linked };
    const email = profile.email_verified === true ? normaliseEmail(profile.email ?? "") : null;
    if (!email) return null;
    const locale: Locale = profile.locale?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
    const name = profile.name?.trim().slice(0, 100) || (email.split("@")[0] ?? email);
    const created = await insertUser(sql, { email, name, locale, passwordHash: null, isEmailVerified: true });
    const userId = created ?? (await findVerified(sql, email));
    return userId ? link(sql, profile.sub, userId) : null;
  });
}

async function findLinked(sql: Sql, accountId: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ user_id: string }>("select user_id from oauth_accounts where provider = $1 and provider_account_id = $2", [
    PROVIDER,
    accountId,
  ]);
  return rows[0]?.user_id;
}

async function findVerified(sql: Sql, email: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>("select id from users where email = $1 and email_verified_at is not null", [email]);
  return rows[0]?.id;
}

async function link(sql: Sql, accountId: string, userId: string): Promise<{ userId: string } | null> {
  await sql.query("insert into oauth_accounts (provider, provider_account_id, user_id) values ($1, $2, $3) on conflict do nothing", [
    PROVIDER,
    accountId,
    userId,
  ]);
  // A parallel first sign-in may have linked it meanwhile: what stands in the table counts.
  const userIdNow = await findLinked(sql, accountId);
  return userIdNow ? { userId: userIdNow } : null;
}
