"use client";

import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPCClient } from "@/components/trpc/context";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { Button } from "@/components/ui/button";
import { notifyError } from "@/components/ui/toast";
import { cn } from "@/lib/cn";
import type { MessageView } from "@/lib/schemas/message";
import { ConfirmResend } from "./confirm-resend";

type Delivery = NonNullable<MessageView["delivery"]>;

/** Servers write half a page; the first words say enough. */
const LONG = 180;

/** Why a message did not arrive, in words, and the way to send it once more. The new state comes by the change feed. */
export function FailedDelivery({ message, delivery }: { message: MessageView; delivery: Delivery }) {
  const t = useTranslations("conversation");
  const { may } = useDesk();
  const isUnknown = delivery.status === "unknown";
  return (
    <div
      className={cn(
        "mt-1 flex w-fit max-w-[min(38rem,100%)] flex-wrap items-start justify-end gap-x-3 gap-y-1.5 rounded-control py-1.5 pr-1.5 pl-3 text-xs",
        isUnknown ? "bg-warn-soft text-warn" : "bg-danger-soft text-danger",
      )}
    >
      <p className="min-w-0 flex-1 basis-48 py-1.5 [overflow-wrap:anywhere]" title={delivery.code ?? undefined}>
        <span className="font-medium">{t(`status.${delivery.status}`, { time: "" })}</span>
        {delivery.reason ? <Reason text={delivery.reason} /> : null}
      </p>
      {may("conversations.reply") ? <Resend messageId={message.id} mustAsk={isUnknown} /> : null}
    </div>
  );
}

function Reason({ text }: { text: string }) {
  const t = useTranslations("conversation");
  const [isWhole, setIsWhole] = useState(text.length <= LONG);
  if (isWhole) return ` · ${text}`;
  return (
    <>
      {` · ${text.slice(0, LONG - 40)}… `}
      <button type="button" className="font-medium underline underline-offset-2" onClick={() => setIsWhole(true)}>
        {t("wholeReason")}
      </button>
    </>
  );
}

/** What may have arrived is sent again only when somebody says so. */
function Resend({ messageId, mustAsk }: { messageId: string; mustAsk: boolean }) {
  const t = useTranslations("conversation");
  const wordsFor = useErrorWords();
  const client = useTRPCClient();
  const [isBusy, setIsBusy] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const resend = async () => {
    setIsAsking(false);
    setIsBusy(true);
    try {
      await client.messages.retry.mutate({ messageId, confirm: mustAsk });
    } catch (error) {
      notifyError(t("retryFailed"), wordsFor(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <Button size="sm" variant="plain" onClick={mustAsk ? () => setIsAsking(true) : resend} aria-disabled={isBusy}>
        <RotateCcw aria-hidden />
        {t("retrySend")}
      </Button>
      <ConfirmResend isOpen={isAsking} onOpenChange={setIsAsking} onConfirm={resend} />
    </>
  );
}
