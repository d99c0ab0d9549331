"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/components/trpc/context";
import type { ConversationRow } from "@/lib/schemas/conversation";
import { type InboxFilter, listInput } from "./inbox-filter";

/** The loaded rows of one list, in the server's order; the change feed keeps them level. */
export function useConversationList(filter: InboxFilter) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions(listInput(filter), { getNextPageParam: (page) => page.nextCursor, staleTime: Number.POSITIVE_INFINITY }),
  );
  const rows = useMemo<ConversationRow[]>(() => uniqueRows(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  return { ...query, rows };
}

/** A row that moved between two page loads stands in both; its first place counts. */
function uniqueRows(rows: ConversationRow[]): ConversationRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id));
}
