import type { SendRequest, SendResult, Transport } from "@/server/channels/contract";
import { type EmailCredentials, mailPart } from "../payload";
import { wayOf } from "../ways";

/** Hands one mail over, by the way that the mailbox is reached. Its id is the one we gave it: servers that change it are told by the reply token. */
export async function send({ part, config, readAttachment }: SendRequest<EmailCredentials>, transport: Transport): Promise<SendResult> {
  const mail = mailPart.parse(part.body);
  const files: Uint8Array[] = [];
  for (const index of mail.attachments.keys()) files.push(await readAttachment(index));
  return wayOf(config.credentials).submit({ mail, files, config }, transport);
}
