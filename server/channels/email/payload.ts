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
  host: line(253).regex(/^[^\s/@]+$/, "is a server's name, such as imap.example.com"),
  port: z.coerce.number().int().min(1).max(65_535),
  user: line(320),
  password: z.string().min(1).max(1_000),
  /** True: TLS from the first byte. False: in the clear, or STARTTLS where the server offers it. */
  tls: z.boolean(),
});

export const credentialsSchema = z.object({
  address: line(320).regex(/^[^\s@<>]+@[^\s@<>]+$/, "is an e-mail address"),
  imap: mailServer,
  smtp: mailServer,
  /** How far back the first sign-in reads; without it from a quarter of an hour ago on. */
  backfillDays: z.number().int().min(0).max(30).optional(),
});

export type MailServer = z.output<typeof mailServer>;
export type EmailCredentials = z.output<typeof credentialsSchema>;

/** The mailbox in the form in which two spellings of an address are one. */
export const accountOf = ({ address }: EmailCredentials): string => addressKey(address);

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
