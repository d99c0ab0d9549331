import * as z from "zod";

/** `?limit=&cursor=` of every list. */
export const page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
});

/** The envelope of every list. */
export function listOf(item: z.ZodType) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

/** A cursor that is one whole number: a sequence or a feed's place. */
export const numberCursor = z.tuple([z.number().int()]);

export const channelOut = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  accountId: z.string(),
  status: z.enum(["connecting", "live", "degraded", "action-needed", "disconnected"]),
  statusReason: z.string().nullable(),
  statusChangedAt: z.string(),
  webhookUrl: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  capabilities: z.record(z.string(), z.unknown()).nullable(),
  createdAt: z.string(),
});

export const createdChannelOut = channelOut.extend({
  identitySecret: z.string().optional().meta({ description: "Shown this once: signs the widget's visitors and the api channel's people." }),
});

export const inboundAccepted = z.object({ externalId: z.string(), duplicate: z.boolean() });

export const feedEventOut = z.object({
  cursor: z.number().int(),
  type: z.string(),
  at: z.string(),
  conversationId: z.string().optional(),
  messageId: z.string().optional(),
  contactId: z.string().optional(),
  channelId: z.string().optional(),
  actor: z.object({ type: z.string(), id: z.string().nullable() }),
});

export const inboundEventOut = z.object({
  id: z.string(),
  receivedAt: z.string(),
  state: z.enum(["waiting", "done", "dead", "rejected"]),
  reason: z.string().nullable(),
  source: z.string(),
  sizeBytes: z.number(),
  items: z.array(z.object({ position: z.number().int(), state: z.enum(["waiting", "done", "dead"]), reason: z.string().nullable(), dedupKey: z.string() })),
});
