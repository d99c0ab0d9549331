"use client";

import { useLocale } from "next-intl";
import { usePreferences } from "@/components/shell/use-preferences";
import { Button } from "@/components/ui/button";

/** The other language, by its own name. */
export function LanguageSwitch() {
  const isChinese = useLocale() === "zh-CN";
  const { setLocale } = usePreferences();
  return (
    <Button variant="quiet" className="-mr-3" lang={isChinese ? "en" : "zh-CN"} onClick={() => setLocale(isChinese ? "en" : "zh-CN")}>
      {isChinese ? "English" : "中文"}
    </Button>
  );
}
