"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

interface SplitQuestionProps {
  count: number;
  channel: string;
  onSend(): void;
  onBack(): void;
}

/** Asked once, before a text goes out as several messages; where it is cut stands above. */
export function SplitQuestion({ count, channel, onSend, onBack }: SplitQuestionProps) {
  const t = useTranslations("writing");
  return (
    <div role="alertdialog" aria-label={t("splitAsk", { channel })} className="mx-3 mb-2 flex items-center gap-2 text-sm max-md:flex-wrap">
      <span className="mr-auto min-w-0 text-ink-2 [overflow-wrap:anywhere]">{t("splitAsk", { channel })}</span>
      <Button size="sm" variant="quiet" onClick={onBack}>
        {t("splitBack")}
      </Button>
      <Button size="sm" variant="main" autoFocus onClick={onSend}>
        {t("splitSend", { count })}
      </Button>
    </div>
  );
}
