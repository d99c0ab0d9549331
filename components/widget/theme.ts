import type { Preferences } from "./protocol";
import type { Settings } from "./types";

/** Light, dark or as the system, and the business's colour with the text colour that reads on it. */
export function applyTheme(theme: Preferences["theme"], settings: Settings | null): void {
  const root = document.documentElement;
  const isDark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = isDark ? "dark" : "light";
  if (!settings) return;
  // Through the style object: the page's policy refuses style attributes in markup.
  root.style.setProperty("--brand", settings.color);
  root.style.setProperty("--on-brand", settings.textColor);
}
