"use client";

import { MessagesSquare } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useRef } from "react";
import { ConversationPane } from "@/components/conversation/conversation-pane";
import { useKeyHandlers } from "@/components/shell/key-context";
import { EmptyState } from "@/components/ui/empty-state";
import { cn } from "@/lib/cn";
import { ConversationList } from "./conversation-list";
import { ListHeader } from "./list-header";
import { useConversationList } from "./use-conversation-list";
import { useInboxRoute } from "./use-inbox-route";

/** The inbox: list, conversation, customer. From 1024 px side by side, below that one at a time. */
export function InboxScreen() {
  const t = useTranslations("inbox");
  const route = useInboxRoute();
  const list = useConversationList(route.filter);
  const order = useRef<string[]>([]);
  const { conversationId, open } = route;

  const step = useCallback(
    (by: 1 | -1) => {
      const ids = order.current;
      const here = conversationId ? ids.indexOf(conversationId) : -1;
      const next = here < 0 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, here + by))];
      if (next) open(next);
    },
    [conversationId, open],
  );
  /** Where to go when this one leaves the list: the one below it, else the one above. */
  const openNeighbour = useCallback(() => {
    const ids = order.current;
    const here = conversationId ? ids.indexOf(conversationId) : -1;
    open(here < 0 ? null : (ids[here + 1] ?? ids[here - 1] ?? null));
  }, [conversationId, open]);
  useKeyHandlers({ next: () => step(1), previous: () => step(-1) });

  return (
    <>
      {/* Alone it is the main part, beside a conversation a region; another element for each would lose the list's scroll place. */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles it may have take a name */}
      <div
        role={conversationId ? "region" : "main"}
        id={conversationId ? undefined : "content"}
        aria-label={t("list")}
        data-pane
        className={cn("flex w-84 shrink-0 flex-col border-line border-r max-lg:w-auto max-lg:flex-1 max-lg:border-r-0", conversationId && "max-lg:hidden")}
      >
        <ListHeader filter={route.filter} setFilter={route.setFilter} isPageHeading={!conversationId} />
        <ConversationList list={list} route={route} order={order} />
      </div>
      {conversationId ? (
        <ConversationPane key={conversationId} conversationId={conversationId} onClose={() => open(null)} onLeave={openNeighbour} />
      ) : (
        <section aria-label={t("noneChosen")} className="min-w-0 flex-1 max-lg:hidden">
          <EmptyState icon={<MessagesSquare />} title={t("noneChosen")} description={t("noneChosenText")} />
        </section>
      )}
    </>
  );
}
