"use client";

import { ChevronDown, CircleCheck, Pause } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";

interface SendButtonProps {
  isNote: boolean;
  isDisabled: boolean;
  onSend(): void;
  onSendAndSettle(status: "resolved" | "pending"): void;
}

/** The one main button of the pane, and behind its arrow the two usual ends of an answer. */
export function SendButton({ isNote, isDisabled, onSend, onSendAndSettle }: SendButtonProps) {
  const t = useTranslations("conversation");
  const send = () => {
    if (!isDisabled) onSend();
  };
  if (isNote)
    return (
      <Button variant="main" aria-disabled={isDisabled} onClick={send}>
        {t("saveNote")}
      </Button>
    );
  return (
    <div className="flex shrink-0">
      <Button variant="main" aria-disabled={isDisabled} onClick={send} className="rounded-r-none px-4">
        {t("send")}
      </Button>
      <Menu>
        <MenuTrigger asChild>
          <Button variant="main" disabled={isDisabled} aria-label={t("sendOptions")} className="rounded-l-none border-on-accent/30 border-l px-1.5 max-md:px-3">
            <ChevronDown aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end" side="top">
          <MenuItem onSelect={() => onSendAndSettle("resolved")}>
            <CircleCheck aria-hidden />
            {t("sendAndResolve")}
          </MenuItem>
          <MenuItem onSelect={() => onSendAndSettle("pending")}>
            <Pause aria-hidden />
            {t("sendAndPend")}
          </MenuItem>
        </MenuContent>
      </Menu>
    </div>
  );
}
