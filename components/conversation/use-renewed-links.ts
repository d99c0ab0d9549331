"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTRPCClient } from "@/components/trpc/context";
import type { MessageView } from "@/lib/schemas/message";
import { createRenewals } from "./renewals";
import { patchThread, type Thread, threadKey } from "./thread-cache";

const renewals = createRenewals();

/** Links to files run out while a thread stays in the cache: called when one fails, this fetches its message with new ones, once. */
export function useRenewedLinks({ id, conversationId }: Pick<MessageView, "id" | "conversationId">): () => void {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useCallback(() => {
    if (!renewals.take(id, Date.now())) return;
    client.messages.byIds
      .query({ ids: [id] })
      .then((messages) => queryClient.setQueryData<Thread>(threadKey(conversationId), (thread) => thread && patchThread(thread, messages)))
      // Without an answer the picture stays as broken as it was.
      .catch(() => {});
  }, [client, queryClient, id, conversationId]);
}
