import type { SignUpInput } from "@/lib/schemas/people";
import { SYSTEM } from "@/server/access/actor";
import { newId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import { enqueueMail } from "@/server/notifications/enqueue-mail";
import { insertTenant } from "@/server/tenants/create-tenant";
import { insertUser } from "./create-user";
import { hashPassword } from "./password";
import { takeAttempt } from "./rate-limit";
import { networkOf, type RequestClient } from "./request-client";

type SignUpOutcome = { kind: "ready"; slug: string } | { kind: "check-mail" };

/**
 * A person with a workspace, in one transaction with the mail that asks to verify the address.
 * Where the address has an account, nothing is made, its holder is told by mail and the answer names no account. Throws `limit`.
 */
export async function signUp(input: SignUpInput, client: RequestClient, now: Date): Promise<SignUpOutcome> {
  const network = networkOf(client.address);
  await takeAttempt(
    [
      { name: "sign-up-network", subject: network, max: 60, windowMinutes: 60 },
      { name: "sign-up-address", subject: input.email, max: 3, windowMinutes: 60 },
    ],
    now,
  );
  const passwordHash = await hashPassword(input.password);
  const tenantId = newId();
  const slug = await inTenant(
    tenantId,
    SYSTEM,
    async (scope) => {
      const userId = await insertUser(scope.sql, { ...input, passwordHash, isEmailVerified: false });
      if (!userId) return null;
      const tenant = await insertTenant(scope, { name: input.company, timeZone: input.timeZone, locale: input.locale, owner: { userId, name: input.name } });
      await enqueueMail(scope.sql, { kind: "verify-email", userId });
      return tenant.slug;
    },
    { now },
  );
  if (slug) return { kind: "ready", slug };
  await tellHolder(input.email);
  return { kind: "check-mail" };
}

async function tellHolder(email: string): Promise<void> {
  await outsideTenants(async (sql) => {
    const { rows } = await sql.query<{ id: string }>("select id from users where email = $1", [email]);
    if (rows[0]) await enqueueMail(sql, { kind: "address-taken", userId: rows[0].id });
  });
}
