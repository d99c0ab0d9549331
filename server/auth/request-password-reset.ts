import { setTimeout as sleep } from "node:timers/promises";
import { outsideTenants } from "@/server/db/in-tenant";
import { enqueueMail } from "@/server/notifications/enqueue-mail";
import { takeAttempt } from "./rate-limit";
import { networkOf, type RequestClient } from "./request-client";

// Longer than the work takes, so that the time of the answer does not tell whether there is an account.
const ANSWER_MS = 250;

/** Sends a link to set a new password, if this address (in its normal form) has an account. The answer is the same, in the same time, if not. Throws `limit`. */
export async function requestPasswordReset(email: string, client: RequestClient, now: Date): Promise<void> {
  await takeAttempt(
    [
      { name: "reset-network", subject: networkOf(client.address), max: 30, windowMinutes: 60 },
      { name: "reset-address", subject: email, max: 5, windowMinutes: 60 },
    ],
    now,
  );
  await Promise.all([sendLink(email), sleep(ANSWER_MS)]);
}

async function sendLink(email: string): Promise<void> {
  await outsideTenants(async (sql) => {
    const { rows } = await sql.query<{ id: string }>("select id from users where email = $1", [email]);
    if (rows[0]) await enqueueMail(sql, { kind: "reset-password", userId: rows[0].id });
  });
}
