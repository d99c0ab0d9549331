import type { Connect } from "@/server/channels/contract";
import { inInbox } from "./imap-session";
import { accountOf, type EmailCredentials } from "./payload";
import { openSmtp } from "./sending/smtp-session";

export const connect: Connect<EmailCredentials> = {
  /** Signs in on both sides and opens the inbox; sends nothing. The first side that refuses is the one that is named. */
  async identify({ credentials }, transport) {
    await inInbox(credentials.imap, transport, async () => {});
    (await openSmtp(credentials.smtp, transport)).close();
    return { accountId: accountOf(credentials), name: credentials.address };
  },
};
