"use client";

import { useTranslations } from "next-intl";
import type { Way } from "./types";
import { useWords } from "./use-words";

interface WayPickerProps {
  ways: Way[];
  chosen: Way;
  onChoose(way: Way): void;
}

/** Which of a kind's ways; a closed one is shown and says why. */
export function WayPicker({ ways, chosen, onChoose }: WayPickerProps) {
  const t = useTranslations("channels");
  const words = useWords();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1.5 font-medium text-ink text-sm">{t("way")}</legend>
      {ways.map((way) => (
        <label
          key={way.name}
          className="flex cursor-pointer items-start gap-2.5 rounded-control border border-line px-3 py-2 text-sm transition-colors has-checked:border-accent has-checked:bg-accent-soft has-disabled:cursor-default"
        >
          <input
            type="radio"
            name="way"
            className="mt-0.5 accent-accent"
            checked={way.name === chosen.name}
            disabled={!way.isConfigured}
            onChange={() => onChoose(way)}
          />
          <span className={way.isConfigured ? "text-ink" : "text-ink-3"}>
            {words(way.title)}
            {way.isConfigured ? null : <span className="block text-xs">{t("wayNotConfigured")}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
