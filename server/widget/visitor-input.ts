import * as z from "zod";
import { LOCALES } from "@/lib/locales";
import { oneLine, storable } from "@/lib/schemas/text";

/** Text from a stranger's page: cut rather than refused, so that a long title loses nobody's message. */
const cut = (max: number) => z.string().transform((value) => storable(value).trim().slice(0, max) || undefined);
/** A name, and what else stands in one line. */
const cutLine = (max: number) => z.string().transform((value) => oneLine(value, max) || undefined);
const optional = <T>(schema: z.ZodType<T>) =>
  schema
    .nullish()
    .transform((value) => value ?? undefined)
    .catch(undefined);

/** Only addresses of web pages: what an agent may click on. */
const webUrl = cut(2_000).refine((value) => value === undefined || /^https?:\/\//i.test(value));

export const pageInput = z.object({ url: optional(webUrl), title: optional(cutLine(500)), referrer: optional(webUrl) });

const MAX_ATTRIBUTES = 50;
const attributes = z
  .record(z.string().max(100).transform(storable), z.union([z.string().max(1_000).transform(storable), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= MAX_ATTRIBUTES, `has more than ${MAX_ATTRIBUTES} entries`);

export const identityInput = z.object({
  id: z
    .union([z.string(), z.number()])
    .transform((value) => storable(String(value)))
    .pipe(z.string().min(1).max(200))
    .nullish(),
  name: optional(cutLine(200)),
  email: optional(cutLine(320)),
  phone: optional(cutLine(40)),
  attributes: attributes.nullish(),
  signature: z.string().max(200).nullish(),
});
export type IdentityInput = z.output<typeof identityInput>;

export const sessionInput = z.object({
  channelId: z.string().max(100),
  visitorToken: z.string().max(200).nullish(),
  identity: identityInput.nullish(),
  page: optional(pageInput),
  locale: optional(cut(35)),
  timeZone: optional(cut(64)),
});
export type SessionInput = z.output<typeof sessionInput>;

/** What the page tells of the visitor without proof; kept on the session until there is a contact to put it on. */
export const claimsSchema = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});
export type Claims = z.output<typeof claimsSchema>;

/** The language the visitor reads, as far as we speak it. */
export function contactLocale(locale: string | undefined): string | undefined {
  return LOCALES.find((known) => locale === known || locale?.split("-")[0] === known.split("-")[0]);
}
