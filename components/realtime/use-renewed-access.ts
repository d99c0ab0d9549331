"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";

/** Who signed out in this very tab is on the way to another page already, and that way goes first. */
const LEAVING_MS = 1_500;

/**
 * Asks anew what this screen may, after its connection was ended. Yes: the page and everything on it is fetched again, for the role
 * may be another. No: the page is loaded anew, and the server sends to sign in or says that there is no such workspace.
 */
export function useRenewedAccess(): () => Promise<boolean> {
  const router = useRouter();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  return useCallback(async () => {
    try {
      await queryClient.fetchQuery(trpc.realtime.config.queryOptions(undefined, { staleTime: 0, retry: false }));
    } catch (error) {
      // No answer at all is the network: the socket finds out when it is back.
      const refusal = publicErrorOf(error)?.code;
      const isOver = refusal === "unauthenticated" || refusal === "not-found" || refusal === "forbidden";
      if (isOver) setTimeout(() => window.location.reload(), LEAVING_MS);
      return !isOver;
    }
    router.refresh();
    void queryClient.invalidateQueries();
    return true;
  }, [router, queryClient, trpc]);
}
