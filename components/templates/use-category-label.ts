"use client";

import { useTranslations } from "next-intl";

const KNOWN = ["utility", "marketing", "authentication"] as const;

/** What sort of message a template is, in the reader's words; a sort nobody has translated as it stands. */
export function useCategoryLabel(): (category: string) => string {
  const t = useTranslations("templates.category");
  return (category) => {
    const known = KNOWN.find((name) => name === category);
    return known ? t(known) : category;
  };
}
