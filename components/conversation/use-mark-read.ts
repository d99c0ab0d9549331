"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { editRow } from "@/components/inbox/patch-caches";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import type { Conversation } from "./types";

/**
 * Notes what this agent has read: opening a conversation in a visible window reads what is there, and what arrives later is read
 * when its end is in view. A failed note is harmless; the next message or visit makes it again.
 */
export function useMarkRead(conversation: Conversation, lastSeq: number, isAtEnd: boolean): void {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isVisible = useIsVisible();
  const hasBeenRead = useRef(false);
  const { id, unread } = conversation;
  useEffect(() => {
    if (!isVisible || lastSeq === 0 || unread === 0 || (hasBeenRead.current && !isAtEnd)) return;
    hasBeenRead.current = true;
    editRow(queryClient, trpc, { id, unread: 0 });
    queryClient.setQueryData(trpc.conversations.get.queryKey({ id }), (old) => old && { ...old, unread: 0 });
    client.conversations.markRead
      .mutate({ id, seq: lastSeq })
      .then(() => queryClient.invalidateQueries(trpc.conversations.counts.queryFilter()))
      .catch(() => {});
  }, [client, trpc, queryClient, id, unread, lastSeq, isAtEnd, isVisible]);
}

function useIsVisible(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener("visibilitychange", listener);
      return () => document.removeEventListener("visibilitychange", listener);
    },
    () => document.visibilityState === "visible",
    () => false,
  );
}
