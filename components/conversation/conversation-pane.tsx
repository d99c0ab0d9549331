"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { ContactPane } from "@/components/contact/contact-pane";
import { useContactFold } from "@/components/contact/use-contact-fold";
import { contactName } from "@/components/inbox/contact-name";
import { usePresence } from "@/components/realtime/use-presence";
import { useKeyHandlers } from "@/components/shell/key-context";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { IconButton } from "@/components/ui/icon-button";
import { ChannelBanner } from "./channel-banner";
import { Composer } from "./composer";
import { ConversationHeader } from "./conversation-header";
import { SnoozeDialog } from "./snooze-menu";
import { Thread } from "./thread";
import { type Thread as CachedThread, threadKey } from "./thread-cache";
import { ThreadSkeleton } from "./thread-skeleton";
import type { Conversation } from "./types";
import { TypingLine } from "./typing-line";
import { useConversationCommands } from "./use-conversation-commands";
import { Viewers } from "./viewers";

interface PaneProps {
  conversationId: string;
  /** Back to the list. */
  onClose(): void;
  /** This one is leaving the list: on to the next. */
  onLeave(): void;
}

/** One conversation: header, messages, composer, and the customer beside them. */
export function ConversationPane({ conversationId, onClose, onLeave }: PaneProps) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.conversations.get.queryOptions({ id: conversationId }, { staleTime: Number.POSITIVE_INFINITY, retry: shouldRetry }),
  );
  useKeyHandlers({ leave: onClose });
  if (data) return <OpenConversation conversation={data} onClose={onClose} onLeave={onLeave} />;
  return (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
      {error ? <Missing error={error} onClose={onClose} onRetry={refetch} /> : <Waiting onClose={onClose} />}
    </main>
  );
}

function shouldRetry(failures: number, error: unknown): boolean {
  return publicErrorOf(error)?.code !== "not-found" && failures < 3;
}

/** Under 768 px the way back must be there before the answer is. */
function Waiting({ onClose }: { onClose(): void }) {
  const t = useTranslations("conversation");
  const common = useTranslations("common");
  return (
    <>
      <div className="flex h-13 shrink-0 items-center border-line border-b px-2">
        <IconButton label={t("back")} onClick={onClose} className="lg:hidden">
          <ChevronLeft aria-hidden />
        </IconButton>
        <h1 className="sr-only">{common("loading")}</h1>
      </div>
      <ThreadSkeleton />
    </>
  );
}

function Missing({ error, onClose, onRetry }: { error: unknown; onClose(): void; onRetry(): void }) {
  const t = useTranslations("conversation");
  const answer = publicErrorOf(error);
  if (answer?.code === "not-found")
    return <EmptyState title={t("notFound")} description={t("notFoundText")} action={<Button onClick={onClose}>{t("back")}</Button>} />;
  return <ErrorState title={t("loadFailed")} description={t("loadFailedText")} requestId={answer?.requestId} onRetry={onRetry} />;
}

function OpenConversation({ conversation, onClose, onLeave }: { conversation: Conversation; onClose(): void; onLeave(): void }) {
  const inbox = useTranslations("inbox");
  const queryClient = useQueryClient();
  const name = contactName(conversation.contact, inbox("visitor"));
  const presence = usePresence(conversation.id);
  const commands = useConversationCommands(conversation, onLeave);
  const contact = useContactFold();
  useKeyHandlers({ "toggle-contact": contact.toggle });
  useDocumentTitle(conversation.subject ?? name);
  const lastSeq = () => {
    const thread = queryClient.getQueryData<CachedThread>(threadKey(conversation.id));
    return Math.max(0, ...(thread?.pages.flatMap((page) => page.items.map((item) => item.seq)) ?? []));
  };
  return (
    <>
      <main id="content" data-conversation tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <ConversationHeader
          conversation={conversation}
          commands={commands}
          isContactShown={contact.isShown}
          toggleContact={contact.toggle}
          onClose={onClose}
          viewers={<Viewers viewers={presence.viewers} />}
        />
        <ChannelBanner conversation={conversation} />
        <Thread conversation={conversation} contactName={name} />
        <TypingLine isContactTyping={presence.isContactTyping} viewers={presence.viewers} contactName={name} />
        <Composer conversation={conversation} contactName={name} lastSeq={lastSeq} announceTyping={presence.announceTyping} onSendAndSettle={onLeave} />
      </main>
      <ContactPane conversation={conversation} actions={commands.actions} fold={contact} />
      <SnoozeDialog isOpen={commands.isCustomSnoozeOpen} onOpenChange={commands.setCustomSnoozeOpen} onSnooze={commands.snooze} />
    </>
  );
}

function useDocumentTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Parley`;
    return () => {
      document.title = before;
    };
  }, [title]);
}
