import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { useTRPC } from "@/components/trpc/context";
import type { ConversationRow } from "@/lib/schemas/conversation";
import type { Page } from "@/lib/schemas/page";
import type { ListInput } from "./inbox-filter";
import { patchList } from "./patch-list";

type CachedList = InfiniteData<Page<ConversationRow>, string | null>;
type Trpc = ReturnType<typeof useTRPC>;

interface Patch {
  rows: readonly ConversationRow[];
  goneIds: readonly string[];
  myAgentId: string;
}

/** Puts changed conversations into every cached list, each by its own filter and order. */
export function patchLists(queryClient: QueryClient, trpc: Trpc, patch: Patch): void {
  for (const [key, data] of queryClient.getQueriesData<CachedList>({ queryKey: trpc.conversations.list.pathKey() })) {
    if (!data || !Array.isArray(data.pages)) continue;
    queryClient.setQueryData<CachedList>(key, { ...data, pages: patchList(data.pages, inputOf(key), patch) });
  }
}

/** Changes the rows of one conversation where they stand, in every cached list, without moving them. */
export function editRow(queryClient: QueryClient, trpc: Trpc, change: Partial<ConversationRow> & { id: string }): void {
  const edit = (row: ConversationRow) => (row.id === change.id ? { ...row, ...change } : row);
  for (const [key, data] of queryClient.getQueriesData<CachedList>({ queryKey: trpc.conversations.list.pathKey() })) {
    if (!data || !Array.isArray(data.pages)) continue;
    queryClient.setQueryData<CachedList>(key, { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(edit) })) });
  }
}

/** Ids of the conversations whose details are in the cache. */
export function cachedConversations(queryClient: QueryClient, trpc: Trpc): string[] {
  return queryClient.getQueriesData({ queryKey: trpc.conversations.get.pathKey() }).flatMap(([key, data]) => {
    const id = (key[1] as { input?: { id?: string } } | undefined)?.input?.id;
    return data && id ? [id] : [];
  });
}

/** tRPC keeps a query's input in the second part of its key. */
function inputOf(key: readonly unknown[]): ListInput {
  return (key[1] as { input?: ListInput } | undefined)?.input ?? {};
}
