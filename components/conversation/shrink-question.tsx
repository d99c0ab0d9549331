"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

interface ShrinkQuestionProps {
  file: File;
  channel: string;
  onSettle(isAgreed: boolean): void;
}

/** A picture is larger than the channel takes: it goes out smaller only if its sender wants that. */
export function ShrinkQuestion({ file, channel, onSettle }: ShrinkQuestionProps) {
  const t = useTranslations("writing");
  const ask = t("scaleAsk", { name: file.name, channel });
  return (
    <div role="alertdialog" aria-label={ask} className="mx-3 mb-2 flex flex-wrap items-center gap-2 text-sm">
      <span className="mr-auto min-w-0 text-ink-2 [overflow-wrap:anywhere]">{ask}</span>
      <Button size="sm" variant="quiet" onClick={() => onSettle(false)}>
        {t("scaleBack")}
      </Button>
      <Button size="sm" variant="soft" onClick={() => onSettle(true)}>
        {t("scaleSend")}
      </Button>
    </div>
  );
}
