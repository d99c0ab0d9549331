"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";
import { cn } from "@/lib/cn";
import { INBOX_SORTS, INBOX_STATUSES, INBOX_VIEWS, type InboxFilter, type InboxSort, type InboxStatus } from "./inbox-filter";

const SORT_LABELS = { newest: "sortNewest", waiting: "sortWaiting" } as const satisfies Record<InboxSort, string>;
const STATUS_LABELS = {
  open: "statusOpen",
  pending: "statusPending",
  snoozed: "statusSnoozed",
  resolved: "statusResolved",
  any: "statusAny",
} as const satisfies Record<InboxStatus, string>;

/** The server stops counting here. */
const COUNT_CAP = 100;

const counted = (count: number | undefined) => (count === undefined ? undefined : count >= COUNT_CAP ? `${COUNT_CAP - 1}+` : String(count));

interface ListHeaderProps {
  filter: InboxFilter;
  setFilter(change: Partial<InboxFilter>): void;
  /** The page's heading where no conversation is open; then that one is. */
  isPageHeading: boolean;
}

/** Heading, views with their counts, sort and status. */
export function ListHeader({ filter, setFilter, isPageHeading }: ListHeaderProps) {
  const t = useTranslations("inbox");
  const trpc = useTRPC();
  const { data: counts } = useQuery(trpc.conversations.counts.queryOptions());
  const Heading = isPageHeading ? "h1" : "h2";
  return (
    <div className="shrink-0">
      <div className="flex h-13 items-center gap-2 px-4">
        <Heading className="font-semibold text-ink text-lg tracking-tight">{t("title")}</Heading>
        <span className="text-ink-3 text-sm">{counted(counts?.all)}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields */}
      <div role="group" aria-label={t("views")} className="flex items-center gap-1 px-3 pb-2.5">
        {INBOX_VIEWS.map((view) => (
          <button
            key={view}
            type="button"
            aria-pressed={filter.view === view}
            onClick={() => setFilter({ view })}
            className={cn(
              "inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-control px-2.5 font-medium text-sm transition-colors touch-area",
              filter.view === view ? "bg-accent-soft text-accent-ink" : "text-ink-2 hover:bg-hover",
            )}
          >
            {t(view)}
            <span className={cn("font-normal text-2xs", filter.view === view ? "text-accent-ink" : "text-ink-3")}>{counted(counts?.[view])}</span>
          </button>
        ))}
      </div>
      <div className="flex h-6 items-center justify-between border-line border-y bg-sunken px-4 max-md:h-8">
        <Choice
          label={t("sort")}
          value={filter.sort}
          options={INBOX_SORTS.map((sort) => ({ value: sort, label: t(SORT_LABELS[sort]) }))}
          onChange={(sort) => setFilter({ sort })}
        />
        <Choice
          label={t("status")}
          value={filter.status}
          options={INBOX_STATUSES.map((status) => ({ value: status, label: t(STATUS_LABELS[status]) }))}
          onChange={(status) => setFilter({ status })}
        />
      </div>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange(value: T): void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const current = options.find((option) => option.value === value);
  return (
    <Menu>
      <MenuTrigger className="-mx-1 inline-flex h-6 items-center gap-1 rounded-chip px-1 touch-area text-ink-2 text-xs hover:text-ink">
        <span className="sr-only">{label}</span>
        {current?.label}
        <ChevronDown className="size-3 text-ink-3" aria-hidden />
      </MenuTrigger>
      <MenuContent align="start">
        <MenuRadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
          {options.map((option) => (
            <MenuRadioItem key={option.value} value={option.value}>
              {option.label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
