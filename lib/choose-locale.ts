import { LOCALES, type Locale } from "./locales";

/** The cookie that carries the chosen language; the profile writes it on sign-in and on change. */
export const LOCALE_COOKIE = "parley-locale";

/** The cookie if it names a language we speak, else what the browser asks for. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  return LOCALES.find((locale) => locale === cookie) ?? negotiateLocale(acceptLanguage);
}

/** The best of our languages for an Accept-Language header (RFC 9110 §12.5.4: quality decides, then order). Any Chinese gets zh-CN, all else English. */
function negotiateLocale(acceptLanguage: string | null): Locale {
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map(readRange)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const hit = wanted.find(({ tag }) => tag.startsWith("en") || tag.startsWith("zh"));
  return hit?.tag.startsWith("zh") ? "zh-CN" : "en";
}

function readRange(range: string): { tag: string; quality: number } {
  const [tag = "", ...parameters] = range.trim().split(";");
  const weight = parameters.find((parameter) => parameter.trim().startsWith("q="));
  const quality = weight === undefined ? 1 : Number(weight.trim().slice(2));
  return { tag: tag.toLowerCase(), quality: Number.isFinite(quality) ? quality : 0 };
}
