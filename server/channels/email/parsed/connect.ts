import * as z from "zod";
import { type ConnectField, SendError, type TokenMethod, type Words } from "@/server/channels/contract";
import { accountOf, byMailgun, byPostmark, bySendgrid, type ParsedCredentials } from "../payload";
import { openSmtp } from "../sending/smtp-session";
import { readPublicKey } from "./sendgrid";

const ADDRESS: ConnectField = {
  name: "address",
  type: "text",
  label: { en: "Address of the mailbox", "zh-CN": "邮箱地址" },
  help: { en: "Answers are sent from it.", "zh-CN": "回复将以此地址发出。" },
  placeholder: "support@example.com",
};

/** Where answers leave; the services offer it too. */
const smtp = (host: string, user: Words): ConnectField[] => [
  { name: "smtp.host", type: "text", label: { en: "SMTP server", "zh-CN": "SMTP 服务器" }, placeholder: host },
  { name: "smtp.port", type: "text", label: { en: "SMTP port", "zh-CN": "SMTP 端口" }, placeholder: "587" },
  { name: "smtp.user", type: "text", label: { en: "SMTP user", "zh-CN": "SMTP 用户名" }, help: user },
  { name: "smtp.password", type: "secret", label: { en: "SMTP password", "zh-CN": "SMTP 密码" } },
];

/** The form does not ask which service it is for. */
const typedFor = <T>(via: string, schema: z.ZodType<T>): z.ZodType<T> => z.preprocess((given) => ({ ...(given as object), via }), schema) as z.ZodType<T>;

/** Whether answers could leave. What comes in shows itself with the first mail. */
const identify: NonNullable<TokenMethod<ParsedCredentials>["identify"]> = async ({ credentials }, transport) => {
  if (credentials.via === "sendgrid" && !readPublicKey(credentials.publicKey)) {
    throw new SendError("auth", "This is no public key as SendGrid shows it. Copy it again from the security policy.", { retryable: false });
  }
  (await openSmtp(credentials.smtp, transport)).close();
  return { accountId: accountOf(credentials), name: credentials.address };
};

const mailgun: TokenMethod<ParsedCredentials> = {
  name: "mailgun",
  how: "token",
  title: { en: "Mails that Mailgun receives", "zh-CN": "由 Mailgun 接收的邮件" },
  steps: [
    { en: "In Mailgun, under Receiving, make a route for the mailbox's address.", "zh-CN": "在 Mailgun 的 Receiving 中为该邮箱地址创建路由。" },
    {
      en: "Let it forward to this address: `{host}/api/webhooks/email/{channelId}?format=mime`",
      "zh-CN": "将其转发到此地址：`{host}/api/webhooks/email/{channelId}?format=mime`",
    },
    { en: "The signing key stands under API security, as HTTP webhook signing key.", "zh-CN": "签名密钥位于 API security 的 HTTP webhook signing key。" },
  ],
  fields: [
    ADDRESS,
    { name: "signingKey", type: "secret", label: { en: "HTTP webhook signing key", "zh-CN": "HTTP webhook signing key（签名密钥）" } },
    ...smtp("smtp.mailgun.org", { en: "Of the domain's SMTP credentials.", "zh-CN": "域名 SMTP 凭据中的用户名。" }),
  ],
  typed: typedFor("mailgun", byMailgun),
  identify,
};

const sendgrid: TokenMethod<ParsedCredentials> = {
  name: "sendgrid",
  how: "token",
  title: { en: "Mails that SendGrid receives", "zh-CN": "由 SendGrid 接收的邮件" },
  steps: [
    {
      en: "In SendGrid, under Settings and Inbound Parse, add the host of the mailbox with this address: {webhookUrl}",
      "zh-CN": "在 SendGrid 的 Settings 与 Inbound Parse 中，为该邮箱的域名添加以下地址：{webhookUrl}",
    },
    { en: "Switch on “POST the raw, full MIME message”.", "zh-CN": "开启“POST the raw, full MIME message”。" },
    {
      en: "Make a security policy for Inbound Parse with a signature, give it to the host, and copy its public key.",
      "zh-CN": "为 Inbound Parse 创建带签名的安全策略并应用到该域名，然后复制其公钥。",
    },
  ],
  fields: [
    ADDRESS,
    { name: "publicKey", type: "text", label: { en: "Public key", "zh-CN": "公钥" }, placeholder: "MFkwEwYHKoZIzj0CAQYI…" },
    ...smtp("smtp.sendgrid.net", { en: "At SendGrid it is “apikey”.", "zh-CN": "SendGrid 的用户名为“apikey”。" }),
  ],
  typed: typedFor("sendgrid", bySendgrid),
  identify,
};

const postmark: TokenMethod<ParsedCredentials> = {
  name: "postmark",
  how: "token",
  title: { en: "Mails that Postmark receives", "zh-CN": "由 Postmark 接收的邮件" },
  steps: [
    {
      en: "In Postmark, open the inbound stream's settings and enter this address as the webhook, with parley:PASSWORD@ behind https://: {webhookUrl}",
      "zh-CN": "在 Postmark 中打开 inbound stream 的设置，将以下地址填为 webhook，并在 https:// 之后加上 parley:密码@：{webhookUrl}",
    },
    { en: "The password is the one that is shown here.", "zh-CN": "密码即此处显示的密码。" },
    { en: "Switch on “Include raw email content in JSON payload”.", "zh-CN": "开启“Include raw email content in JSON payload”。" },
  ],
  fields: [
    ADDRESS,
    { name: "webhookPassword", type: "generated", label: { en: "Password for the address", "zh-CN": "地址中的密码" }, isOptional: true },
    ...smtp("smtp.postmarkapp.com", { en: "At Postmark the server's token is user and password.", "zh-CN": "在 Postmark，用户名和密码均为服务器令牌。" }),
  ],
  typed: typedFor("postmark", byPostmark),
  identify,
};

export const byServices = [mailgun, sendgrid, postmark];
