"use client";

import { useTranslations } from "next-intl";
import type { Length } from "./composer-limits";

/** Only near the limit, and what happens beyond it. */
export function LengthCounter({ length }: { length: Length }) {
  const t = useTranslations("conversation");
  if (length.kind === "fine") return null;
  if (length.kind === "near") return <span>{t("length", { used: length.used, max: length.max })}</span>;
  if (length.kind === "parts") return <span className="text-warn">{t("lengthParts", { count: length.count })}</span>;
  return (
    <span role="alert" className="text-danger">
      {t("lengthOver", { count: length.by })}
    </span>
  );
}
