"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { useMessageAct } from "./use-message-act";

interface UnsendMessageProps {
  messageId: string;
  channel: string;
  onClose(): void;
}

/** A question, because it cannot be undone: the message goes away at the customer's. */
export function UnsendMessage({ messageId, channel, onClose }: UnsendMessageProps) {
  const t = useTranslations("conversation");
  const common = useTranslations("common");
  const { act, isBusy } = useMessageAct();
  const unsend = async () => {
    if (await act((client) => client.messages.unsend.mutate({ messageId }), t("unsendFailed"))) onClose();
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={t("unsendAsk")}
        description={t("unsendText", { channel })}
        footer={
          <>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button variant="main" disabled={isBusy} onClick={unsend}>
              {t("unsend")}
            </Button>
          </>
        }
      />
    </Dialog>
  );
}
