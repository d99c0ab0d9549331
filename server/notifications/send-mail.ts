import type { JobContext } from "@/server/jobs/define-job";
import { composeMail } from "./compose-mail";
import { postMail } from "./post-mail";
import type { MailPayload } from "./send-mail.job";

/** Writes and posts one mail; nothing when its reason is gone (an invitation revoked, a user deleted). Throws when it could not be handed over: the job tries again. */
export async function sendMail(payload: MailPayload, context: Pick<JobContext, "inTenant">): Promise<void> {
  const mail = await composeMail(payload, context);
  if (mail) await postMail(mail);
}
