"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Time } from "@/components/ui/time";
import { PanelSection } from "./panel-section";

const REFRESH_MS = 20_000;

/** Where on the website the visitor is and was, and how long. Absent where there is nothing to tell. */
export function VisitedPages({ conversationId }: { conversationId: string }) {
  const t = useTranslations("contact");
  const format = useFormatter();
  const { data } = useQuery(useTRPC().conversations.visitedPages.queryOptions({ id: conversationId }, { refetchInterval: REFRESH_MS }));
  if (!data?.length) return null;
  const dwell = (ms: number) =>
    ms < 60_000 ? t("seconds", { count: Math.round(ms / 1_000) }) : t("minutes", { count: format.number(Math.round(ms / 60_000)) });
  return (
    <PanelSection title={t("visitedPages")}>
      <ol className="flex flex-col gap-1.5">
        {data.map((page) => (
          <li key={page.id} className="min-w-0">
            <a href={page.url} target="_blank" rel="noreferrer noopener" title={page.url} className="block truncate text-ink text-sm hover:underline">
              {page.title || page.url}
            </a>
            <p className="text-ink-3 text-xs">
              <Time at={page.startedAt} /> · {dwell(page.dwellMs)}
            </p>
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}
