import * as z from "zod";
import { id, line, storable } from "./text";

const MAX_ATTRIBUTES = 100;

/** Normalised as it is compared: NFKC, trimmed, lower case. */
export const email = z
  .string()
  .max(320)
  .overwrite((value) => storable(value).normalize("NFKC").trim().toLowerCase())
  .pipe(z.email());

/** As it was given, without the punctuation that people put between digits. */
export const phone = z
  .string()
  .max(40)
  .overwrite((value) => value.replace(/[\s().\-/]/g, ""))
  .regex(/^\+?\d{3,20}$/, "is not a phone number");

const attributes = z
  .record(z.string().min(1).max(100).overwrite(storable), z.union([z.string().max(2000).overwrite(storable), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= MAX_ATTRIBUTES, `has more than ${MAX_ATTRIBUTES} entries`);

export const contactFields = z.object({
  name: line(200).nullable().optional(),
  email: email.nullable().optional(),
  phone: phone.nullable().optional(),
  locale: line(35).nullable().optional(),
  timeZone: line(60).nullable().optional(),
  attributes: attributes.optional().meta({ description: "Given keys are set, null removes one, others stay." }),
});
export type ContactFields = z.output<typeof contactFields>;

export const updateContactInput = contactFields.extend({ id, expectedVersion: z.number().int().optional() });

export const identityView = z.object({
  id: z.string(),
  kind: z.string(),
  scope: z.string(),
  value: z.string(),
  verified: z.boolean(),
  displayName: z.string().nullable(),
  isBlocked: z.boolean(),
});
export type IdentityView = z.output<typeof identityView>;

export const contactView = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  locale: z.string().nullable(),
  timeZone: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  mergedIntoId: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  version: z.number().int(),
});
export type ContactView = z.output<typeof contactView>;
