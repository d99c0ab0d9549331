import { SendError } from "@/server/channels/contract";
import type { ParsedCredentials } from "../payload";
import { openSmtp } from "../sending/smtp-session";
import { submitBySmtp } from "../sending/submit-by-smtp";
import type { Way } from "../way";

/** A mailbox whose mails a service brings to us; what leaves goes by the SMTP server that was named with it. */
export const parsed: Way<ParsedCredentials> = {
  async submit({ mail, files, config }, transport) {
    await submitBySmtp(config.credentials.smtp, { mail, files }, transport);
    return { externalIds: [mail.messageId.slice(1, -1)] };
  },
  async check({ credentials }, transport) {
    try {
      (await openSmtp(credentials.smtp, transport)).close();
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
