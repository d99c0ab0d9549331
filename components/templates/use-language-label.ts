"use client";

import { useLocale } from "next-intl";

/** A language as platforms write it ("en_US") in the reader's words. */
export function useLanguageLabel(): (code: string) => string {
  const locale = useLocale();
  return (code) => {
    try {
      return new Intl.DisplayNames([locale], { type: "language" }).of(code.replaceAll("_", "-")) ?? code;
    } catch {
      return code; // Not a language tag: as it stands.
    }
  };
}
