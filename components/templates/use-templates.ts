"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";

/** The first fetch is a job's, begun when the channel was connected. */
const FIRST_LOOK_MS = 1_500;

/** A channel's templates, and fetching them from the platform now. */
export function useTemplates(channelId: string) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const query = useQuery({
    ...trpc.templates.list.queryOptions({ channelId }),
    refetchInterval: ({ state: { data } }) => (data && (data.syncedAt || data.failure) ? false : FIRST_LOOK_MS),
  });
  const sync = useMutation(
    // Also after a failure: why it failed stands in the list.
    trpc.templates.sync.mutationOptions({ onSettled: () => cache.invalidateQueries({ queryKey: trpc.templates.pathKey() }) }),
  );
  return {
    templates: query.data?.templates ?? [],
    syncedAt: query.data?.syncedAt ?? null,
    failure: query.data?.failure ?? null,
    isLoading: query.isPending,
    isSyncing: sync.isPending,
    sync: () => sync.mutate({ channelId }),
  };
}
