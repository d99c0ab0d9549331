import { AppError } from "@/lib/errors";
import { normaliseEmail } from "@/lib/normalise-email";
import { outsideTenants } from "@/server/db/in-tenant";
import { createUser, type NewUser } from "./create-user";
import { verifyPassword } from "./password";

/**
 * The user of this address, made where there is none: for the command line and the seed, where one person may own
 * several workspaces. Throws conflict when the address is taken and the password is not its own.
 */
export async function findOrCreateUser(input: NewUser & { password: string }): Promise<{ userId: string; isNew: boolean }> {
  const known = await findUser(input.email);
  if (!known) return { ...(await createUser(input)), isNew: true };
  if (await verifyPassword(known.password_hash, input.password)) return { userId: known.id, isNew: false };
  throw new AppError("conflict", "address taken, other password", {
    reason: "email-taken",
    publicMessage: "This e-mail address has an account already, with another password.",
  });
}

async function findUser(email: string): Promise<{ id: string; password_hash: string | null } | undefined> {
  const { rows } = await outsideTenants((sql) =>
    sql.query<{ id: string; password_hash: string | null }>(
      "select u.id, c.password_hash from users u left join credentials c on c.user_id = u.id where u.email = $1",
      [normaliseEmail(email)],
    ),
  );
  return rows[0];
}
