"use client";

import { AlarmClockOff, CalendarClock, Clock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useIsMac } from "@/components/shell/use-is-mac";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { useNow } from "@/components/ui/use-now";
import { shortTime } from "@/lib/dates";
import { hintFor } from "@/lib/keys";
import { localInput, snoozePresets } from "./snooze-presets";

interface SnoozeProps {
  isSnoozed: boolean;
  onSnooze(until: Date): void;
  onWake(): void;
}

interface SnoozeMenuProps extends SnoozeProps {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  onCustom(): void;
}

export function SnoozeMenu({ isOpen, onOpenChange, ...props }: SnoozeMenuProps) {
  const t = useTranslations("conversation");
  const isMac = useIsMac();
  return (
    <Menu open={isOpen} onOpenChange={onOpenChange}>
      <MenuTrigger asChild>
        <IconButton label={t("snooze")} hint={hintFor("snooze", isMac)}>
          <Clock aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end" className="w-64">
        <MenuLabel>{t("snoozeUntil")}</MenuLabel>
        <SnoozeItems {...props} />
      </MenuContent>
    </Menu>
  );
}

/** The entries, also for the menu of narrow screens. */
export function SnoozeItems({ isSnoozed, onSnooze, onWake, onCustom }: SnoozeProps & { onCustom(): void }) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  const now = useNow();
  return (
    <>
      {snoozePresets(now).map(({ preset, until }) => (
        <MenuItem key={preset} onSelect={() => onSnooze(until)}>
          {t(preset)}
          <span className="ml-auto pl-4 text-ink-3 text-xs">{shortTime(until, { locale, now })}</span>
        </MenuItem>
      ))}
      <MenuItem onSelect={onCustom}>
        <CalendarClock aria-hidden />
        {t("snoozeCustom")}
      </MenuItem>
      {isSnoozed ? (
        <>
          <MenuSeparator />
          <MenuItem onSelect={onWake}>
            <AlarmClockOff aria-hidden />
            {t("wake")}
          </MenuItem>
        </>
      ) : null}
    </>
  );
}

/** A moment of one's own. */
export function SnoozeDialog({ isOpen, onOpenChange, onSnooze }: { isOpen: boolean; onOpenChange(isOpen: boolean): void; onSnooze(until: Date): void }) {
  const t = useTranslations("conversation");
  const common = useTranslations("common");
  const [value, setValue] = useState("");
  const [hasError, setHasError] = useState(false);
  const save = () => {
    const until = new Date(value);
    const isGood = value !== "" && until.getTime() > Date.now();
    setHasError(!isGood);
    if (!isGood) return;
    onOpenChange(false);
    onSnooze(until);
  };
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent
        title={t("snoozeCustom")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="quiet">{common("cancel")}</Button>
            </DialogClose>
            <Button variant="main" onClick={save}>
              {t("snoozeSave")}
            </Button>
          </>
        }
      >
        <Field label={t("snoozeWhen")} error={hasError ? t("snoozePast") : undefined}>
          <Input type="datetime-local" value={value} min={localInput(new Date())} onChange={(event) => setValue(event.target.value)} autoFocus />
        </Field>
      </DialogContent>
    </Dialog>
  );
}
