"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { FeedEvent } from "@/components/realtime/feed";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { useEventBatches } from "./event-batches";
import { refetchChanged } from "./refetch-changed";

/** Follows the change feed: fetches the rows and messages that changed and puts them where they belong; everything else stays as it is. */
export function useInboxEvents(): { apply(events: FeedEvent[]): void; reset(): void } {
  const queryClient = useQueryClient();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const { seat } = useDesk();
  const refetch = useCallback(
    (events: FeedEvent[]) => refetchChanged(events, { queryClient, client, trpc, myAgentId: seat.agentId }),
    [queryClient, client, trpc, seat.agentId],
  );
  const reset = useCallback(() => {
    queryClient.invalidateQueries();
  }, [queryClient]);
  // What could not be asked for now is unknown: ask for everything once the server answers again.
  const apply = useEventBatches(refetch, reset);
  return useMemo(() => ({ apply, reset }), [apply, reset]);
}
