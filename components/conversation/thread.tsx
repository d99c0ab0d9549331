"use client";

import { ArrowDown } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { useAfter } from "@/components/ui/use-after";
import { calendarDaysAgo } from "@/lib/dates";
import { MessageActsProvider } from "./message-acts";
import { PendingMessage } from "./pending-message";
import { ThreadEntry } from "./thread-entry";
import { findUnreadFrom, layOutThread } from "./thread-items";
import { ThreadSkeleton } from "./thread-skeleton";
import type { Conversation } from "./types";
import { useAnnouncement } from "./use-announcement";
import { useMarkRead } from "./use-mark-read";
import { useThread } from "./use-thread";
import { useThreadScroll } from "./use-thread-scroll";
import { useOutboxEntries } from "./writing-provider";

interface ThreadProps {
  conversation: Conversation;
  contactName: string;
}

const NEAR_TOP_PX = 240;
const EPOCH = new Date(0);

/** The messages of a conversation, with what stands between them and what is on its way. */
export function Thread({ conversation, contactName }: ThreadProps) {
  const t = useTranslations("conversation");
  const thread = useThread(conversation.id);
  const isSlow = useAfter(thread.isPending, 200);
  if (thread.isPending) return isSlow ? <ThreadSkeleton /> : <div className="flex-1" />;
  if (thread.isError && thread.messages.length === 0)
    return (
      <div className="min-h-0 flex-1">
        <ErrorState
          title={t("loadFailed")}
          description={t("loadFailedText")}
          requestId={publicErrorOf(thread.error)?.requestId}
          onRetry={() => thread.refetch()}
        />
      </div>
    );
  return <Messages conversation={conversation} contactName={contactName} thread={thread} />;
}

function Messages({ conversation, contactName, thread }: ThreadProps & { thread: ReturnType<typeof useThread> }) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  const { messages, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = thread;
  // Fixed when the conversation is opened: reading it must not make the line go away under the reader.
  const [unreadFrom] = useState(() => findUnreadFrom(messages, conversation.unread));
  const { subject } = conversation;
  const items = useMemo(
    () => layOutThread(messages, { unreadFrom, subject, dayOf: (at) => String(calendarDaysAgo(new Date(at), { now: EPOCH })) }),
    [messages, unreadFrom, subject],
  );
  const sentIds = useMemo(() => new Set(messages.map((message) => message.clientMessageId)), [messages]);
  const pending = useOutboxEntries().filter((entry) => entry.conversationId === conversation.id && !sentIds.has(entry.clientMessageId));
  const lastPending = pending.at(-1)?.clientMessageId;
  const newest = messages.at(-1);
  const { scroller, content, isAtEnd, onScroll, toEnd } = useThreadScroll({
    firstKey: items.find((item) => item.type === "message" || item.type === "activity")?.key,
    lastKey: `${items.at(-1)?.key}/${lastPending}`,
    isOwn: lastPending !== undefined,
  });
  const lastSeq = Math.max(0, ...messages.map((message) => message.seq));
  useMarkRead(conversation, lastSeq, isAtEnd);
  const announcement = useAnnouncement(messages, contactName);
  const unseen = useUnseen(messages, isAtEnd);
  const loadOlder = () => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage();
  };

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t("thread", { name: contactName })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        data-pane
        onScroll={() => {
          onScroll();
          if ((scroller.current?.scrollTop ?? 0) < NEAR_TOP_PX && !isFetchNextPageError) loadOlder();
        }}
        className="-outline-offset-2 min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pb-2 [overflow-anchor:none] md:[scrollbar-gutter:stable] max-md:px-3"
      >
        <div ref={content}>
          {hasNextPage ? (
            <div className="flex justify-center pt-4">
              <Button size="sm" variant="quiet" onClick={loadOlder} aria-disabled={isFetchingNextPage}>
                {isFetchNextPageError ? t("olderFailed") : t("loadOlder")}
              </Button>
            </div>
          ) : null}
          <MessageActsProvider conversation={conversation}>
            {items.map((item) => (
              <ThreadEntry key={item.key} item={item} locale={locale} contactName={contactName} />
            ))}
          </MessageActsProvider>
          {messages.length === 0 && pending.length === 0 ? <p className="py-12 text-center text-ink-3 text-sm">{t("empty")}</p> : null}
          {pending.map((entry) => (
            <PendingMessage key={entry.clientMessageId} entry={entry} />
          ))}
        </div>
      </div>
      {isAtEnd || !newest ? null : (
        <Button
          size="sm"
          onClick={toEnd}
          aria-label={unseen > 0 ? t("newBelow", { count: unseen }) : t("jumpDown")}
          className="absolute right-6 bottom-3 rounded-full shadow-float"
        >
          <ArrowDown aria-hidden />
          {unseen > 0 ? t("newBelow", { count: unseen }) : null}
        </Button>
      )}
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </div>
  );
}

/** How many messages came while the reader was further up. */
function useUnseen(messages: { seq: number; kind: string }[], isAtEnd: boolean): number {
  const seen = useRef(0);
  const lastSeq = Math.max(0, ...messages.map((message) => message.seq));
  useEffect(() => {
    if (isAtEnd) seen.current = lastSeq;
  }, [isAtEnd, lastSeq]);
  if (isAtEnd) return 0;
  return messages.filter((message) => message.seq > seen.current && message.kind !== "activity").length;
}
