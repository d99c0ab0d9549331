import type { Transport } from "@/server/channels/contract";
import type { MailServer } from "../payload";
import type { Outgoing } from "../way";
import { composeMime } from "./compose-mime";
import { submitError } from "./send-errors";
import { openSmtp, submit } from "./smtp-session";

/** Hands a mail to a server, and gives the bytes that left. Throws SendError. */
export async function submitBySmtp(server: MailServer, { mail, files }: Pick<Outgoing<unknown>, "mail" | "files">, transport: Transport): Promise<Buffer> {
  const composed = await composeMime(mail, files);
  const connection = await openSmtp(server, transport);
  await submit(connection, composed).catch((error: unknown) => {
    throw submitError(error);
  });
  return composed.raw;
}
