import { env } from "@/lib/env";
import { type CapturedMail, readCapturedMails } from "@/server/notifications/read-captured-mail";

/** The captured mails for the demo's page, newest first; null outside the demo, for their links open accounts. */
export async function demoMails(): Promise<CapturedMail[] | null> {
  return env().DEMO ? readCapturedMails() : null;
}
