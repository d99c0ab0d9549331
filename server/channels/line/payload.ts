import * as z from "zod";

/*
 * LINE Messaging API, the published specification github.com/line/line-openapi (messaging-api.yml, webhook.yml), as of 2026-09.
 * Only what we read; unknown fields pass. Older and relayed events lack fields that the specification calls required.
 */

export const credentialsSchema = z.object({
  /** Of the Messaging API channel, under "Basic settings" of the LINE Developers Console. */
  channelId: z
    .string()
    .trim()
    .regex(/^\d{6,20}$/, "Must be the channel's number: digits only"),
  /** Signs what LINE sends, and buys access tokens. */
  channelSecret: z
    .string()
    .trim()
    .regex(/^[\w-]{8,128}$/, "Must be the channel secret, 32 characters long"),
  /** A long-lived token of the console. Without it, or once it is refused, tokens are made from id and secret. */
  channelAccessToken: z.string().trim().max(1_000).optional(),
});
export type LineCredentials = z.output<typeof credentialsSchema>;

const id = z.union([z.string().min(1).max(200), z.number()]).transform(String);
/** One part that does not fit takes nothing else with it. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

export const bodySchema = z.looseObject({ destination: lenient(z.string()), events: z.array(z.unknown()) });

export const sourceSchema = z.looseObject({ type: lenient(z.string()), userId: lenient(id), groupId: lenient(id), roomId: lenient(id) });
export type Source = z.output<typeof sourceSchema>;

const providerSchema = z.looseObject({ type: z.string(), originalContentUrl: lenient(z.string()), previewImageUrl: lenient(z.string()) });

export const messageSchema = z.looseObject({
  id,
  type: z.string(),
  text: lenient(z.string()),
  quoteToken: lenient(z.string().min(1)),
  quotedMessageId: lenient(id),
  markAsReadToken: lenient(z.string().min(1)),
  contentProvider: lenient(providerSchema),
  imageSet: lenient(z.looseObject({ id: z.string(), index: z.number().optional(), total: z.number().optional() })),
  /** In milliseconds; a day is more than any recording. */
  duration: lenient(z.number().min(0).max(86_400_000)),
  fileName: lenient(z.string()),
  fileSize: lenient(z.number().min(0)),
  title: lenient(z.string()),
  address: lenient(z.string()),
  latitude: lenient(z.number()),
  longitude: lenient(z.number()),
  packageId: lenient(id),
  stickerId: lenient(id),
  stickerResourceType: lenient(z.string()),
  keywords: lenient(z.array(z.string())),
});
export type WireMessage = z.output<typeof messageSchema>;

export const eventSchema = z.looseObject({
  type: z.string(),
  mode: lenient(z.string()),
  timestamp: lenient(z.union([z.number(), z.string()])),
  source: lenient(sourceSchema),
  webhookEventId: lenient(id),
  replyToken: lenient(z.string().min(1)),
  message: lenient(messageSchema),
  unsend: lenient(z.looseObject({ messageId: id })),
  postback: lenient(z.looseObject({ data: z.string(), params: lenient(z.record(z.string(), z.unknown())) })),
});
export type WireEvent = z.output<typeof eventSchema>;

// ------------------------------------------------------------------ what the API answers

export const errorSchema = z.looseObject({
  message: lenient(z.string()),
  details: lenient(z.array(z.looseObject({ message: z.string().optional(), property: z.string().optional() }))),
  /** Of the token's endpoint, which speaks OAuth. */
  error: lenient(z.string()),
  error_description: lenient(z.string()),
});
export const tokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() });
export const botInfoSchema = z.looseObject({ userId: z.string(), basicId: lenient(z.string()), displayName: z.string(), chatMode: lenient(z.string()) });
export const endpointSchema = z.looseObject({ endpoint: z.string(), active: lenient(z.boolean()) });
export const endpointTestSchema = z.looseObject({
  success: z.boolean(),
  reason: lenient(z.string()),
  detail: lenient(z.string()),
  statusCode: lenient(z.number()),
});
export const sentSchema = z.looseObject({ sentMessages: z.array(z.looseObject({ id })).default([]) });
export const quotaSchema = z.looseObject({ type: z.string(), value: lenient(z.number()) });
export const consumptionSchema = z.looseObject({ totalUsage: z.number() });
export const transcodingSchema = z.looseObject({ status: z.string() });
export const profileSchema = z.looseObject({ displayName: z.string(), pictureUrl: lenient(z.string()), language: lenient(z.string()) });
export const groupSchema = z.looseObject({ groupName: z.string(), pictureUrl: lenient(z.string()) });
