import type { ServerCredentials } from "../payload";
import { composeMime } from "../sending/compose-mime";
import { submitError } from "../sending/send-errors";
import { keepSentCopy } from "../sending/sent-copy";
import { openSmtp, submit } from "../sending/smtp-session";
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
    const composed = await composeMime(mail, files);
    const connection = await openSmtp(config.credentials.smtp, transport);
    await submit(connection, composed).catch((error: unknown) => {
      throw submitError(error);
    });
    keepSentCopy(config.credentials.imap, composed.raw, transport);
    return { externalIds: [mail.messageId.slice(1, -1)] };
  },
};
