import * as z from "zod";
import { LOCALES } from "@/lib/locales";
import { readableOn } from "./readable-on";

/** The product's accent, where the business chose no colour of its own. */
const DEFAULT_COLOR = "#4451d6";

// Each field on its own: one bad value falls back to its default and the widget still stands.
const schema = z.object({
  title: z.string().trim().min(1).max(60).nullable().catch(null).default(null),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .catch(DEFAULT_COLOR)
    .default(DEFAULT_COLOR),
  /** One text for everybody, or one a language. */
  greeting: z
    .union([z.string().max(500), z.partialRecord(z.enum(LOCALES), z.string().max(500))])
    .nullable()
    .catch(null)
    .default(null),
  locale: z.enum(LOCALES).nullable().catch(null).default(null),
  /** "shop.example", "*.shop.example", "localhost:8080". Empty: any site. */
  allowedDomains: z.array(z.string().max(253)).catch([]).default([]),
});

export type WidgetSettings = z.output<typeof schema>;

/** A channel's stored settings with defaults in place of what is missing or wrong. */
export function widgetSettings(stored: unknown): WidgetSettings {
  return schema.parse(typeof stored === "object" && stored !== null ? stored : {});
}

/** What every visitor may know; holds no secret and not who else may embed the widget. */
export function publicSettings(settings: WidgetSettings, name: string) {
  const { color, greeting, locale } = settings;
  return { name: settings.title ?? name, color, textColor: readableOn(color), greeting, locale };
}
