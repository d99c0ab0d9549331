import * as z from "zod";
import { addressKey } from "@/lib/mail-address";

/** Visible characters of one line: what stands here goes into protocol lines. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !/\p{Cc}/u.test(value), "has a line break or control character in it");

const mailServer = z.object({
  host: line(253).regex(/^[^\s/@]+$/, "Must be a server's name, such as imap.example.com"),
  port: z.coerce.number().int().min(1).max(65_535),
  user: line(320),
  password: z.string().min(1).max(1_000),
  /** True: TLS from the first byte. False: in the clear, or STARTTLS where the server offers it. */
  tls: z.boolean(),
});

const mailbox = {
  address: line(320).regex(/^[^\s@<>]+@[^\s@<>]+$/, "Must be an e-mail address"),
  /** How far back the first look reads; without it from a quarter of an hour ago on. */
  backfillDays: z.number().int().min(0).max(30).optional(),
};

/** A server typed into a form: port 465 is TLS from the first byte, any other begins in the clear and must go over to TLS (RFC 8314, section 3.3). */
const typedServer = mailServer.extend({ tls: z.boolean().optional() }).transform((server) => ({ ...server, tls: server.tls ?? server.port === 465 }));

const byServers = z.object({ via: z.literal("imap"), ...mailbox, imap: mailServer, smtp: mailServer });
const byGoogle = z.object({ via: z.literal("gmail"), ...mailbox, refreshToken: z.string().min(1) });
const byMicrosoft = z.object({ via: z.literal("microsoft"), ...mailbox, refreshToken: z.string().min(1) });
export const byMailgun = z.object({ via: z.literal("mailgun"), ...mailbox, signingKey: line(200), smtp: typedServer });
export const bySendgrid = z.object({ via: z.literal("sendgrid"), ...mailbox, publicKey: line(500), smtp: typedServer });
export const byPostmark = z.object({
  via: z.literal("postmark"),
  ...mailbox,
  webhookUser: line(100).default("parley"),
  webhookPassword: line(100),
  smtp: typedServer,
});

/** By what a mailbox is reached. The ways that came later name themselves; what names none has servers. */
export const credentialsSchema = z.preprocess(
  (given) => (typeof given === "object" && given !== null && !("via" in given) ? { via: "imap", ...given } : given),
  z.discriminatedUnion("via", [byServers, byGoogle, byMicrosoft, byMailgun, bySendgrid, byPostmark]),
);

export type MailServer = z.output<typeof mailServer>;
export type EmailCredentials = z.output<typeof credentialsSchema>;
export type Via = EmailCredentials["via"];
export type ServerCredentials = z.output<typeof byServers>;
export type GoogleCredentials = z.output<typeof byGoogle>;
export type MicrosoftCredentials = z.output<typeof byMicrosoft>;
export type ParsedCredentials = Extract<EmailCredentials, { via: "mailgun" | "sendgrid" | "postmark" }>;

/** The mailbox in the form in which two spellings of an address are one. */
export const accountOf = ({ address }: Pick<EmailCredentials, "address">): string => addressKey(address);

/** A mail as `send` gets it: plain data, every line of it clean. */
export const mailPart = z.object({
  messageId: z.string(),
  from: z.object({ address: z.string(), name: z.string() }),
  to: z.array(z.object({ address: z.string(), name: z.string() })),
  cc: z.array(z.object({ address: z.string(), name: z.string() })),
  bcc: z.array(z.object({ address: z.string(), name: z.string() })),
  replyTo: z.string().nullable(),
  subject: z.string(),
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  text: z.string(),
  html: z.string(),
  isAutomatic: z.boolean(),
  attachments: z.array(z.object({ name: z.string(), mimeType: z.string() })),
});
export type MailPart = z.output<typeof mailPart>;
