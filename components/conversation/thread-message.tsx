"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { Avatar } from "@/components/ui/avatar";
import { Time } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import type { MessageView } from "@/lib/schemas/message";
import { FailedDelivery } from "./failed-delivery";
import { LateMark } from "./late-mark";
import { MessageActs } from "./message-acts";
import { MessageAttachments } from "./message-attachments";
import { MessageStatus } from "./message-status";
import { MessageWords } from "./message-words";

interface ThreadMessageProps {
  message: MessageView;
  /** The first of its group carries the avatar and the name. */
  isFirst: boolean;
  isLate: boolean;
  /** What the customer is called. */
  contactName: string;
}

/** One message: the customer's on the left, ours on the right, a note across the whole width. */
export const ThreadMessage = memo(function ThreadMessage({ message, isFirst, isLate, contactName }: ThreadMessageProps) {
  if (message.kind === "note") return <Note message={message} />;
  const isOurs = message.kind === "outbound";
  return (
    <div className={cn("flex flex-col", isOurs ? "items-end" : "items-start", isFirst ? "mt-3" : "mt-1.5")}>
      {isOurs && isFirst ? <Sender message={message} /> : null}
      <div className={cn("group/message flex max-w-full items-end gap-2", isOurs && "flex-row-reverse")}>
        {isOurs ? null : (
          <span className="size-7 shrink-0 self-start max-md:hidden">
            {isFirst ? <Avatar id={message.author.id ?? message.conversationId} name={contactName} size="sm" /> : null}
          </span>
        )}
        <Bubble message={message} isOurs={isOurs} />
        <span className="flex shrink-0 items-center gap-1 pb-0.5 text-2xs text-ink-3">
          {message.editedAt ? <Edited /> : null}
          <Time at={message.providerAt ?? message.storedAt} show="clock" />
          {isOurs && message.delivery ? <MessageStatus delivery={message.delivery} /> : null}
        </span>
        <MessageActs message={message} />
      </div>
      {isLate ? <LateMark message={message} /> : null}
      <Reactions message={message} isOurs={isOurs} />
      {message.delivery && (message.delivery.status === "failed" || message.delivery.status === "unknown") ? (
        <FailedDelivery message={message} delivery={message.delivery} />
      ) : null}
    </div>
  );
});

function Edited() {
  return <span>{useTranslations("conversation")("edited")} ·</span>;
}

/** Who of us wrote it, where it was not oneself: a colleague by name, a bot, or somebody in the platform's own app. */
function Sender({ message: { author } }: { message: MessageView }) {
  const t = useTranslations("conversation");
  const { seat } = useDesk();
  if (author.id === seat.agentId) return null;
  const own = author.name ? t("external", { name: author.name }) : t("externalUnnamed");
  const words = author.type === "external" ? own : (author.name ?? (author.type === "bot" ? t("bot") : t("someone")));
  return <p className="mb-1 text-2xs text-ink-3">{words}</p>;
}

function Bubble({ message, isOurs }: { message: MessageView; isOurs: boolean }) {
  return (
    <div
      className={cn(
        "min-w-0 max-w-[38rem] rounded-bubble px-3.5 py-2",
        isOurs ? "bg-accent-soft" : "bg-bubble",
        message.deletedAt && "border border-line bg-surface",
      )}
    >
      <Content message={message} />
    </div>
  );
}

function Content({ message }: { message: MessageView }) {
  const t = useTranslations("conversation");
  if (message.deletedAt) return <p className="text-ink-3 text-message">{t("deleted")}</p>;
  const isEmpty = !message.text && message.attachments.length === 0;
  return (
    <div className="flex flex-col gap-2 text-ink">
      {message.quoted ? (
        <p className="line-clamp-2 border-line-strong border-l-2 pl-2 text-ink-2 text-xs">{t("replyingTo", { text: message.quoted.text ?? t("noText") })}</p>
      ) : null}
      {message.attachments.length > 0 ? <MessageAttachments message={message} /> : null}
      <MessageWords message={message} />
      {isEmpty ? <p className="text-ink-3 text-message">{message.isUnsupported ? t("unsupported") : t("noText")}</p> : null}
    </div>
  );
}

function Note({ message }: { message: MessageView }) {
  const t = useTranslations("conversation");
  return (
    <div className="mt-3 rounded-card border border-note-line bg-note px-3.5 py-2">
      <p className="mb-0.5 font-medium text-2xs text-note-ink">
        {t("noteBy", { name: message.author.name ?? t("someone") })} · <Time at={message.storedAt} show="clock" />
      </p>
      <Content message={message} />
    </div>
  );
}

function Reactions({ message, isOurs }: { message: MessageView; isOurs: boolean }) {
  if (message.reactions.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { emoji } of message.reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return (
    <ul className={cn("-mt-1.5 relative flex gap-1", isOurs ? "mr-3" : "ml-12 max-md:ml-3")}>
      {[...counts].map(([emoji, count]) => (
        <li key={emoji} className="flex h-5 items-center gap-0.5 rounded-full border border-line bg-surface px-1.5 text-2xs text-ink-2">
          {emoji}
          {count > 1 ? <span>{count}</span> : null}
        </li>
      ))}
    </ul>
  );
}
