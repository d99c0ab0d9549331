"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPCClient } from "@/components/trpc/context";
import { threadKey } from "./thread-cache";

const PAGE_SIZE = 50;

/** A conversation's messages, newest page first; the change feed keeps them level. */
export function useThread(conversationId: string) {
  const client = useTRPCClient();
  const query = useInfiniteQuery({
    queryKey: threadKey(conversationId),
    queryFn: ({ pageParam }) => client.messages.list.query({ conversationId, before: pageParam, limit: PAGE_SIZE }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.hasMore ? page.items[0]?.seq : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const messages = useMemo(() => [...(query.data?.pages ?? [])].reverse().flatMap((page) => page.items), [query.data]);
  return { ...query, messages };
}
