import * as z from "zod";
import { mailAddress, mailFacts } from "@/lib/schemas/mail";
import { TEMPLATE_STATUSES } from "@/lib/schemas/template";
import { ATTACHMENT_KINDS, NOTICES } from "./contract";

/* The contract's inbound types as a schema: contract tests hold every adapter to it. Strict, so that a misspelt field shows. */

const party = z.strictObject({
  scope: z.string(),
  value: z.string().min(1),
  name: z.string().optional(),
  avatarUrl: z.string().optional(),
  locale: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  verified: z.boolean().optional(),
  group: z.string().min(1).optional(),
  also: z.array(z.strictObject({ scope: z.string(), value: z.string().min(1) })).optional(),
});

const attachment = z.strictObject({
  kind: z.enum(ATTACHMENT_KINDS),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  sizeBytes: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  durationMs: z.number().optional(),
  source: z.record(z.string(), z.string()).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

const mail = mailFacts.strict().extend({
  tokens: z.array(z.strictObject({ token: z.string().min(1), place: z.enum(["recipient", "reference", "body"]) })),
  forwarded: z
    .strictObject({
      from: mailAddress.strict(),
      date: z.string().nullable(),
      subject: z.string().nullable(),
      text: z.string().optional(),
      comment: z.string().optional(),
    })
    .optional(),
});

const event = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("message"),
    externalId: z.string().min(1).nullable(),
    from: party,
    conversationParty: party.optional(),
    subject: z.string().optional(),
    text: z.string().optional(),
    markdown: z.string().optional(),
    fullText: z.string().optional(),
    html: z.string().optional(),
    attachments: z.array(attachment),
    mail: mail.optional(),
    replyToExternalId: z.string().optional(),
    postback: z.strictObject({ title: z.string(), payload: z.string() }).optional(),
    referral: z.record(z.string(), z.unknown()).optional(),
    handles: z.record(z.string(), z.string()).optional(),
    isUnsupported: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal("echo"),
    externalId: z.string().min(1),
    to: party,
    clientRef: z.string().nullable(),
    subject: z.string().optional(),
    text: z.string().optional(),
    markdown: z.string().optional(),
    fullText: z.string().optional(),
    html: z.string().optional(),
    attachments: z.array(attachment),
    mail: mail.optional(),
  }),
  z.strictObject({ type: z.literal("edit"), externalId: z.string().min(1), text: z.string(), markdown: z.string().optional() }),
  z.strictObject({ type: z.literal("delete"), externalId: z.string().min(1), isContentGone: z.literal(true).optional() }),
  z.strictObject({
    type: z.literal("reaction"),
    externalId: z.string().min(1),
    from: party,
    emoji: z.string(),
    action: z.enum(["add", "remove"]),
    opensWindow: z.literal(true).optional(),
  }),
  z.strictObject({
    type: z.literal("status"),
    status: z.enum(["sent", "delivered", "read", "failed"]),
    externalIds: z.array(z.string().min(1)),
    watermark: z.iso.datetime().nullable(),
    isUpTo: z.literal(true).optional(),
    to: party.nullable(),
    reason: z.string().optional(),
    code: z.string().optional(),
  }),
  z.strictObject({ type: z.literal("typing"), from: party, isTyping: z.boolean() }),
  z.strictObject({ type: z.literal("blocked"), from: party }),
  z.strictObject({ type: z.literal("unblocked"), from: party }),
  z.strictObject({ type: z.literal("notice"), notice: z.enum(NOTICES), from: party, detail: z.string().nullable() }),
  z.strictObject({ type: z.literal("moved"), from: party, to: party }),
  z.strictObject({ type: z.literal("template"), externalId: z.string().min(1), status: z.enum(TEMPLATE_STATUSES), reason: z.string().optional() }),
  z.strictObject({ type: z.literal("thread-moved"), to: z.string().min(1) }),
  z.strictObject({ type: z.literal("account"), status: z.enum(["degraded", "action-needed", "disconnected"]), reason: z.string() }),
  z.strictObject({ type: z.literal("pull"), hint: z.record(z.string(), z.string()).optional(), account: z.string().optional() }),
  z.strictObject({ type: z.literal("ignored"), reason: z.string().min(1) }),
]);

/** One normalised thing, exactly as contract.ts declares it. */
export const inboundItem = z.strictObject({
  account: z.string().min(1).nullable(),
  thread: z.string().min(1).nullable(),
  lane: z.string().min(1).optional(),
  dedupKey: z.string().min(1),
  providerAt: z.iso.datetime().nullable(),
  window: z
    .strictObject({
      scene: z.string().min(1),
      seconds: z.number().int().min(0),
      sends: z.number().int().min(1).nullable(),
      handle: z.string().min(1).optional(),
    })
    .optional(),
  event,
});
