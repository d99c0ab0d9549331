import * as z from "zod";

/*
 * What Meta's products have in common on the wire, Graph API v25.0. Webhook shapes: developers.facebook.com/docs/messenger-platform/
 * reference/webhook-events and .../instagram-platform/webhooks, as of 2026-09. Unknown fields pass; each event of a batch is parsed on its
 * own, so that one that does not fit never takes its neighbours with it.
 */

/** Platform ids come as strings, in test events also as numbers. */
export const metaId = z.union([z.string().min(1).max(500), z.number()]).transform(String);
const words = z.string().optional().catch(undefined);
const partySchema = z.looseObject({ id: metaId });

export const bodySchema = z.looseObject({ object: z.string(), entry: z.array(z.unknown()) });

export const entrySchema = z.looseObject({
  id: metaId,
  messaging: z.array(z.unknown()).optional(),
  standby: z.array(z.unknown()).optional(),
  changes: z.array(z.unknown()).optional(),
  /** A single change without its list, as Instagram's documentation shows it. */
  field: z.string().optional(),
  value: z.unknown().optional(),
});

/** Comments come this way, and the messaging events of the dashboard's "Test" button. */
export const changeSchema = z.looseObject({ field: z.string(), value: z.unknown() });

export const attachmentSchema = z.looseObject({
  type: z.string(),
  title: words,
  url: words,
  payload: z
    .looseObject({
      url: words,
      title: words,
      sticker_id: metaId.optional().catch(undefined),
      coordinates: z.looseObject({ lat: z.number(), long: z.number() }).optional().catch(undefined),
      product: z
        .looseObject({ elements: z.array(z.looseObject({ title: z.string().optional(), image_url: z.string().optional() })) })
        .optional()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
export type WireAttachment = z.output<typeof attachmentSchema>;

/** Only what we show; the rest of a referral stays in the raw event. */
export const referralSchema = z.object({
  ref: words,
  source: words,
  type: words,
  ad_id: metaId.optional().catch(undefined),
  referer_uri: words,
  ads_context_data: z
    .object({ ad_title: words, photo_url: words, post_id: metaId.optional().catch(undefined), product_id: metaId.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const storySchema = z.looseObject({ id: metaId.optional().catch(undefined), url: words });

export const messageSchema = z.looseObject({
  mid: metaId.optional(),
  text: z.string().optional(),
  is_echo: z.boolean().optional(),
  is_self: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  is_unsupported: z.boolean().optional(),
  app_id: metaId.nullish().catch(undefined),
  metadata: words,
  attachments: z.array(z.unknown()).nullish().catch(undefined),
  quick_reply: z.looseObject({ payload: z.string() }).optional().catch(undefined),
  reply_to: z
    .looseObject({ mid: metaId.optional().catch(undefined), story: storySchema.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  referral: referralSchema.optional().catch(undefined),
  sticker_id: metaId.optional().catch(undefined),
});
export type WireMessage = z.output<typeof messageSchema>;

export const postbackSchema = z.looseObject({
  mid: metaId.optional(),
  title: z.string().optional(),
  payload: z.string().optional(),
  referral: referralSchema.optional().catch(undefined),
});

export const optinSchema = z.looseObject({ type: words, payload: words, ref: words, title: words });
export const editSchema = z.looseObject({ mid: metaId, text: z.string(), num_edit: z.union([z.number(), z.string()]).optional() });
export const reactionSchema = z.looseObject({ mid: metaId, action: z.string(), emoji: z.string().optional(), reaction: z.string().optional() });
export const deliverySchema = z.looseObject({ watermark: z.union([z.number(), z.string()]), mids: z.array(metaId).nullish() });
/** Messenger tells up to when, Instagram up to which message. */
export const readSchema = z.union([z.looseObject({ mid: metaId }), z.looseObject({ watermark: z.union([z.number(), z.string()]) })]);
export const policySchema = z.looseObject({ action: z.string(), reason: z.string().optional() });
export const ownerSchema = z.looseObject({ new_owner_app_id: metaId.nullish().catch(undefined), requested_owner_app_id: metaId.nullish().catch(undefined) });

export const messagingSchema = z.looseObject({
  sender: partySchema.optional().catch(undefined),
  recipient: partySchema.optional().catch(undefined),
  timestamp: z.unknown().optional(),
});
export type Messaging = z.output<typeof messagingSchema>;

/** Inside a signed_request. `user_id` is the person's, as our app knows them. */
export const signedRequestSchema = z.looseObject({ user_id: metaId, issued_at: z.number().optional(), algorithm: z.string().optional() });

export const graphErrorSchema = z.looseObject({
  error: z.looseObject({
    message: z.string().optional(),
    code: z.number(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
  }),
});

/** How api.instagram.com says no, to codes and tokens: without the `error` around it. */
export const oauthErrorSchema = z.looseObject({ error_type: z.string(), code: z.number(), error_message: z.string().optional() });

export const sendAnswerSchema = z.looseObject({ message_id: z.string().min(1) });
export const tokenAnswerSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().optional().catch(undefined) });
export const subscribedAppsSchema = z.looseObject({
  data: z.array(z.looseObject({ id: metaId, subscribed_fields: z.array(z.string()).optional().catch(undefined) })),
});
export const nodeAnswerSchema = z.looseObject({ id: metaId, name: z.string().optional() });
