import type { Sql } from "@/server/db/scope";
import { jobRequest } from "@/server/jobs/enqueue";
import { type MailPayload, sendMailJob } from "./send-mail.job";

/** Asks for a mail in the caller's transaction, in a tenant or in none: it is sent if and only if the transaction commits. */
export async function enqueueMail(sql: Sql, mail: MailPayload): Promise<void> {
  // Without a key the tenant plays no part in the request; the envelope's is the transaction's.
  await sql.query("select jobs.enqueue($1)", [JSON.stringify([jobRequest("", sendMailJob, mail)])]);
}
