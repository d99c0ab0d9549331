"use client";

import { type DehydratedState, HydrationBoundary, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useConnection } from "@/components/realtime/realtime-provider";
import { askAgain } from "./ask-again";

interface PrefetchedProps {
  state: DehydratedState;
  /** pageCursor(), asked for before the queries. */
  cursor: number;
  children: ReactNode;
}

/** Puts what a page of the desk prefetched into the cache; changes that this screen has heard of meanwhile win. */
export function Prefetched({ state, cursor, children }: PrefetchedProps) {
  const queryClient = useQueryClient();
  const { heardUpTo } = useConnection();
  // The boundary below hydrates in an effect too, which runs before this one.
  useEffect(() => askAgain(queryClient, state, { prefetchedAt: cursor, heardUpTo: heardUpTo() }), [queryClient, state, cursor, heardUpTo]);
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>;
}
