import * as z from "zod";

/*
 * Twilio Programmable Messaging: github.com/twilio/twilio-oai (api v2010, messaging v1) and twilio.com/docs/messaging, as of 2026-09.
 * Webhooks are forms; any field may be missing, and new ones come without notice.
 */

const from = z
  .string()
  .trim()
  // People write numbers with spaces and dashes.
  .transform((value) => (/^\+?[\d\s().-]+$/.test(value) ? value.replace(/[^\d+]/g, "") : value))
  .pipe(
    z
      .string()
      .regex(
        /^(\+[1-9]\d{6,14}|\d{3,8}|MG[0-9a-f]{32})$/i,
        "Must be a number with its country (+1555…), a short code, or the SID of a Messaging Service (MG…)",
      ),
  );

export const credentialsSchema = z.object({
  accountSid: z
    .string()
    .trim()
    .regex(/^AC[0-9a-f]{32}$/i, "begins with AC and has 34 characters"),
  /** Signs what Twilio sends; calls too, where there is no key. */
  authToken: z.string().trim().min(1).max(200),
  /** The other token while they are being changed: either may sign. */
  secondaryAuthToken: z.string().trim().max(200).optional(),
  apiKeySid: z
    .string()
    .trim()
    .regex(/^(SK[0-9a-f]{32})?$/i, "begins with SK and has 34 characters")
    .optional(),
  apiKeySecret: z.string().trim().max(200).optional(),
  from,
});
export type SmsCredentials = z.output<typeof credentialsSchema>;

/** The sender may be left open: it is chosen among the account's. */
export const typedSchema = credentialsSchema.extend({ from: z.preprocess((value) => (value === "" ? undefined : value), from.optional()) });
export type TypedCredentials = z.output<typeof typedSchema>;

/** What signs in, whoever sends. */
export type AccountCredentials = Omit<SmsCredentials, "from">;

/** What signs in as the account itself: a standard key may not read it. */
export function withoutKey<C extends AccountCredentials>({ apiKeySid: _sid, apiKeySecret: _secret, ...account }: C): Omit<C, "apiKeySid" | "apiKeySecret"> {
  return account;
}

export const isShortCode = (sender: string): boolean => /^\d/.test(sender);
export const isService = (sender: string): boolean => /^MG/i.test(sender);

/** What Twilio says of itself. Everything optional that a test account or an older API may leave out. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

export const errorSchema = z.looseObject({ code: lenient(z.number()), message: lenient(z.string()) });
export const sidSchema = z.looseObject({ sid: z.string().min(1) });
export const accountSchema = z.looseObject({ status: z.string() });
export const serviceSchema = z.looseObject({
  friendly_name: lenient(z.string()),
  inbound_request_url: z.string().nullish(),
  use_inbound_webhook_on_number: lenient(z.boolean()),
});
const named = { sid: z.string(), friendly_name: lenient(z.string()), sms_url: z.string().nullish() };
export const servicesSchema = z.looseObject({ services: z.array(serviceSchema.extend({ sid: z.string() })) });
export const numbersSchema = z.looseObject({
  incoming_phone_numbers: z.array(z.looseObject({ ...named, phone_number: z.string(), capabilities: lenient(z.looseObject({ sms: z.boolean().optional() })) })),
});
export const shortCodesSchema = z.looseObject({ short_codes: z.array(z.looseObject({ ...named, short_code: z.string() })) });
