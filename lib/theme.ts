/** Light, dark, or what the machine says. */
export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** The cookie that carries the chosen theme, so that the server's first byte has the right colours. */
export const THEME_COOKIE = "parley-theme";

/** "system" for anything else. */
export function themeFrom(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
