"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { TemplatePanel } from "./template-panel";
import { useSendTemplate } from "./use-send-template";

interface TemplateAnswerProps {
  channelId: string;
  /** Back to the text field; null where there is none, because the time for a free answer is over. */
  onClose: (() => void) | null;
  conversationId: string;
  lastSeq(): number;
  onSent(): void;
}

/** The composer's other face: an approved template instead of free words. */
export function TemplateAnswer({ channelId, conversationId, lastSeq, onClose, onSent }: TemplateAnswerProps) {
  const t = useTranslations("templates");
  const send = useSendTemplate(conversationId, lastSeq);
  return (
    <>
      {onClose ? (
        <Button variant="link" size="sm" className="mx-3 mt-2" onClick={onClose}>
          {t("close")}
        </Button>
      ) : (
        <p className="border-line border-b bg-warn-soft px-3 py-2 text-sm text-warn">{t("closed")}</p>
      )}
      <TemplatePanel
        channelId={channelId}
        hasFocus={onClose !== null}
        onSend={(chosen) => {
          send(chosen);
          onSent();
        }}
      />
    </>
  );
}
