"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef, useState } from "react";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { useAfter } from "@/components/ui/use-after";
import { ConversationRow, ROW_HEIGHT } from "./conversation-row";
import { ListEmpty } from "./list-empty";
import { ListSkeleton } from "./list-skeleton";
import type { useConversationList } from "./use-conversation-list";
import { useHeldOrder } from "./use-held-order";
import type { useInboxRoute } from "./use-inbox-route";

interface ConversationListProps {
  list: ReturnType<typeof useConversationList>;
  route: ReturnType<typeof useInboxRoute>;
  /** The ids in the order on screen, for the keys that walk through them. */
  order: RefObject<string[]>;
}

const OVERSCAN = 8;
/** A pointer that rests is not reading: the list moves again. */
const POINTER_REST_MS = 1_500;

/** The list's body: its rows, or what stands instead of them. */
export function ConversationList({ list, route, order }: ConversationListProps) {
  const t = useTranslations("inbox");
  const isSlow = useAfter(list.isPending, 200);
  if (list.isPending) return isSlow ? <ListSkeleton /> : <div className="flex-1" />;
  if (list.isError && list.rows.length === 0)
    return (
      <ErrorState title={t("listFailed")} description={t("listFailedText")} requestId={publicErrorOf(list.error)?.requestId} onRetry={() => list.refetch()} />
    );
  if (list.rows.length === 0) return <ListEmpty filter={route.filter} setFilter={route.setFilter} />;
  return <Rows list={list} route={route} order={order} />;
}

function Rows({ list, route, order }: ConversationListProps) {
  const t = useTranslations("inbox");
  const scroller = useRef<HTMLDivElement>(null);
  const { isHeld, bind } = useReading(scroller);
  const key = JSON.stringify(route.filter);
  const { shown, waiting } = useHeldOrder(list.rows, { isHeld, key });
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (i) => shown[i]?.id ?? i,
  });
  const selected = shown.findIndex((row) => row.id === route.conversationId);
  useEffect(() => {
    order.current = shown.map((row) => row.id);
  });
  const shownFor = useRef<string>(null);
  useEffect(() => {
    // Once for each choice: following a row that others push down would scroll the list, and a scrolled list holds its order.
    if (selected < 0 || shownFor.current === route.conversationId) return;
    shownFor.current = route.conversationId;
    virtual.scrollToIndex(selected, { align: "auto" });
  }, [selected, route.conversationId, virtual]);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && lastShown >= shown.length - OVERSCAN) fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, lastShown, shown.length]);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {waiting > 0 ? (
        <button
          type="button"
          onClick={() => scroller.current?.scrollTo({ top: 0 })}
          className="-translate-x-1/2 absolute top-2 left-1/2 z-20 h-7 animate-fade-in whitespace-nowrap rounded-full bg-accent px-3 font-medium text-on-accent text-xs shadow-float"
        >
          {t("newRows", { count: waiting })}
        </button>
      ) : null}
      <div ref={scroller} {...bind} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = shown[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                aria-setsize={hasNextPage ? -1 : shown.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}
              >
                <ConversationRow
                  row={row}
                  href={route.hrefOf(row.id)}
                  isSelected={item.index === selected}
                  hasAssignee={route.filter.view === "all"}
                  onOpen={route.open}
                />
              </li>
            );
          })}
        </ul>
        {isFetchNextPageError ? (
          <p className="flex items-center justify-center gap-2 p-3 text-ink-2 text-xs">
            {t("moreFailed")}
            <RetryButton onClick={() => fetchNextPage()} />
          </p>
        ) : null}
      </div>
    </div>
  );
}

function RetryButton({ onClick }: { onClick(): void }) {
  const t = useTranslations("common");
  return (
    <Button size="sm" onClick={onClick}>
      {t("retry")}
    </Button>
  );
}

/** Whether somebody reads the list right now: it is scrolled, or the pointer moves over it. */
function useReading(scroller: RefObject<HTMLDivElement | null>) {
  const [isHovered, setIsHovered] = useState(false);
  const [isScrolled, setIsScrolled] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const bind = {
    onPointerMove() {
      setIsHovered(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setIsHovered(false), POINTER_REST_MS);
    },
    onPointerLeave() {
      clearTimeout(timer.current);
      setIsHovered(false);
    },
    onScroll: () => setIsScrolled((scroller.current?.scrollTop ?? 0) > ROW_HEIGHT),
  };
  return { isHeld: isHovered || isScrolled, bind };
}
