"use client";

import { ChevronDown, Reply, ReplyAll } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";

/** To everybody who takes part, or to the sender alone. */
export function ReplyModeMenu({ replyAll, onChange }: { replyAll: boolean; onChange(replyAll: boolean): void }) {
  const t = useTranslations("email");
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button size="sm" variant="quiet" className="touch-area px-2 font-normal text-xs">
          {replyAll ? <ReplyAll aria-hidden /> : <Reply aria-hidden />}
          {replyAll ? t("replyAll") : t("replySender")}
          <ChevronDown aria-hidden className="!size-3.5 text-ink-3" />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuRadioGroup value={String(replyAll)} onValueChange={(value) => onChange(value === "true")}>
          <MenuRadioItem value="true">
            <ReplyAll aria-hidden />
            {t("replyAll")}
          </MenuRadioItem>
          <MenuRadioItem value="false">
            <Reply aria-hidden />
            {t("replySender")}
          </MenuRadioItem>
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
