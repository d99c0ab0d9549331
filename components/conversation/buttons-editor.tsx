"use client";

import { Plus, SquareMousePointer, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button as PushButton } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { Button } from "@/lib/schemas/content";

/** The server takes no more. */
const MAX_BUTTONS = 13;

interface ButtonsEditorProps {
  buttons: Button[];
  /** Longest title on this channel. */
  maxTitle: number | undefined;
  onChange(buttons: Button[]): void;
}

/** Buttons that go with the message: a title, and a link for those that open one. */
export function ButtonsEditor({ buttons, maxTitle = 80, onChange }: ButtonsEditorProps) {
  const t = useTranslations("writing");
  const put = (index: number, button: Button) => onChange(buttons.map((one, i) => (i === index ? button : one)));
  return (
    <Popover>
      <PopoverTrigger asChild>
        <IconButton label={t("buttons")} className={buttons.length > 0 ? "text-accent-ink" : undefined}>
          <SquareMousePointer aria-hidden />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent title={t("buttons")} side="top" align="start" className="p-3">
        <p className="mb-2 text-ink-2 text-xs">{t("buttonsHelp")}</p>
        <ul className="flex flex-col gap-2">
          {buttons.map((button, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a button that is being written has no other name
            <li key={index}>
              <ButtonFields
                button={button}
                maxTitle={Math.min(80, maxTitle)}
                onChange={(next) => put(index, next)}
                onRemove={() => onChange(buttons.filter((_, i) => i !== index))}
              />
            </li>
          ))}
        </ul>
        <PushButton size="sm" className="mt-2" disabled={buttons.length >= MAX_BUTTONS} onClick={() => onChange([...buttons, { type: "reply", title: "" }])}>
          <Plus aria-hidden />
          {t("addButton")}
        </PushButton>
      </PopoverContent>
    </Popover>
  );
}

interface ButtonFieldsProps {
  button: Button;
  maxTitle: number;
  onChange(button: Button): void;
  onRemove(): void;
}

function ButtonFields({ button, maxTitle, onChange, onRemove }: ButtonFieldsProps) {
  const t = useTranslations("writing");
  const { title } = button;
  const setType = (type: string) => onChange(type === "link" ? { type, title, url: "https://" } : { type: "reply", title });
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Input
        aria-label={t("buttonTitle")}
        placeholder={t("buttonTitle")}
        value={title}
        maxLength={maxTitle}
        onChange={(event) => onChange({ ...button, title: event.target.value })}
        className="min-w-0 flex-1"
      />
      <select
        aria-label={t("buttonKind")}
        value={button.type}
        onChange={(event) => setType(event.target.value)}
        className="h-8 rounded-control border border-line-strong bg-surface px-1.5 text-ink text-sm max-md:h-11"
      >
        <option value="reply">{t("buttonReply")}</option>
        <option value="link">{t("buttonOpens")}</option>
      </select>
      <IconButton size="sm" label={t("removeButton", { title })} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
      {button.type === "link" ? (
        <Input
          type="url"
          aria-label={t("buttonLinkOf", { title })}
          placeholder={t("buttonLink")}
          value={button.url}
          onChange={(event) => onChange({ ...button, url: event.target.value })}
          className="w-full"
        />
      ) : null}
    </div>
  );
}
