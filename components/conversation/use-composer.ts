"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo, useState } from "react";
import { REPLY_TO_ALL } from "@/components/mail/mail-draft";
import { useReplyMail } from "@/components/mail/use-reply-mail";
import { useNow } from "@/components/ui/use-now";
import { measure } from "./composer-limits";
import { contentOf, shownBy } from "./draft-content";
import type { Draft } from "./drafts";
import type { OutboxFile } from "./outbox";
import { callsFor, replyState } from "./reply-state";
import type { Conversation } from "./types";
import { useUploads } from "./use-uploads";
import { useDraft, useWriting } from "./writing-provider";

/** What a conversation becomes with its answer. */
type Settled = "resolved" | "pending";

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
  const state = replyState(conversation, now);
  const isMail = !isNote && capabilities?.mail === true;
  const reply = useReplyMail({ conversation, draft: draft.mail, isMail, onChange: (mail) => drafts.change(id, { mail }) });
  const { content, shown } = useShown(draft, isNote || isMail ? null : capabilities);
  const parts = shown?.trees.length ?? 0;
  const needed = callsFor(draft, parts);
  const isEnough = state.kind === "open" && (state.left === null || needed <= state.left);
  const length = measure(draft.text, isNote ? null : (capabilities?.text ?? null), parts);
  // Asked about this very text: another word, and the question is open again.
  const [asked, ask] = useState<{ text: string; thenStatus?: Settled } | null>(null);
  const hasContent = draft.text.trim() !== "" || draft.files.length > 0;
  const lacksQuestion = (content?.buttons?.length ?? 0) > 0 && draft.text.trim() === "";
  const canSend = hasContent && length.kind !== "over" && uploads.uploads.length === 0 && (isNote || isEnough) && !(isMail && reply.problem) && !lacksQuestion;

  return {
    draft,
    isNote,
    /** Where the answer goes; null where that is no question. */
    reply: isMail ? reply : null,
    uploads,
    length,
    /** What the channel will show, where that is not the words as they stand there; null elsewhere. */
    shown: shown && (content || parts > 1) ? shown : null,
    /** Buttons that the channel does not have: they go out as lines. */
    areButtonsWrittenOut: (content?.buttons?.length ?? 0) > 0 && shown?.buttons.length === 0,
    /** The question whether it may go out as several messages stands on the screen. */
    isAsking: parts > 1 && asked?.text === draft.text,
    stopAsking: () => ask(null),
    /** Whether the channel takes an answer now. */
    state,
    /** How many messages the draft becomes, where the channel counts them. */
    needed,
    canSend,
    change: (change: Partial<Draft>) => drafts.change(id, change),
    removeFile: (uploadId: string) => drafts.change(id, { files: draft.files.filter((file) => file.uploadId !== uploadId) }),
    /** Hands the draft to the outbox; false when there is nothing to send yet, or something to ask first. */
    send({ thenStatus, split = false }: { thenStatus?: Settled; split?: boolean } = {}): boolean {
      if (!canSend) return false;
      if (parts > 1 && !split) {
        ask({ text: draft.text, thenStatus });
        return false;
      }
      outbox.add({
        clientMessageId: crypto.randomUUID(),
        conversationId: id,
        text: draft.text.trim(),
        isNote,
        attachments: draft.files,
        content,
        split: split || undefined,
        mail: isMail ? (draft.mail ?? REPLY_TO_ALL) : undefined,
        seenSeq: isNote ? undefined : lastSeq(),
        at: new Date().toISOString(),
        thenStatus: split ? asked?.thenStatus : thenStatus,
      });
      drafts.clear(id);
      ask(null);
      return true;
    },
  };
}

/** What goes with the words, and what the channel makes of both; notes and mails are not cut and have no buttons. */
function useShown(draft: Draft, capabilities: Conversation["replyChannel"]["capabilities"]) {
  const { text, buttons } = draft;
  return useMemo(() => {
    const content = contentOf({ text, buttons }, capabilities !== null);
    return { content, shown: capabilities && shownBy(capabilities, { text: text.trim(), content }) };
  }, [text, buttons, capabilities]);
}
