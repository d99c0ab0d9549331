import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { LOCALES, type Locale } from "./locales";
import { MESSAGE_AREAS } from "./messages/areas";

/** The cookie that carries the chosen language; the profile writes it on sign-in and on change. */
export const LOCALE_COOKIE = "parley-locale";

/**
 * The best of our languages for an Accept-Language header. Any Chinese gets zh-CN, all else English.
 * Quality values decide, order breaks ties (RFC 9110 §12.5.4).
 */
export function negotiateLocale(acceptLanguage: string | null): Locale {
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = Number(
        parameters
          .find((p) => p.trim().startsWith("q="))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { tag: tag.toLowerCase(), quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const hit = wanted.find(({ tag }) => tag.startsWith("en") || tag.startsWith("zh"));
  return hit?.tag.startsWith("zh") ? "zh-CN" : "en";
}

/** The cookie if it names a language we speak, else what the browser asks for. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  return LOCALES.find((locale) => locale === cookie) ?? negotiateLocale(acceptLanguage);
}

/** All areas of one language, each under its own name: lib/messages/<locale>/<area>.json. */
export async function loadMessages(locale: Locale): Promise<Record<string, Record<string, unknown>>> {
  const areas = await Promise.all(
    MESSAGE_AREAS.map(async (area) => {
      const file: { default: Record<string, unknown> } = await import(`./messages/${locale}/${area}.json`);
      return [area, file.default] as const;
    }),
  );
  return Object.fromEntries(areas);
}

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(jar.get(LOCALE_COOKIE)?.value, head.get("accept-language"));
  return { locale, messages: await loadMessages(locale), timeZone: "UTC" };
});
