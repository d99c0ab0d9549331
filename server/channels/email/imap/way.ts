import type { ServerCredentials } from "../payload";
import { keepSentCopy } from "../sending/sent-copy";
import { submitBySmtp } from "../sending/submit-by-smtp";
import type { Way } from "../way";
import { health } from "./check";
import { poll } from "./pull";
import { gateway } from "./watch";

/** A mailbox by its own servers: IMAP brings, SMTP takes away. */
export const imap: Way<ServerCredentials> = {
  pull: poll.pull,
  watch: gateway.run,
  check: health.check,
  async submit({ mail, files, config }, transport) {
    const { imap: server, smtp } = config.credentials;
    keepSentCopy(server, await submitBySmtp(smtp, { mail, files }, transport), transport);
    return { externalIds: [mail.messageId.slice(1, -1)] };
  },
};
