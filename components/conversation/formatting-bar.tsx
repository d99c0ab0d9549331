"use client";

import { Bold, Italic, Link2, List } from "lucide-react";
import { useTranslations } from "next-intl";
import { useIsMac } from "@/components/shell/use-is-mac";
import { IconButton } from "@/components/ui/icon-button";
import { drawKey } from "@/lib/keys";
import type { Formatting } from "./apply-mark";

const BUTTONS = [
  { formatting: "bold", icon: Bold, key: "Mod+b" },
  { formatting: "italic", icon: Italic, key: "Mod+i" },
  { formatting: "list", icon: List, key: null },
  { formatting: "link", icon: Link2, key: "Mod+k" },
] as const;

/** The few marks that every channel with any formatting knows. */
export function FormattingBar({ onFormat }: { onFormat(formatting: Formatting): void }) {
  const t = useTranslations("writing");
  const isMac = useIsMac();
  return (
    <fieldset aria-label={t("formatting")} className="flex max-md:hidden">
      {BUTTONS.map(({ formatting, icon: Icon, key }) => (
        <IconButton
          key={formatting}
          label={t(formatting)}
          hint={key ? drawKey(key, isMac) : undefined}
          // The words stay selected.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onFormat(formatting)}
        >
          <Icon aria-hidden />
        </IconButton>
      ))}
    </fieldset>
  );
}
