"use client";

import { ImageOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

interface BlockedImagesProps {
  count: number;
  isLoading: boolean;
  onShow(): void;
}

/** Images from elsewhere tell the sender that, when and where a mail was opened: nothing is fetched until somebody asks. */
export function BlockedImages({ count, isLoading, onShow }: BlockedImagesProps) {
  const t = useTranslations("email");
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control border border-line bg-surface py-1 pr-1 pl-2.5 text-ink-2 text-xs">
      <ImageOff className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0 flex-1">{t("imagesBlocked", { count })}</span>
      <Button size="sm" variant="quiet" className="touch-area text-accent-ink" aria-disabled={isLoading} onClick={onShow}>
        {isLoading ? t("imagesLoading") : t("showImages")}
      </Button>
    </div>
  );
}
