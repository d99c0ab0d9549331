import { createHmac, createPrivateKey, randomBytes, sign } from "node:crypto";
import type { Control } from "../shared/control";
import type { ReadMail } from "../shared/mail-mime";
import type { Account } from "./world";

export interface Arrived {
  account: Account;
  raw: Buffer;
  mail: ReadMail;
  envelope: { from: string; to: string };
}

export interface Body {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

type Fields = [name: string, value: string | Buffer][];

/** A mail as Mailgun forwards it: raw to addresses that end in "mime", in a form of several parts where it has files. */
export function mailgunBody({ account, raw, mail, envelope }: Arrived, control: Control): Body {
  const at = Math.floor(Date.now() / 1_000) - (control.take("old-signature") ? 301 : 0);
  const token = randomBytes(25).toString("hex");
  const signature = createHmac("sha256", account.signingKey).update(`${at}${token}`).digest("hex");
  const isRaw = /mime$/.test(account.url) && !control.take("no-raw");
  const fields: Fields = [
    ["recipient", envelope.to],
    ["sender", envelope.from],
    ["from", mail.from],
    ["subject", mail.subject],
    ["timestamp", String(at)],
    ["token", token],
    ["signature", control.take("wrong-signature") ? signature.replace(/^./, (c) => (c === "0" ? "1" : "0")) : signature],
    isRaw ? ["body-mime", raw] : ["body-plain", mail.text],
  ];
  return { url: account.url, ...(mail.files.length > 0 ? multipart(fields) : urlencoded(fields)) };
}

/** As SendGrid posts it: always a form of several parts, signed as a whole. */
export function sendgridBody({ account, raw, mail, envelope }: Arrived, control: Control): Body {
  const isRaw = account.isRaw && !control.take("no-raw");
  const fields: Fields = [
    ["to", envelope.to],
    ["from", mail.from],
    ["subject", mail.subject],
    ["charsets", JSON.stringify({ to: "UTF-8", from: "UTF-8", subject: "UTF-8" })],
    ["envelope", JSON.stringify({ to: [envelope.to], from: envelope.from })],
    ["SPF", "pass"],
    ["dkim", "{@mail.example : pass}"],
    isRaw ? ["email", raw] : ["text", mail.text],
  ];
  const { headers, body } = multipart(fields);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const key = createPrivateKey({ key: Buffer.from(account.privateKey, "base64"), format: "der", type: "pkcs8" });
  const signature = sign("sha256", Buffer.concat([Buffer.from(timestamp), body]), key).toString("base64");
  const isWrong = control.take("wrong-signature");
  const posted = isWrong ? Buffer.concat([body, Buffer.from("\r\n")]) : body;
  const signed = { "x-twilio-email-event-webhook-signature": signature, "x-twilio-email-event-webhook-timestamp": timestamp };
  return { url: account.url, headers: { ...headers, ...signed }, body: posted };
}

/** As Postmark posts it: JSON, with what stands in the address as user and password. */
export function postmarkBody({ account, raw, mail, envelope }: Arrived, control: Control): Body {
  const url = new URL(account.url);
  const password = control.take("wrong-signature") ? "guessed" : url.password;
  const login = Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(password)}`).toString("base64");
  const isRaw = account.isRaw && !control.take("no-raw");
  const body = {
    From: mail.from,
    FromFull: { Email: mail.from, Name: "", MailboxHash: "" },
    To: mail.to.join(", "),
    OriginalRecipient: envelope.to,
    MailboxHash: /\+([^@]*)@/.exec(envelope.to)?.[1] ?? "",
    Subject: mail.subject,
    TextBody: mail.text,
    Attachments: mail.files.map(({ name, type, bytes }) => ({ Name: name, ContentType: type, Content: bytes.toString("base64") })),
    ...(isRaw && { RawEmail: raw.toString("utf8") }),
  };
  Object.assign(url, { username: "", password: "" });
  return { url: url.toString(), headers: { "content-type": "application/json", authorization: `Basic ${login}` }, body: Buffer.from(JSON.stringify(body)) };
}

function multipart(fields: Fields): Omit<Body, "url"> {
  const boundary = `xYzZY${randomBytes(8).toString("hex")}`;
  const parts = fields.map(([name, value]) =>
    Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`), Buffer.from(value), Buffer.from("\r\n")]),
  );
  return { headers: { "content-type": `multipart/form-data; boundary=${boundary}` }, body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]) };
}

/** Byte by byte: a raw mail is no text. */
function urlencoded(fields: Fields): Omit<Body, "url"> {
  const escaped = (value: string | Buffer) =>
    Buffer.from(value)
      .toString("latin1")
      .replace(/[^A-Za-z0-9_.~ -]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)
      .replaceAll(" ", "+");
  const body = fields.map(([name, value]) => `${name}=${escaped(value)}`).join("&");
  return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: Buffer.from(body) };
}
