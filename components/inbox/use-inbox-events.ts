"use client";

import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { cachedThreads, patchThread, type Thread, threadKey } from "@/components/conversation/thread-cache";
import type { FeedEvent } from "@/components/realtime/feed";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import type { ConversationRow } from "@/lib/schemas/conversation";
import type { Page } from "@/lib/schemas/page";
import { useEventBatches } from "./event-batches";
import type { ListInput } from "./inbox-filter";
import { patchList } from "./patch-list";

type CachedList = InfiniteData<Page<ConversationRow>, string | null>;

/** What changed, by what must be asked for again. */
export function sortEvents(events: readonly FeedEvent[]) {
  const pick = (events: readonly FeedEvent[], key: "conversationId" | "messageId" | "contactId") => [...new Set(events.flatMap((event) => event[key] ?? []))];
  return {
    conversationIds: pick(events, "conversationId"),
    messages: events.filter((event) => event.messageId && event.conversationId),
    contactIds: pick(
      events.filter((event) => event.type.startsWith("contact.") || event.type === "conversation.created"),
      "contactId",
    ),
    hasChannels: events.some((event) => event.type.startsWith("channel.")),
    hasAgents: events.some((event) => event.type.startsWith("agent.")),
  };
}

/** Follows the change feed: fetches the rows and messages that changed and puts them where they belong; everything else stays as it is. */
export function useInboxEvents(): { apply(events: FeedEvent[]): void; reset(): void } {
  const queryClient = useQueryClient();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const { seat } = useDesk();
  const myAgentId = seat.agentId;

  const refetch = useCallback(
    async (events: FeedEvent[]) => {
      const changed = sortEvents(events);
      const threads = cachedThreads(queryClient);
      const messageIds = [...new Set(changed.messages.filter((e) => threads.has(e.conversationId ?? "")).flatMap((e) => e.messageId ?? []))];
      const [rows, messages] = await Promise.all([
        inParts(changed.conversationIds, (ids) => client.conversations.rows.query({ ids })),
        inParts(messageIds, (ids) => client.messages.byIds.query({ ids })),
      ]);
      const found = new Set(rows.map((row) => row.id));
      const patch = { rows, goneIds: changed.conversationIds.filter((id) => !found.has(id)), myAgentId };
      patchLists(queryClient, trpc.conversations.list.pathKey(), patch);
      for (const conversationId of new Set(messages.map((message) => message.conversationId))) {
        const own = messages.filter((message) => message.conversationId === conversationId);
        queryClient.setQueryData<Thread>(threadKey(conversationId), (thread) => thread && patchThread(thread, own));
      }
      for (const id of changed.conversationIds) queryClient.invalidateQueries(trpc.conversations.get.queryFilter({ id }));
      if (changed.conversationIds.length > 0) queryClient.invalidateQueries(trpc.conversations.counts.queryFilter());
      for (const id of changed.contactIds) queryClient.invalidateQueries(trpc.contacts.get.queryFilter({ id }));
      if (changed.contactIds.length > 0) queryClient.invalidateQueries(trpc.contacts.list.pathFilter());
      if (changed.hasChannels) queryClient.invalidateQueries(trpc.channels.pathFilter());
      if (changed.hasAgents) queryClient.invalidateQueries(trpc.agents.pathFilter());
    },
    [client, queryClient, trpc, myAgentId],
  );
  const reset = useCallback(() => {
    queryClient.invalidateQueries();
  }, [queryClient]);
  // What could not be asked for now is unknown: ask for everything once the server answers again.
  const apply = useEventBatches(refetch, reset);
  return useMemo(() => ({ apply, reset }), [apply, reset]);
}

interface Patch {
  rows: ConversationRow[];
  goneIds: string[];
  myAgentId: string;
}

/** Every list in the cache, whatever its filter. */
export function patchLists(queryClient: QueryClient, pathKey: readonly unknown[], patch: Patch): void {
  for (const [key, data] of queryClient.getQueriesData<CachedList>({ queryKey: pathKey })) {
    if (!data || !Array.isArray(data.pages)) continue;
    const input = (key[1] as { input?: ListInput } | undefined)?.input ?? {};
    queryClient.setQueryData<CachedList>(key, { ...data, pages: patchList(data.pages, input, patch) });
  }
}

const MOST_IDS = 100;

async function inParts<T>(ids: readonly string[], ask: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  const parts: Promise<T[]>[] = [];
  for (let i = 0; i < ids.length; i += MOST_IDS) parts.push(ask(ids.slice(i, i + MOST_IDS)));
  return (await Promise.all(parts)).flat();
}
