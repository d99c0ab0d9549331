"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ChannelRow } from "./channel-row";
import { KindRow } from "./kind-row";
import { useWords } from "./use-words";

/** What is connected, with its health, above what can be connected. */
export function ChannelsPage() {
  const t = useTranslations("channels");
  const words = useWords();
  const trpc = useTRPC();
  const { data: channels } = useSuspenseQuery(trpc.channels.list.queryOptions());
  const { data: kinds } = useSuspenseQuery(trpc.channels.kinds.queryOptions());
  const titles = new Map(kinds.map(({ kind, title }) => [kind, words(title)]));
  return (
    <div className="flex flex-col gap-6">
      <header>
        <h1 className="font-semibold text-ink text-xl tracking-tight">{t("title")}</h1>
        <p className="mt-1 text-ink-2 text-sm">{t("lead")}</p>
      </header>
      <Card aria-label={t("connected")}>
        {channels.length === 0 ? (
          <EmptyState title={t("emptyTitle")} description={t("emptyText")} />
        ) : (
          <ul className="divide-y divide-line">
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} title={titles.get(channel.kind) ?? channel.kind} />
            ))}
          </ul>
        )}
      </Card>
      <section aria-labelledby="connect-more">
        <h2 id="connect-more" className="mb-2 font-semibold text-base text-ink">
          {t("connectMore")}
        </h2>
        <Card>
          <ul className="divide-y divide-line">
            {kinds.map((kind) => (
              <KindRow key={kind.kind} kind={kind} />
            ))}
          </ul>
        </Card>
      </section>
    </div>
  );
}
