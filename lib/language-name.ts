/** "Spanish" for "es-MX", in the reader's language; the tag itself where nobody knows it. Never throws: tags come from outside. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: "language" }).of(tag.replaceAll("_", "-").split("-")[0] ?? tag) ?? tag;
  } catch {
    return tag;
  }
}
