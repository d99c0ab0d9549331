import type { QueryClient } from "@tanstack/react-query";
import { patchThread, type Thread, threadKey } from "@/components/conversation/thread-cache";
import { isActing } from "@/components/conversation/use-conversation-actions";
import type { FeedEvent } from "@/components/realtime/feed";
import type { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { cachedConversations, patchLists } from "./patch-caches";

export interface Desk {
  queryClient: QueryClient;
  client: ReturnType<typeof useTRPCClient>;
  trpc: ReturnType<typeof useTRPC>;
  myAgentId: string;
}

/**
 * Asks for what these events changed and is on screen or in the cache, and puts it there. Rejects when the server cannot be asked.
 * First it waits for answers under way: an answer that was read before the change and arrives after it would undo it.
 * What colleagues read changes nothing here.
 */
export async function refetchChanged(changes: readonly FeedEvent[], desk: Desk): Promise<void> {
  const events = changes.filter((event) => event.type !== "conversation.read" || event.actor?.id === desk.myAgentId);
  if (events.length === 0) return;
  await settle(desk);
  const conversationIds = unique(events.map((event) => event.conversationId));
  const contactIds = unique(events.filter((event) => /^contact\.|^conversation\.created$/.test(event.type)).map((event) => event.contactId));
  await Promise.all([
    refetchRows(conversationIds, desk),
    refetchMessages(events, desk),
    refetchDetails(conversationIds, desk),
    refetchCounts(conversationIds, desk),
  ]);
  const { queryClient, trpc } = desk;
  for (const id of contactIds) queryClient.invalidateQueries(trpc.contacts.get.queryFilter({ id }));
  if (contactIds.length > 0) queryClient.invalidateQueries(trpc.contacts.list.pathFilter());
  if (events.some((event) => event.type.startsWith("channel."))) queryClient.invalidateQueries(trpc.channels.pathFilter());
  if (events.some((event) => event.type.startsWith("agent."))) queryClient.invalidateQueries(trpc.agents.pathFilter());
}

async function refetchRows(ids: string[], { client, queryClient, trpc, myAgentId }: Desk): Promise<void> {
  const rows = await inParts(ids, (part) => client.conversations.rows.query({ ids: part }));
  const found = new Set(rows.map((row) => row.id));
  const settled = rows.filter((row) => !isActing(row.id));
  patchLists(queryClient, trpc, { rows: settled, goneIds: ids.filter((id) => !found.has(id)), myAgentId });
}

async function refetchMessages(events: readonly FeedEvent[], { client, queryClient }: Desk): Promise<void> {
  const isCached = (event: FeedEvent) => event.conversationId && queryClient.getQueryData(threadKey(event.conversationId)) !== undefined;
  const ids = unique(events.filter(isCached).map((event) => event.messageId));
  const messages = await inParts(ids, (part) => client.messages.byIds.query({ ids: part }));
  for (const conversationId of unique(messages.map((message) => message.conversationId))) {
    const own = messages.filter((message) => message.conversationId === conversationId);
    queryClient.setQueryData<Thread>(threadKey(conversationId), (thread) => thread && patchThread(thread, own));
  }
}

/** What the composer knows of its conversation. One that is not there any more is asked for by the screen itself, which says so. */
async function refetchDetails(ids: string[], { client, queryClient, trpc }: Desk): Promise<void> {
  const cached = cachedConversations(queryClient, trpc).filter((id) => ids.includes(id));
  await Promise.all(
    cached.map(async (id) => {
      const detail = await client.conversations.get.query({ id }).catch(() => null);
      if (detail && isActing(id)) return;
      if (detail) queryClient.setQueryData(trpc.conversations.get.queryKey({ id }), detail);
      else await queryClient.invalidateQueries(trpc.conversations.get.queryFilter({ id }));
    }),
  );
}

async function refetchCounts(ids: string[], { client, queryClient, trpc }: Desk): Promise<void> {
  const key = trpc.conversations.counts.queryKey();
  if (ids.length === 0 || queryClient.getQueryData(key) === undefined) return;
  queryClient.setQueryData(key, await client.conversations.counts.query());
}

const PATIENCE_MS = 5_000;

async function settle({ queryClient, trpc }: Desk): Promise<void> {
  const paths = [trpc.conversations.pathKey(), ["thread"]];
  const running = paths.flatMap((queryKey) => queryClient.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" })).map((query) => query.promise);
  if (running.length === 0) return;
  await Promise.race([Promise.allSettled(running), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

const MOST_IDS = 100;

async function inParts<T>(ids: readonly string[], ask: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  const parts: Promise<T[]>[] = [];
  for (let i = 0; i < ids.length; i += MOST_IDS) parts.push(ask(ids.slice(i, i + MOST_IDS)));
  return (await Promise.all(parts)).flat();
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => value ?? []))];
}
