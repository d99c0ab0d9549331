import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { notifyError } from "@/components/ui/toast";
import type { ChannelKind } from "./types";
import { useWords } from "./use-words";

/** Leads to the platform's consent page; what is in the way is said. */
export function useConsent({ kind, title }: ChannelKind) {
  const t = useTranslations("channels");
  const words = useWords();
  const start = useMutation(
    useTRPC().channels.startOAuth.mutationOptions({
      onSuccess: ({ url }) => window.location.assign(url),
      onError: (error) => notifyError(t("connectFailed", { title: words(title) }), publicErrorOf(error)?.publicMessage),
    }),
  );
  // Until the browser has left.
  return { start: (method: string) => start.mutate({ kind, method }), isPending: start.isPending || start.isSuccess };
}
