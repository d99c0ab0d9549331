"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { LOCALE_COOKIE } from "@/lib/choose-locale";
import { THEME_COOKIE, type Theme, themeFrom } from "@/lib/theme";

const YEAR_S = 31_536_000;

interface Preferences {
  theme: Theme;
  setTheme(theme: string): void;
  setLocale(locale: string): void;
}

/** Theme and language of this browser: at once on the page, and in a cookie for the server's next answer. */
export function usePreferences(): Preferences {
  const router = useRouter();
  const [theme, setThemeState] = useState<Theme>(() => themeFrom(readCookie(THEME_COOKIE)));
  return {
    theme,
    setTheme(value) {
      const next = themeFrom(value);
      writeCookie(THEME_COOKIE, next);
      if (next === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = next;
      setThemeState(next);
    },
    setLocale(locale) {
      writeCookie(LOCALE_COOKIE, locale);
      router.refresh();
    },
  };
}

function readCookie(name: string): string | undefined {
  if (typeof document === "undefined") return undefined;
  return document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari before 18.4 and Firefox before 140
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
}
