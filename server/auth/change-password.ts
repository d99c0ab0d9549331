import { AppError } from "@/lib/errors";
import { outsideTenants } from "@/server/db/in-tenant";
import { enqueueMail } from "@/server/notifications/enqueue-mail";
import type { Session } from "./find-session";
import { hashPassword } from "./password";
import type { RequestClient } from "./request-client";
import { storePassword } from "./reset-password";
import { revokeSessions } from "./revoke-sessions";
import { signInWithPassword } from "./sign-in-with-password";

interface Change {
  current: string;
  password: string;
}

interface Visit {
  client: RequestClient;
  now: Date;
}

/**
 * Changes the password of who is signed in, and signs out every other device. The current one is asked for, under the same
 * limits as at sign-in: an open screen is not enough. Throws invalid (field "current") and `limit`.
 */
export async function changePassword(session: Session, { current, password }: Change, visit: Visit): Promise<void> {
  const proof = await signInWithPassword({ email: session.user.email, password: current, ...visit });
  if (!proof) throw new AppError("invalid", "current password wrong", { reason: "wrong-password", fields: [{ field: "current", message: "passwordWrong" }] });
  const passwordHash = await hashPassword(password);
  await outsideTenants(async (sql) => {
    await storePassword(sql, session.user.id, passwordHash);
    await revokeSessions(sql, session.user.id, session.sessionId);
    await enqueueMail(sql, { kind: "password-changed", userId: session.user.id });
  });
}
