import type { SendRequest, SendResult, Transport } from "@/server/channels/contract";
import { type EmailCredentials, mailPart } from "../payload";
import { composeMime } from "./compose-mime";
import { submitError } from "./send-errors";
import { keepSentCopy } from "./sent-copy";
import { openSmtp, submit } from "./smtp-session";

/** Hands one mail to the mailbox's own outgoing server. Its id is the one we gave it: servers that change it are told by the reply token. */
export async function send({ part, config, readAttachment }: SendRequest<EmailCredentials>, transport: Transport): Promise<SendResult> {
  const mail = mailPart.parse(part.body);
  const files: Uint8Array[] = [];
  for (const index of mail.attachments.keys()) files.push(await readAttachment(index));
  const composed = await composeMime(mail, files);
  const connection = await openSmtp(config.credentials.smtp, transport);
  await submit(connection, composed).catch((error: unknown) => {
    throw submitError(error);
  });
  keepSentCopy(config.credentials.imap, composed.raw, transport);
  return { externalIds: [mail.messageId.slice(1, -1)] };
}
