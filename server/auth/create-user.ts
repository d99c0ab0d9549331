import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/locales";
import { normaliseEmail } from "@/lib/normalise-email";
import { newId } from "@/server/db/ids";
import { outsideTenants } from "@/server/db/in-tenant";
import type { Sql } from "@/server/db/scope";
import { hashPassword } from "./password";

export interface NewUser {
  email: string;
  name: string;
  /** Null for a person who signs in with Google. */
  password: string | null;
  locale: Locale;
  isEmailVerified: boolean;
}

/** A user in a transaction of its own, for the command line and the seed. Throws conflict when the address is taken, invalid when it is none. */
export async function createUser(input: NewUser): Promise<{ userId: string }> {
  const passwordHash = input.password === null ? null : await hashPassword(input.password);
  const userId = await outsideTenants((sql) => insertUser(sql, { ...input, passwordHash }));
  if (!userId) throw new AppError("conflict", "address taken", { reason: "email-taken", publicMessage: "This e-mail address has an account already." });
  return { userId };
}

/** A user on the caller's transaction, with the password hashed beforehand (hashing takes 50 ms). Null when the address is taken. */
export async function insertUser(sql: Sql, input: Omit<NewUser, "password"> & { passwordHash: string | null }): Promise<string | null> {
  const email = normaliseEmail(input.email);
  if (!email) throw new AppError("invalid", "not an address", { fields: [{ field: "email", message: "Enter an e-mail address like name@example.com." }] });
  const { rows } = await sql.query<{ id: string }>(
    `insert into users (id, email, name, locale, email_verified_at) values ($1, $2, $3, $4, case when $5 then now() end)
     on conflict (email) do nothing returning id`,
    [newId(), email, input.name, input.locale, input.isEmailVerified],
  );
  const userId = rows[0]?.id;
  if (!userId) return null;
  if (input.passwordHash) await sql.query("insert into credentials (user_id, password_hash) values ($1, $2)", [userId, input.passwordHash]);
  return userId;
}
