"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Textarea } from "@/components/ui/textarea";
import { isComposing } from "@/lib/keys";
import type { MessageView } from "@/lib/schemas/message";
import { useMessageAct } from "./use-message-act";

interface EditMessageProps {
  message: MessageView;
  channel: string;
  onClose(): void;
}

/** Other words for a message that the customer has; it closes when the platform has agreed. */
export function EditMessage({ message, channel, onClose }: EditMessageProps) {
  const t = useTranslations("conversation");
  const common = useTranslations("common");
  const [text, setText] = useState(message.text ?? "");
  const { act, isBusy } = useMessageAct();
  const canSave = text.trim() !== "" && text !== message.text && !isBusy;
  const save = async () => {
    if (!canSave) return;
    if (await act((client) => client.messages.edit.mutate({ messageId: message.id, text: text.trim() }), t("editFailed"))) onClose();
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={t("edit")}
        description={t("editText", { channel })}
        footer={
          <>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button variant="main" disabled={!canSave} onClick={save}>
              {t("editSave")}
            </Button>
          </>
        }
      >
        <Textarea
          aria-label={t("edit")}
          value={text}
          rows={5}
          dir="auto"
          autoFocus
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || isComposing(event.nativeEvent)) return;
            event.preventDefault();
            void save();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
