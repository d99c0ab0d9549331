import { normaliseEmail } from "@/lib/normalise-email";
import { outsideTenants } from "@/server/db/in-tenant";
import { hashPassword, needsRehash, verifyPassword } from "./password";
import { giveBackAttempt, type RateLimit, takeAttempt } from "./rate-limit";
import { networkOf, type RequestClient } from "./request-client";

// Longer ones are no passwords but a way to keep our processors busy.
const MAX_PASSWORD_LENGTH = 1_000;

interface Attempt {
  email: string;
  password: string;
  client: RequestClient;
  now: Date;
}

interface CredentialRow {
  id: string;
  password_hash: string | null;
}

/** The user's id when the password is right, null when it is not or there is no such user: both take the same time. Throws `limit` while guessing is locked out. */
export async function signInWithPassword({ email, password, client, now }: Attempt): Promise<{ userId: string } | null> {
  const address = normaliseEmail(email);
  const limits = signInLimits(address ?? "nobody", client);
  await takeAttempt(limits, now);
  const row = address && password.length <= MAX_PASSWORD_LENGTH ? await findCredential(address) : undefined;
  const fits = await verifyPassword(row?.password_hash ?? null, password.slice(0, MAX_PASSWORD_LENGTH));
  if (!row?.password_hash || !fits) return null;
  await giveBackAttempt(limits, now);
  if (needsRehash(row.password_hash)) await storeHash(row.id, row.password_hash, await hashPassword(password));
  return { userId: row.id };
}

/** Counted are failures alone: per address and network, per address whatever the network, per network whatever the address (one password on many accounts). */
function signInLimits(address: string, client: RequestClient): RateLimit[] {
  const network = networkOf(client.address);
  return [
    { name: "sign-in-address-network", subject: `${address} ${network}`, max: 5, windowMinutes: 15 },
    { name: "sign-in-address", subject: address, max: 20, windowMinutes: 60 },
    { name: "sign-in-network", subject: network, max: 100, windowMinutes: 60 },
  ];
}

async function findCredential(address: string): Promise<CredentialRow | undefined> {
  const { rows } = await outsideTenants((sql) =>
    sql.query<CredentialRow>("select u.id, c.password_hash from users u left join credentials c on c.user_id = u.id where u.email = $1", [address]),
  );
  return rows[0];
}

/** Only while the old hash still stands: a password changed in the meantime stays changed. */
async function storeHash(userId: string, before: string, after: string): Promise<void> {
  await outsideTenants((sql) => sql.query("update credentials set password_hash = $3 where user_id = $1 and password_hash = $2", [userId, before, after]));
}
