"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { mailInput } from "@/components/mail/mail-draft";
import { useConnection } from "@/components/realtime/realtime-provider";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPCClient } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { notifyError } from "@/components/ui/toast";
import { createDrafts, type Draft, type Drafts, EMPTY_DRAFT } from "./drafts";
import { createOutbox, type Outbox, type OutboxEntry, type SendOutcome } from "./outbox";
import { patchThread, type Thread, threadKey } from "./thread-cache";

interface Writing {
  drafts: Drafts;
  outbox: Outbox;
}

const WritingContext = createContext<Writing | null>(null);

const TRY_AGAIN_MS = 5_000;
const NOTHING: readonly OutboxEntry[] = [];

/** What is being written and what is on its way out, for the whole desk: leaving a conversation stops neither. */
export function WritingProvider({ children }: { children: ReactNode }) {
  const { seat } = useDesk();
  const { state, syncedAt } = useConnection();
  const handlers = useHandlers();
  const [writing] = useState<Writing>(() => makeWriting(seat.agentId, handlers));
  const { outbox } = writing;
  // Every answer of the server is a sign that it can be reached; and in any case every few seconds, for what waits.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the two are the signs, not inputs
  useEffect(() => {
    outbox.flush();
    const timer = setInterval(outbox.flush, TRY_AGAIN_MS);
    return () => clearInterval(timer);
  }, [outbox, state, syncedAt]);
  return <WritingContext value={writing}>{children}</WritingContext>;
}

interface Handlers {
  send(entry: OutboxEntry): Promise<SendOutcome>;
  onStale(entry: OutboxEntry): void;
}

const noStorage = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

function makeWriting(agentId: string, handlers: { current: Handlers }): Writing {
  const storage = typeof window === "undefined" ? noStorage : window.localStorage;
  const drafts = createDrafts(storage, `parley-draft:${agentId}:`);
  const outbox = createOutbox({
    storage,
    key: `parley-outbox:${agentId}`,
    send: (entry) => handlers.current.send(entry),
    onStale(entry) {
      const draft = drafts.read(entry.conversationId);
      const text = [entry.text, draft.text].filter(Boolean).join("\n");
      const [mode, buttons] = [entry.isNote ? ("note" as const) : ("reply" as const), entry.content?.buttons ?? draft.buttons];
      drafts.change(entry.conversationId, { text, files: [...entry.attachments, ...draft.files], mode, mail: entry.mail, buttons });
      handlers.current.onStale(entry);
    },
  });
  return { drafts, outbox };
}

function useHandlers(): { current: Handlers } {
  const t = useTranslations("conversation");
  const inbox = useTranslations("inbox");
  const wordsFor = useErrorWords();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const handlers: Handlers = {
    async send(entry) {
      const { attachments, mail, thenStatus, at: _at, state: _state, problem: _problem, ...given } = entry;
      const { conversationId } = given;
      const uploads = attachments.map(({ uploadId, isVoice, shrink }) => ({ uploadId, isVoice, shrink }));
      const recipients = mail && mailInput(mail);
      try {
        const message = await client.messages.send.mutate({ ...given, attachments: uploads, mail: recipients });
        queryClient.setQueryData<Thread>(threadKey(conversationId), (thread) => thread && patchThread(thread, [message]));
      } catch (error) {
        return outcomeOf(error, wordsFor);
      }
      if (thenStatus) await client.conversations.setStatus.mutate({ id: conversationId, status: thenStatus }).catch(() => notifyError(inbox("statusFailed")));
      return { kind: "sent" };
    },
    onStale: () => notifyError(t("stale"), t("draftKept")),
  };
  const ref = useRef(handlers);
  useEffect(() => {
    ref.current = handlers;
  });
  return ref;
}

/** No answer, or a server that is away, is tried again by itself; a refusal is the person's. */
function outcomeOf(error: unknown, wordsFor: (error: unknown) => string): SendOutcome {
  const answer = publicErrorOf(error);
  if (!answer || answer.code === "unavailable" || answer.code === "limit") return { kind: "unreachable" };
  if (answer.reason === "stale") return { kind: "stale" };
  return { kind: "refused", problem: wordsFor(error) };
}

export function useWriting(): Writing {
  const writing = useContext(WritingContext);
  if (!writing) throw new Error("useWriting outside the desk");
  return writing;
}

export function useDraft(conversationId: string): Draft {
  const { drafts } = useWriting();
  return useSyncExternalStore(
    drafts.subscribe,
    () => drafts.read(conversationId),
    () => EMPTY_DRAFT,
  );
}

/** All that is on its way out, of every conversation. */
export function useOutboxEntries(): readonly OutboxEntry[] {
  const { outbox } = useWriting();
  return useSyncExternalStore(outbox.subscribe, outbox.entries, () => NOTHING);
}
