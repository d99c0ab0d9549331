import { LOCALE_COOKIE } from "@/lib/choose-locale";
import { THEME_COOKIE } from "@/lib/theme";
import { outsideTenants } from "@/server/db/in-tenant";
import { isSecureOrigin } from "./session-cookie";

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Set-Cookie values with a person's language and theme; pages read them before they know who asks, and scripts may change them. */
export async function preferenceCookies(userId: string): Promise<string[]> {
  const { rows } = await outsideTenants((sql) => sql.query<{ locale: string; theme: string }>("select locale, theme from users where id = $1", [userId]));
  const rest = `; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Lax${isSecureOrigin() ? "; Secure" : ""}`;
  return rows.flatMap(({ locale, theme }) => [`${LOCALE_COOKIE}=${locale}${rest}`, `${THEME_COOKIE}=${theme}${rest}`]);
}
