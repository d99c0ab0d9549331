"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { REPLY_TO_ALL } from "@/components/mail/mail-draft";
import { useReplyMail } from "@/components/mail/use-reply-mail";
import { useNow } from "@/components/ui/use-now";
import { measure } from "./composer-limits";
import type { Draft } from "./drafts";
import type { OutboxFile } from "./outbox";
import type { Conversation } from "./types";
import { useUploads } from "./use-uploads";
import { useDraft, useWriting } from "./writing-provider";

/** The draft of one conversation, what the channel says to it, and sending it. */
export function useComposer(conversation: Conversation, lastSeq: () => number) {
  const errors = useTranslations("common.errors");
  const { id } = conversation;
  const { drafts, outbox } = useWriting();
  const draft = useDraft(id);
  const now = useNow();
  const isNote = draft.mode === "note";
  const addFile = useCallback((file: OutboxFile) => drafts.change(id, { files: [...drafts.read(id).files, file] }), [drafts, id]);
  const uploads = useUploads(addFile, errors("offline"));
  const capabilities = conversation.replyChannel.capabilities;
  const length = measure(draft.text, isNote ? null : (capabilities?.text ?? null));
  const canReply = isReplyPossible(conversation, now);
  const isMail = !isNote && capabilities?.mail === true;
  const reply = useReplyMail({ conversation, draft: draft.mail, isMail, onChange: (mail) => drafts.change(id, { mail }) });
  const hasContent = draft.text.trim() !== "" || draft.files.length > 0;
  const canSend = hasContent && length.kind !== "over" && uploads.uploads.length === 0 && (isNote || canReply) && !(isMail && reply.problem);

  return {
    draft,
    isNote,
    /** Where the answer goes; null where that is no question. */
    reply: isMail ? reply : null,
    uploads,
    length,
    canReply,
    canSend,
    change: (change: Partial<Draft>) => drafts.change(id, change),
    removeFile: (uploadId: string) => drafts.change(id, { files: draft.files.filter((file) => file.uploadId !== uploadId) }),
    /** Hands the draft to the outbox; false when there is nothing to send yet. */
    send(thenStatus?: "resolved" | "pending"): boolean {
      if (!canSend) return false;
      outbox.add({
        clientMessageId: crypto.randomUUID(),
        conversationId: id,
        text: draft.text.trim(),
        isNote,
        attachments: draft.files,
        mail: isMail ? (draft.mail ?? REPLY_TO_ALL) : undefined,
        seenSeq: isNote ? undefined : lastSeq(),
        at: new Date().toISOString(),
        thenStatus,
      });
      drafts.clear(id);
      return true;
    },
  };
}

/** Whether the channel takes an answer now: connected, not blocked, inside its window. */
function isReplyPossible({ replyChannel, isBlocked, windowClosesAt }: Conversation, now: Date): boolean {
  return replyChannel.isConnected && !isBlocked && (windowClosesAt === null || Date.parse(windowClosesAt) > now.getTime());
}
