import * as z from "zod";

/*
 * What the Graph API answers. Source: developers.facebook.com/docs/whatsapp/business-management-api and .../cloud-api/reference, as of
 * 2026-03. Unknown fields pass.
 */

export const GRAPH_VERSION = "v25.0";

const id = z.union([z.string().min(1).max(500), z.number()]).transform(String);
const word = z.string().optional().catch(undefined);

export const graphErrorSchema = z.looseObject({
  error: z.looseObject({
    message: z.string().optional(),
    code: z.number(),
    error_data: z.looseObject({ details: word }).optional().catch(undefined),
  }),
});

export const sendAnswerSchema = z.looseObject({ messages: z.array(z.looseObject({ id: z.string().min(1) })).min(1) });
export const uploadAnswerSchema = z.looseObject({ id });
export const mediaAnswerSchema = z.looseObject({ url: z.string().min(1) });
export const successSchema = z.looseObject({ success: z.boolean() });
export const tokenAnswerSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().optional().catch(undefined) });

/** What a token may do, and on which accounts: /debug_token. */
export const grantSchema = z.looseObject({
  data: z.looseObject({
    is_valid: z.boolean().optional(),
    user_id: id.optional().catch(undefined),
    granular_scopes: z
      .array(z.looseObject({ scope: z.string(), target_ids: z.array(id).optional() }))
      .optional()
      .catch(undefined),
  }),
});

export const PHONE_FIELDS = "id,display_phone_number,verified_name,quality_rating,code_verification_status,platform_type,status,is_on_biz_app";
export const phoneSchema = z.looseObject({
  id,
  display_phone_number: word,
  verified_name: word,
  quality_rating: word,
  code_verification_status: word,
  /** CLOUD_API once it has been registered; NOT_APPLICABLE before. */
  platform_type: word,
  status: word,
  /** The number is also used in the phone app, which registers it. */
  is_on_biz_app: z.boolean().optional().catch(undefined),
});
export type WirePhone = z.output<typeof phoneSchema>;

const paging = z
  .looseObject({ cursors: z.looseObject({ after: word }).optional(), next: word })
  .optional()
  .catch(undefined);
export const phonesSchema = z.looseObject({ data: z.array(phoneSchema), paging });
export const subscribedAppsSchema = z.looseObject({
  data: z.array(z.looseObject({ whatsapp_business_api_data: z.looseObject({ id }).optional().catch(undefined) })),
});

export const templatesSchema = z.looseObject({ data: z.array(z.unknown()), paging });

const named = z.looseObject({ param_name: z.string(), example: z.string() });
export const componentSchema = z.looseObject({
  type: z.string(),
  format: word,
  text: word,
  example: z
    .looseObject({
      header_text: z.array(z.string()).optional().catch(undefined),
      body_text: z.array(z.array(z.string())).optional().catch(undefined),
      header_text_named_params: z.array(named).optional().catch(undefined),
      body_text_named_params: z.array(named).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  buttons: z
    .array(
      z.looseObject({
        type: z.string(),
        text: word,
        url: word,
        example: z
          .union([z.array(z.string()), z.string()])
          .optional()
          .catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
});
export type WireComponent = z.output<typeof componentSchema>;

export const wireTemplateSchema = z.looseObject({
  id,
  name: z.string(),
  language: z.string(),
  category: z.string().catch("UTILITY"),
  status: z.string(),
  rejected_reason: word,
  components: z.array(componentSchema),
});
export type WireTemplate = z.output<typeof wireTemplateSchema>;
