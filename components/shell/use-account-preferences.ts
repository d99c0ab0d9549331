"use client";

import { useTRPCClient } from "@/components/trpc/context";
import { LOCALES } from "@/lib/locales";
import { themeFrom } from "@/lib/theme";
import { usePreferences } from "./use-preferences";

/** Theme and language of this browser, kept in the account too: the next browser begins with them. */
export function useAccountPreferences(): ReturnType<typeof usePreferences> {
  const client = useTRPCClient();
  const preferences = usePreferences();
  const keep = async (change: { theme?: string; locale?: string }) => {
    // The name comes fresh from the server: a profile changed in another tab must not be changed back.
    const { user } = await client.session.me.query();
    const locale = LOCALES.find((known) => known === change.locale) ?? user.locale;
    await client.session.updateProfile.mutate({ name: user.name, locale, theme: change.theme ? themeFrom(change.theme) : user.theme });
  };
  return {
    ...preferences,
    setTheme(theme) {
      preferences.setTheme(theme);
      // Not kept in the account: this browser still has it, and the next change tries again.
      keep({ theme }).catch(() => {});
    },
    setLocale(locale) {
      preferences.setLocale(locale);
      keep({ locale }).catch(() => {});
    },
  };
}
