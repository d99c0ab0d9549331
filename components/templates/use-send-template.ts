"use client";

import { useWriting } from "@/components/conversation/writing-provider";
import { templateText } from "@/lib/fill-template";
import type { ChosenTemplate } from "./template-form";

/** Hands a filled template to the outbox. It goes out by itself: a draft stays for afterwards. */
export function useSendTemplate(conversationId: string, lastSeq: () => number): (chosen: ChosenTemplate) => void {
  const { outbox } = useWriting();
  return ({ template: { id, name, language }, values, filled, files }) =>
    outbox.add({
      clientMessageId: crypto.randomUUID(),
      conversationId,
      text: templateText(filled),
      isNote: false,
      attachments: files,
      content: { template: { id, name, language, values } },
      seenSeq: lastSeq(),
      at: new Date().toISOString(),
    });
}
