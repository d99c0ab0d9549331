import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, LOCALE_COOKIE } from "./choose-locale";
import type { Locale } from "./locales";
import { MESSAGE_AREAS } from "./messages/areas";

/** All areas of one language, each under its own name: lib/messages/<locale>/<area>.json. */
async function loadMessages(locale: Locale): Promise<Record<string, Record<string, unknown>>> {
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
