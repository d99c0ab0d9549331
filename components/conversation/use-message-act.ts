"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPCClient } from "@/components/trpc/context";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { notifyError } from "@/components/ui/toast";
import type { MessageView } from "@/lib/schemas/message";
import { patchThread, type Thread, threadKey } from "./thread-cache";

type Client = ReturnType<typeof useTRPCClient>;

/** Does something to a message and shows what came of it; a refusal is told in words. `act` gives whether it held. */
export function useMessageAct(): { isBusy: boolean; act(ask: (client: Client) => Promise<MessageView>, failed: string): Promise<boolean> } {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const wordsFor = useErrorWords();
  const [isBusy, setIsBusy] = useState(false);
  const act = async (ask: (client: Client) => Promise<MessageView>, failed: string) => {
    setIsBusy(true);
    try {
      const message = await ask(client);
      queryClient.setQueryData<Thread>(threadKey(message.conversationId), (thread) => thread && patchThread(thread, [message]));
      return true;
    } catch (error) {
      notifyError(failed, wordsFor(error));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, act };
}
