import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** The mails we send to people. Ids only: the secret of a link is made when the mail is, and stands in no job. */
const payload = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["verify-email", "reset-password", "address-taken", "password-changed"]), userId: z.uuid() }),
  z.object({ kind: z.literal("invitation"), invitationId: z.uuid() }),
]);
export type MailPayload = z.output<typeof payload>;

/** Sends one mail. Eight attempts span half an hour: a later reset link would be a surprise. */
export const sendMailJob = defineJob<MailPayload>({
  name: "sendMail",
  payload,
  maxAttempts: 8,
  run: async (mail, context) => (await import("./send-mail")).sendMail(mail, context),
});
