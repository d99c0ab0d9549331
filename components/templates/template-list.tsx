"use client";

import { RefreshCw, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import type { TemplateView } from "@/lib/schemas/template";
import { findTemplates, languagesOf, readableName } from "./find-templates";
import { useCategoryLabel } from "./use-category-label";
import { useLanguageLabel } from "./use-language-label";
import type { useTemplates } from "./use-templates";

interface TemplateListProps {
  source: ReturnType<typeof useTemplates>;
  /** Asked for by the person, so the keyboard goes there. */
  hasFocus: boolean;
  onChoose(template: TemplateView): void;
}

const ALL = "all";

/** The templates that can be sent: searched by typing, walked through by arrows, taken by Enter. */
export function TemplateList({ source, hasFocus, onChoose }: TemplateListProps) {
  const t = useTranslations("templates");
  const labelOf = useLanguageLabel();
  const listId = useId();
  const [search, setSearch] = useState("");
  const [language, setLanguage] = useState(ALL);
  const [active, setActive] = useState(0);
  const languages = languagesOf(source.templates);
  const found = findTemplates(source.templates, { search, language: language === ALL ? null : language });
  const at = Math.min(active, Math.max(0, found.length - 1));

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[at];
    if (event.key === "Enter" && chosen && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onChoose(chosen);
    }
    if (step === undefined || found.length === 0) return;
    event.preventDefault();
    setActive((at + step + found.length) % found.length);
  }

  return (
    <div className="flex flex-col gap-2 p-3">
      <div className="flex items-center gap-2">
        <div className="relative min-w-0 flex-1">
          <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" aria-hidden />
          <Input
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={found[at] ? `${listId}-${found[at].id}` : undefined}
            aria-label={t("search")}
            placeholder={t("search")}
            value={search}
            autoFocus={hasFocus}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={onKeyDown}
            className="pl-8"
          />
        </div>
        {languages.length > 1 ? (
          <Select
            label={t("language")}
            value={language}
            onValueChange={setLanguage}
            options={[{ value: ALL, label: t("allLanguages") }, ...languages.map((value) => ({ value, label: labelOf(value) }))]}
            className="w-40 shrink-0 max-md:w-32"
          />
        ) : null}
        <IconButton label={t("sync")} onClick={source.sync} disabled={source.isSyncing}>
          <RefreshCw className={cn(source.isSyncing && "animate-spin")} aria-hidden />
        </IconButton>
      </div>
      {source.failure ? (
        <p role="status" className="text-warn text-xs">
          {t("failed", { reason: source.failure })}
        </p>
      ) : null}
      <div id={listId} role="listbox" aria-label={t("title")} className="-mx-1 flex max-h-[min(16rem,28dvh)] flex-col gap-0.5 overflow-y-auto px-1">
        {found.map((template, index) => (
          <Row key={template.id} id={`${listId}-${template.id}`} template={template} isActive={index === at} onChoose={() => onChoose(template)} />
        ))}
        {found.length === 0 && !source.isLoading ? (
          <p className="px-2 py-4 text-center text-ink-2 text-sm">{source.templates.length === 0 ? t("none") : t("noMatch")}</p>
        ) : null}
      </div>
    </div>
  );
}

function Row({ id, template, isActive, onChoose }: { id: string; template: TemplateView; isActive: boolean; onChoose(): void }) {
  const labelOf = useLanguageLabel();
  const categoryOf = useCategoryLabel();
  const { name, category, language, definition } = template;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search field's
    <div
      id={id}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: "nearest" });
      }}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      onClick={onChoose}
      className={cn("flex cursor-default flex-col gap-0.5 rounded-control px-2 py-1.5 hover:bg-hover", isActive && "bg-hover")}
    >
      <span className="flex items-center gap-2">
        <span className="truncate font-medium text-ink text-sm">{readableName(name)}</span>
        <Badge tone="grey">{categoryOf(category)}</Badge>
        <span className="ml-auto shrink-0 text-2xs text-ink-3">{labelOf(language)}</span>
      </span>
      <span className="line-clamp-2 text-ink-2 text-xs" dir="auto">
        {definition.body}
      </span>
    </div>
  );
}
