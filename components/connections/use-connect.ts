import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC } from "@/components/trpc/context";

/** Connects with what was typed in. Where that opens several accounts, the person is led to the page of choice. */
export function useConnect() {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const router = useRouter();
  const { path } = useDesk();
  const { mutate, data, error, isPending } = useMutation(
    trpc.channels.connectWithToken.mutationOptions({
      onSuccess(result) {
        if ("attemptId" in result) return router.push(path(`/settings/channels/connect/${result.attemptId}`));
        return cache.invalidateQueries({ queryKey: trpc.channels.list.queryKey() });
      },
    }),
  );
  const made = data && "channelId" in data ? data : null;
  // Until the page of choice is there.
  return { mutate, made, error, isPending: isPending || (data !== undefined && !made) };
}
