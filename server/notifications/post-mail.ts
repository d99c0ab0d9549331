import { createTransport, type Transporter } from "nodemailer";
import { env, publicUrl } from "@/lib/env";
import { newId } from "@/server/db/ids";
import { captureMail } from "./capture-mail";
import type { Mail } from "./compose-mail";

const TIMEOUT_MS = 15_000;

let smtp: Transporter | undefined;

/** Hands a mail to SMTP_URL, or captures it under DATA_DIR/mail where none is set. Throws when the server refuses or stays silent for 15 s. */
export async function postMail(mail: Mail): Promise<void> {
  const { SMTP_URL } = env();
  const message = mailMessage(mail);
  if (!SMTP_URL) {
    const built = await createTransport({ streamTransport: true, buffer: true, newline: "windows" }).sendMail(message);
    await captureMail(built.message as Buffer);
    return;
  }
  smtp ??= createTransport(SMTP_URL, { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS } as object);
  await smtp.sendMail(message);
}

/** A mail as nodemailer takes it. The recipient as an object: a text would be parsed, and a name in it might become a second address. */
export function mailMessage({ to, ...mail }: Mail) {
  return {
    ...mail,
    to: { name: "", address: to },
    from: env().MAIL_FROM,
    messageId: `<${newId()}@${new URL(publicUrl()).hostname}>`,
    // RFC 3834, section 5: keeps vacation notices from answering.
    headers: { "Auto-Submitted": "auto-generated" },
  };
}
