import * as z from "zod";

/*
 * Messenger Platform, Graph API v25.0. Webhook shapes: developers.facebook.com/docs/messenger-platform/reference/webhook-events,
 * send shapes: .../reference/send-api; as of 2026-09. Unknown fields pass; each event of a batch is parsed on its own,
 * so that one that does not fit never takes its neighbours with it.
 */

export const GRAPH_VERSION = "v25.0";

/** Platform ids come as strings, in test events also as numbers. */
const id = z.union([z.string().min(1).max(500), z.number()]).transform(String);
const partySchema = z.looseObject({ id });

export const credentialsSchema = z.object({
  pageId: z.string().min(1).max(100),
  pageAccessToken: z.string().min(1),
  /** Who granted access: the deauthorise callback names this person, not the Page. */
  grantedBy: z.string().optional(),
});
export type MessengerCredentials = z.output<typeof credentialsSchema>;

export const bodySchema = z.looseObject({ object: z.string(), entry: z.array(z.unknown()) });

export const entrySchema = z.looseObject({
  id,
  messaging: z.array(z.unknown()).optional(),
  standby: z.array(z.unknown()).optional(),
  changes: z.array(z.unknown()).optional(),
});

/** The dashboard's "Test" button puts some messaging events here; comments (another kind) also come this way. */
export const changeSchema = z.looseObject({ field: z.string(), value: z.unknown() });

export const attachmentSchema = z.looseObject({
  type: z.string(),
  title: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  payload: z
    .looseObject({
      url: z.string().optional().catch(undefined),
      title: z.string().optional().catch(undefined),
      sticker_id: id.optional().catch(undefined),
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
  ref: z.string().optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  ad_id: id.optional().catch(undefined),
  referer_uri: z.string().optional().catch(undefined),
  ads_context_data: z
    .object({
      ad_title: z.string().optional().catch(undefined),
      photo_url: z.string().optional().catch(undefined),
      post_id: id.optional().catch(undefined),
      product_id: id.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export const messageSchema = z.looseObject({
  mid: id.optional(),
  text: z.string().optional(),
  is_echo: z.boolean().optional(),
  app_id: id.nullish().catch(undefined),
  metadata: z.string().optional().catch(undefined),
  attachments: z.array(z.unknown()).nullish().catch(undefined),
  quick_reply: z.looseObject({ payload: z.string() }).optional().catch(undefined),
  reply_to: z.looseObject({ mid: id }).optional().catch(undefined),
  referral: referralSchema.optional().catch(undefined),
  sticker_id: id.optional().catch(undefined),
});
export type WireMessage = z.output<typeof messageSchema>;

export const postbackSchema = z.looseObject({
  mid: id.optional(),
  title: z.string().optional(),
  payload: z.string().optional(),
  referral: referralSchema.optional().catch(undefined),
});

export const editSchema = z.looseObject({ mid: id, text: z.string(), num_edit: z.union([z.number(), z.string()]).optional() });
export const reactionSchema = z.looseObject({ mid: id, action: z.string(), emoji: z.string().optional(), reaction: z.string().optional() });
export const deliverySchema = z.looseObject({ watermark: z.union([z.number(), z.string()]), mids: z.array(id).nullish() });
export const readSchema = z.looseObject({ watermark: z.union([z.number(), z.string()]) });
export const policySchema = z.looseObject({ action: z.string(), reason: z.string().optional() });

export const messagingSchema = z.looseObject({
  sender: partySchema.optional().catch(undefined),
  recipient: partySchema.optional().catch(undefined),
  timestamp: z.unknown().optional(),
});
export type Messaging = z.output<typeof messagingSchema>;

export const deauthorizeSchema = z.looseObject({ user_id: id, issued_at: z.number().optional() });

export const graphErrorSchema = z.looseObject({
  error: z.looseObject({
    message: z.string().optional(),
    code: z.number(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
  }),
});

export const sendAnswerSchema = z.looseObject({ message_id: z.string().min(1) });
export const tokenAnswerSchema = z.looseObject({ access_token: z.string().min(1) });
export const pagesAnswerSchema = z.looseObject({
  data: z.array(z.looseObject({ id, name: z.string(), access_token: z.string().optional(), tasks: z.array(z.string()).optional() })),
  paging: z.looseObject({ cursors: z.looseObject({ after: z.string().optional() }).optional(), next: z.string().optional() }).optional(),
});
export const subscribedAppsSchema = z.looseObject({ data: z.array(z.looseObject({ id })) });
export const profileAnswerSchema = z.looseObject({
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  profile_pic: z.string().optional(),
  locale: z.string().optional(),
});
export const nodeAnswerSchema = z.looseObject({ id, name: z.string().optional() });
