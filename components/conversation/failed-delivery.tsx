"use client";

import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPCClient } from "@/components/trpc/context";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { Button } from "@/components/ui/button";
import { notifyError } from "@/components/ui/toast";
import type { MessageView } from "@/lib/schemas/message";

/** Why a message did not arrive, in words, and the way to send it once more. The new state comes by the change feed. */
export function FailedDelivery({ message, delivery }: { message: MessageView; delivery: NonNullable<MessageView["delivery"]> }) {
  const t = useTranslations("conversation");
  const wordsFor = useErrorWords();
  const client = useTRPCClient();
  const { may } = useDesk();
  const [isBusy, setIsBusy] = useState(false);
  const retry = async () => {
    setIsBusy(true);
    try {
      await client.messages.retry.mutate({ messageId: message.id });
    } catch (error) {
      notifyError(t("retryFailed"), wordsFor(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <div className="mt-1 flex max-w-[38rem] items-center justify-end gap-2 text-danger text-xs">
      <span className="text-right" title={delivery.code ?? undefined}>
        {t(`status.${delivery.status}`, { time: "" })}
        {delivery.reason ? ` · ${delivery.reason}` : ""}
      </span>
      {may("conversations.reply") ? (
        <Button size="sm" variant="plain" onClick={retry} aria-disabled={isBusy}>
          <RotateCcw aria-hidden />
          {t("retrySend")}
        </Button>
      ) : null}
    </div>
  );
}
