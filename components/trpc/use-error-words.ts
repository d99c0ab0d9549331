"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { publicErrorOf } from "./public-error";

/**
 * What went wrong, in the reader's language: by the finer reason where the catalogue knows it, then by the kind of failure,
 * then in the server's own words. No answer at all means the network.
 */
export function useErrorWords(): (error: unknown) => string {
  const t = useTranslations("common.errors");
  return useCallback(
    (error) => {
      const answer = publicErrorOf(error);
      if (!answer) return t("offline");
      const known = [answer.reason, answer.code].find((key) => t.has(key as "unknown"));
      return known ? t(known as "unknown") : answer.publicMessage || t("unknown");
    },
    [t],
  );
}
