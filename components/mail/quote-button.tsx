"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "@/components/ui/icon-button";

/** What was cut off as quoted is one press away, always. */
export function QuoteButton({ isWhole, onToggle }: { isWhole: boolean; onToggle(): void }) {
  const t = useTranslations("email");
  return (
    <IconButton
      label={isWhole ? t("hideQuote") : t("showQuote")}
      aria-expanded={isWhole}
      onClick={onToggle}
      className="touch-area h-4 w-7 self-start rounded-chip bg-hover text-ink-2 hover:bg-line max-md:h-6 max-md:w-9"
    >
      <Ellipsis aria-hidden />
    </IconButton>
  );
}
