import { SYSTEM } from "@/server/access/actor";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import type { CapturedMail } from "@/server/notifications/read-captured-mail";
import { readCapturedMails } from "@/server/notifications/read-captured-mail";
import { sendMail } from "@/server/notifications/send-mail";
import { sendMailJob } from "@/server/notifications/send-mail.job";

/** Takes the mail jobs that wait for this user or invitation off the queue, runs them, and gives what arrived at the address, newest first. */
export async function collectMail(subjectId: string, address: string): Promise<CapturedMail[]> {
  const { rows } = await jobsPool().query<{ payload: { tenantId: string | null; payload: unknown } }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = $1
        and (j.payload->'payload'->>'userId' = $2 or j.payload->'payload'->>'invitationId' = $2) returning j.payload`,
    [sendMailJob.name, subjectId],
  );
  for (const { payload } of rows) {
    await sendMail(sendMailJob.payload.parse(payload.payload), { inTenant: (fn) => inTenant(payload.tenantId ?? "none", SYSTEM, fn) });
  }
  return readCapturedMails(address);
}

/** The secret in a mail's link. */
export function linkToken(mail: CapturedMail | undefined): string {
  const token = /(?:token=|invite\/)([A-Za-z0-9_-]{43})/.exec(mail?.text ?? "")?.[1];
  if (!token) throw new Error(`no link in ${mail?.subject ?? "no mail"}`);
  return token;
}
