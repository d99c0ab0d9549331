"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { patchLists } from "@/components/inbox/patch-caches";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { notifyError } from "@/components/ui/toast";
import type { ConversationRow, ConversationStatus } from "@/lib/schemas/conversation";
import type { Conversation } from "./types";

interface Named {
  id: string;
  name: string;
}

export interface ConversationActions {
  assign(agent: Named | null): Promise<boolean>;
  assignTeam(team: Named | null): Promise<boolean>;
  setStatus(status: ConversationStatus, snoozedUntil?: Date): Promise<boolean>;
  setTags(tags: string[]): Promise<boolean>;
}

// Actions on one conversation go out one after the other: two requests at once may arrive in either order, and the older would win.
const chains = new Map<string, { tail: Promise<unknown>; waiting: number }>();

function inTurn<T>(id: string, ask: () => Promise<T>): Promise<T> {
  const chain = chains.get(id) ?? { tail: Promise.resolve(), waiting: 0 };
  chains.set(id, chain);
  chain.waiting++;
  const mine = chain.tail.then(ask).finally(() => {
    chain.waiting--;
    if (chain.waiting === 0) chains.delete(id);
  });
  chain.tail = mine.catch(() => {});
  return mine;
}

/** Whether something done here to this conversation is not answered yet: what the server says meanwhile is older than the screen. */
export function isActing(conversationId: string): boolean {
  return chains.has(conversationId);
}

/** What can be done to a conversation. Each shows at once; when the server refuses, it goes back and says why. Gives whether it held. */
export function useConversationActions(conversation: Conversation): ConversationActions {
  const t = useTranslations("inbox");
  const wordsFor = useErrorWords();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { seat } = useDesk();
  return useMemo(() => {
    const { id } = conversation;
    const key = trpc.conversations.get.queryKey({ id });
    const show = (row: ConversationRow) => {
      queryClient.setQueryData(key, (old) => old && { ...old, ...row });
      patchLists(queryClient, trpc, { rows: [row], goneIds: [], myAgentId: seat.agentId });
    };
    const act = async (change: Partial<ConversationRow>, ask: () => Promise<ConversationRow>, failed: string) => {
      const before = queryClient.getQueryData(key) ?? conversation;
      show({ ...before, ...change });
      try {
        const row = await inTurn(id, ask);
        if (!isActing(id)) show(row);
        queryClient.invalidateQueries(trpc.conversations.counts.queryFilter());
        return true;
      } catch (error) {
        show(before);
        notifyError(failed, wordsFor(error));
        return false;
      }
    };
    return {
      assign: (agent) =>
        act(
          { assigneeId: agent?.id ?? null, assignee: agent },
          () => client.conversations.assign.mutate({ id, assigneeId: agent?.id ?? null }),
          t("assignFailed"),
        ),
      assignTeam: (team) =>
        act({ teamId: team?.id ?? null, team }, () => client.conversations.assign.mutate({ id, teamId: team?.id ?? null }), t("assignFailed")),
      setStatus: (status, until) => {
        const snoozedUntil = until?.toISOString() ?? null;
        const ended = status === "resolved" ? { resolvedAt: new Date().toISOString(), waitingSince: null } : { resolvedAt: null };
        return act({ status, snoozedUntil, ...ended }, () => client.conversations.setStatus.mutate({ id, status, snoozedUntil }), t("statusFailed"));
      },
      setTags: (tags) => act({ tags }, () => client.conversations.setTags.mutate({ id, tags }), t("tagsFailed")),
    };
  }, [conversation, client, trpc, queryClient, seat.agentId, t, wordsFor]);
}
