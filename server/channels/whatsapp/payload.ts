import * as z from "zod";

/*
 * WhatsApp Cloud API, Graph API v25.0. Webhook shapes: developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components and
 * .../webhooks/payload-examples; sends: .../cloud-api/reference/messages; as of 2026-03. Unknown fields pass; every change, message
 * and status of a batch is read on its own, so that one that does not fit never takes its neighbours with it.
 */

/** Ids come as strings, of templates as numbers. */
const id = z.union([z.string().min(1).max(500), z.number()]).transform(String);
const word = z.string().optional().catch(undefined);

export const credentialsSchema = z.object({
  phoneNumberId: z.string().trim().regex(/^\d+$/, "The phone number ID has digits only.").max(40),
  /** The WhatsApp Business account that the number belongs to: templates and the notices about them are the account's. */
  wabaId: z.string().trim().regex(/^\d+$/, "The WhatsApp Business account ID has digits only.").max(40),
  accessToken: z.string().trim().min(1),
  /** ISO; absent: it does not end, or nobody said when. */
  expiresAt: z.string().optional(),
  /** The two-step code that the number has already; absent: it gets ours. */
  pin: z.preprocess(
    (value) => (value === "" ? undefined : value),
    z
      .string()
      .regex(/^\d{6}$/, "The PIN has six digits.")
      .optional(),
  ),
});
export type WhatsappCredentials = z.output<typeof credentialsSchema>;

/** The number may be left open: it is chosen among the account's. */
export const typedSchema = credentialsSchema.extend({
  phoneNumberId: z.preprocess((value) => (value === "" ? undefined : value), credentialsSchema.shape.phoneNumberId.optional()),
});
export type TypedCredentials = z.output<typeof typedSchema>;

// ------------------------------------------------------------------ webhooks

export const bodySchema = z.looseObject({ object: word, entry: z.array(z.unknown()) });
export const entrySchema = z.looseObject({
  id: id.optional().catch(undefined),
  time: id.optional().catch(undefined),
  changes: z.array(z.unknown()).optional().catch(undefined),
});
export const changeSchema = z.looseObject({ field: word, value: z.looseObject({}) });

export const contactSchema = z.looseObject({
  profile: z.looseObject({ name: word, username: word }).optional().catch(undefined),
  wa_id: id.optional().catch(undefined),
  user_id: id.optional().catch(undefined),
});
export type WireContact = z.output<typeof contactSchema>;

export const errorSchema = z.looseObject({
  code: z.number(),
  title: word,
  message: word,
  error_data: z.looseObject({ details: word }).optional().catch(undefined),
});

const list = z.array(z.unknown()).optional().catch(undefined);
export const valueSchema = z.looseObject({
  metadata: z.looseObject({ phone_number_id: id.optional(), display_phone_number: word }).optional().catch(undefined),
  contacts: list,
  messages: list,
  message_echoes: list,
  statuses: list,
  user_preferences: list,
  errors: list,
});
export type WireValue = z.output<typeof valueSchema>;

const media = z
  .looseObject({ id: id.optional().catch(undefined), mime_type: word, caption: word, filename: word, voice: z.boolean().optional().catch(undefined) })
  .optional()
  .catch(undefined);
const choice = z.looseObject({ id: z.string(), title: z.string() }).optional().catch(undefined);

/** Only what we show; the rest of a referral stays in the raw event. */
const referral = z
  .object({
    source_url: word,
    source_id: word,
    source_type: word,
    headline: word,
    body: word,
    media_type: word,
    image_url: word,
    video_url: word,
    thumbnail_url: word,
    ctwa_clid: word,
  })
  .optional()
  .catch(undefined);

const context = z
  .looseObject({
    id: id.optional().catch(undefined),
    referred_product: z.looseObject({ catalog_id: word, product_retailer_id: word }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined);

export const messageSchema = z.looseObject({
  from: id.optional().catch(undefined),
  from_user_id: id.optional().catch(undefined),
  to: id.optional().catch(undefined),
  id: id.optional().catch(undefined),
  timestamp: z.unknown().optional(),
  type: z.string().catch("unknown"),
  group_id: id.optional().catch(undefined),
  context,
  referral,
  errors: list,
  text: z.looseObject({ body: z.string() }).optional().catch(undefined),
  image: media,
  video: media,
  audio: media,
  voice: media,
  document: media,
  sticker: media,
  location: z.looseObject({ latitude: z.coerce.number(), longitude: z.coerce.number(), name: word, address: word, url: word }).optional().catch(undefined),
  contacts: list,
  reaction: z.looseObject({ message_id: id, emoji: word }).optional().catch(undefined),
  interactive: z
    .looseObject({
      button_reply: choice,
      list_reply: choice,
      nfm_reply: z.looseObject({ name: word, body: word, response_json: word }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  button: z.looseObject({ payload: word, text: word }).optional().catch(undefined),
  order: z.looseObject({ catalog_id: word, text: word, product_items: list }).optional().catch(undefined),
  system: z
    .looseObject({ body: word, wa_id: id.optional().catch(undefined), user_id: id.optional().catch(undefined), type: word })
    .optional()
    .catch(undefined),
  edit: z.looseObject({ original_message_id: id, message: z.unknown().optional() }).optional().catch(undefined),
  revoke: z.looseObject({ original_message_id: id }).optional().catch(undefined),
  unsupported: z.looseObject({ type: word }).optional().catch(undefined),
});
export type WireMessage = z.output<typeof messageSchema>;

export const sharedContactSchema = z.looseObject({
  name: z.looseObject({ formatted_name: word, first_name: word, last_name: word }).optional().catch(undefined),
  phones: z
    .array(z.looseObject({ phone: word, wa_id: word }))
    .optional()
    .catch(undefined),
  emails: z
    .array(z.looseObject({ email: word }))
    .optional()
    .catch(undefined),
  org: z.looseObject({ company: word }).optional().catch(undefined),
});

export const productSchema = z.looseObject({
  product_retailer_id: z.string(),
  quantity: z.coerce.number(),
  item_price: z.coerce.number(),
  currency: z.string(),
});

export const statusSchema = z.looseObject({
  id,
  status: z.string(),
  timestamp: z.unknown().optional(),
  recipient_id: id.optional().catch(undefined),
  recipient_user_id: id.optional().catch(undefined),
  biz_opaque_callback_data: word,
  errors: list,
});
export type WireStatus = z.output<typeof statusSchema>;

export const preferenceSchema = z.looseObject({
  wa_id: id.optional().catch(undefined),
  user_id: id.optional().catch(undefined),
  category: word,
  value: word,
  timestamp: z.unknown().optional(),
});

export const accountUpdateSchema = z.looseObject({
  event: word,
  waba_info: z
    .looseObject({ waba_id: id.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  ban_info: z.looseObject({ waba_ban_state: word }).optional().catch(undefined),
  violation_info: z.looseObject({ violation_type: word }).optional().catch(undefined),
});

export const templateUpdateSchema = z.looseObject({ event: z.string(), message_template_id: id, reason: word });
