import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/locales";
import { SYSTEM } from "@/server/access/actor";
import { insertUser } from "@/server/auth/create-user";
import { hashPassword } from "@/server/auth/password";
import { hashToken } from "@/server/auth/tokens";
import { inTenant } from "@/server/db/in-tenant";
import { accessInvitation, takeSeat } from "./accept-invitation";

interface JoinInput {
  token: string;
  name: string;
  password: string;
  locale: Locale;
}

/**
 * Makes the invited person's account and seat in one transaction; their address is verified by the link.
 * Throws conflict (reason "email-taken") when the address has an account: then they sign in and accept as themselves.
 */
export async function acceptAsNewUser({ token, name, password, locale }: JoinInput, now: Date): Promise<{ slug: string; email: string }> {
  const invitation = await accessInvitation(token, now);
  const passwordHash = await hashPassword(password);
  const { email } = invitation;
  const join = inTenant(
    invitation.tenantId,
    SYSTEM,
    async (scope) => {
      const userId = await insertUser(scope.sql, { email, name, passwordHash, locale, isEmailVerified: true });
      if (!userId)
        throw new AppError("conflict", "address taken", { reason: "email-taken", publicMessage: "This address has an account already. Sign in to join." });
      return takeSeat(scope, { invitation, user: { id: userId, name }, tokenHash: hashToken(token) });
    },
    { now },
  );
  return { ...(await join), email };
}
