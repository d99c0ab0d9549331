"use client";

import { CircleCheck, Filter, Inbox } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useDesk } from "@/components/shell/desk-context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { InboxFilter } from "./inbox-filter";

interface ListEmptyProps {
  filter: InboxFilter;
  setFilter(change: Partial<InboxFilter>): void;
}

/** Why there is nothing, and the one thing to do about it. */
export function ListEmpty({ filter, setFilter }: ListEmptyProps) {
  const t = useTranslations("inbox");
  const { may, path } = useDesk();
  if (filter.status !== "open" && filter.status !== "any")
    return (
      <EmptyState icon={<Filter />} title={t("emptyFilter")} action={<Button onClick={() => setFilter({ status: "open" })}>{t("emptyFilterAction")}</Button>} />
    );
  if (filter.view === "mine")
    return (
      <EmptyState
        icon={<CircleCheck />}
        title={t("emptyMine")}
        description={t("emptyMineText")}
        action={<Button onClick={() => setFilter({ view: "unassigned" })}>{t("emptyMineAction")}</Button>}
      />
    );
  if (filter.view === "unassigned") return <EmptyState icon={<CircleCheck />} title={t("emptyUnassigned")} description={t("emptyUnassignedText")} />;
  return (
    <EmptyState
      icon={<Inbox />}
      title={t("emptyAll")}
      description={t("emptyAllText")}
      action={
        may("channels.manage") ? (
          <Button asChild>
            <Link href={path("/settings/channels")}>{t("emptyAllAction")}</Link>
          </Button>
        ) : undefined
      }
    />
  );
}
