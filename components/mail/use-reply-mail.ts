"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Conversation } from "@/components/conversation/types";
import { useTRPC } from "@/components/trpc/context";
import { type MailDraft, type MailProblem, mailProblem, REPLY_TO_ALL, type ReplyMail, replyMail } from "./mail-draft";

export interface ReplyMailControl {
  /** Null until the server has said where an answer goes. */
  mail: ReplyMail | null;
  problem: MailProblem | null;
  /** Whether there is anybody besides the sender. */
  hasOthers: boolean;
  change(change: Partial<MailDraft>): void;
  /** Back to the computed recipients, of the one kind or the other. */
  setReplyAll(replyAll: boolean): void;
}

interface ReplyMailOptions {
  conversation: Conversation;
  draft: MailDraft | undefined;
  isMail: boolean;
  onChange(draft: MailDraft): void;
}

/** Where an answer goes: as the server computes it from the newest mail, and as the writer has changed it. */
export function useReplyMail({ conversation, draft = REPLY_TO_ALL, isMail, onChange }: ReplyMailOptions): ReplyMailControl {
  const { envelope, hasFailed } = useEnvelope(conversation, isMail);
  const nobody = hasFailed ? { to: [], cc: [], subject: conversation.subject ?? "" } : null;
  const known = envelope ?? nobody;
  const mail = known && replyMail(known, draft);
  return {
    mail,
    problem: mail && mailProblem(mail),
    hasOthers: (known?.cc.length ?? 0) > 0,
    change: (change) => onChange({ ...draft, ...change }),
    setReplyAll: (replyAll) => onChange({ ...draft, replyAll, to: undefined, cc: undefined }),
  };
}

/** The server's answer, asked for anew with every message: the newest mail is the one that is answered. */
function useEnvelope({ id, lastSeq }: Conversation, isMail: boolean) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data, isError } = useQuery(trpc.messages.replyEnvelope.queryOptions({ conversationId: id }, { enabled: isMail, retry: 1 }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest message is the sign, not an input
  useEffect(() => {
    queryClient.invalidateQueries(trpc.messages.replyEnvelope.queryFilter({ conversationId: id }));
  }, [queryClient, trpc, id, lastSeq]);
  return { envelope: data ?? null, hasFailed: isError && !data };
}
