import * as z from "zod";
import { id } from "./text";

/** An address as a person reads it; `address` is NFC, its domain lower case. */
export const mailAddress = z.object({ address: z.string(), name: z.string().nullable() });
export type MailAddress = z.output<typeof mailAddress>;

/** RFC 8601 results, as the receiving server that we trust states them. */
export const AUTH_RESULTS = ["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"] as const;
const authResult = z.enum(AUTH_RESULTS).nullable();

/**
 * automatic: a machine wrote it (RFC 3834 and its kin): never answered, wakes nothing. no-answer: a person may have written it, but
 * nothing automatic may answer.
 */
export const MAIL_AUTOMATION = ["none", "no-answer", "automatic"] as const;

/**
 * What strikes about a mail. stranger: it points at a conversation that its sender takes no part in, and was kept out of it.
 * newcomer: its sender took no part before and came in by the conversation's own reply address. new-subject: it answers another
 * mail, under another subject, and so began a conversation.
 */
export const MAIL_FLAGS = ["forwarded", "invite", "list", "signed", "encrypted", "stranger", "newcomer", "new-subject"] as const;

/** What a mail says beyond any message: kept with the message, shown under its head. */
export const mailFacts = z.object({
  messageId: z.string().nullable().meta({ description: "Message-ID without angle brackets; null where the mail has none." }),
  references: z.array(z.string()).meta({ description: "Message-IDs of the thread, oldest first; the answered one is the last." }),
  subject: z.string(),
  from: mailAddress,
  replyTo: z.array(mailAddress),
  to: z.array(mailAddress),
  cc: z.array(mailAddress),
  bcc: z.array(mailAddress).meta({ description: "Of our own mails only." }),
  automation: z.enum(MAIL_AUTOMATION),
  flags: z.array(z.enum(MAIL_FLAGS)),
  authentication: z.object({ spf: authResult, dkim: authResult, dmarc: authResult }).nullable(),
  remoteImages: z.number().int().meta({ description: "Images that lie elsewhere; loaded only when a person asks." }),
});
export type MailFacts = z.output<typeof mailFacts>;

/** Who an answer would go to, and who could be added. */
export const envelopeView = z.object({
  from: mailAddress,
  to: z.array(mailAddress),
  cc: z.array(mailAddress),
  subject: z.string(),
  candidates: z.array(mailAddress),
});

/** Whom an agent wants to write to beyond the obvious. Without it: the sender, and everybody else when `replyAll`. */
export const mailRecipients = z.object({
  replyAll: z.boolean().default(true),
  to: z.array(z.string().max(320)).max(50).optional().meta({ description: "Instead of the sender." }),
  cc: z.array(z.string().max(320)).max(50).optional().meta({ description: "Instead of the computed ones." }),
  bcc: z.array(z.string().max(320)).max(50).optional(),
  subject: z.string().max(400).optional(),
});
export type MailRecipients = z.output<typeof mailRecipients>;

/** Which answer the composer asks about. */
export const replyEnvelopeInput = z.object({ conversationId: id, replyToId: id.optional(), channelId: id.optional(), mail: mailRecipients.optional() });
