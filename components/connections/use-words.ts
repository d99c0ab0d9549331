import { useLocale } from "next-intl";
import type { Words } from "./types";

/** What a channel says in every language, in the reader's. */
export function useWords(): (words: Words) => string {
  const locale = useLocale();
  return (words) => words[locale === "zh-CN" ? "zh-CN" : "en"];
}
