"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { FailedDelivery } from "@/components/conversation/failed-delivery";
import { LateMark } from "@/components/conversation/late-mark";
import { MessageAttachments } from "@/components/conversation/message-attachments";
import { Avatar } from "@/components/ui/avatar";
import { cn } from "@/lib/cn";
import type { MailFacts } from "@/lib/schemas/mail";
import type { MessageView } from "@/lib/schemas/message";
import { HtmlBody } from "./html-body";
import { MailHead } from "./mail-head";
import { shownContentIds } from "./readable-mail";
import { addressLabel } from "./recipients-summary";
import { TextBody } from "./text-body";
import { WarningLines } from "./warning-lines";

interface MailMessageProps {
  message: MessageView;
  mail: MailFacts;
  /** Where it differs from the one above. */
  subject: string | null;
  isLate: boolean;
  contactName: string;
}

/** A mail in the thread: a sheet with its head, as wide as the pane; the customer's to the left, ours to the right. */
export const MailMessage = memo(function MailMessage({ message, mail, subject, isLate, contactName }: MailMessageProps) {
  const t = useTranslations("email");
  const author = useAuthor(message, { mail, contactName });
  const isOurs = message.kind === "outbound";
  const status = message.delivery?.status;
  const isAutomatic = mail.automation === "automatic";
  return (
    <div className={cn("mt-4 flex flex-col", isOurs ? "items-end md:pl-9" : "items-start")}>
      <div className="flex w-full gap-2">
        {isOurs ? null : (
          <span className="size-7 shrink-0 max-md:hidden">
            <Avatar id={message.author.id ?? message.conversationId} name={author} size="sm" />
          </span>
        )}
        <article
          aria-label={t("mailFrom", { name: author })}
          className={cn(
            "flex min-w-0 max-w-[46rem] flex-1 flex-col gap-2 rounded-bubble px-3.5 pt-2 pb-3",
            isOurs ? "ml-auto bg-accent-soft" : isAutomatic ? "border border-line bg-surface" : "bg-bubble",
            isAutomatic ? "text-ink-2" : "text-ink",
            status === "failed" && "outline outline-danger",
          )}
        >
          <MailHead message={message} mail={mail} author={author} />
          {subject === null ? null : <Subject subject={subject} />}
          {isOurs ? null : <WarningLines mail={mail} />}
          <Content message={message} title={t("mailFrom", { name: author })} />
        </article>
      </div>
      {isLate ? <LateMark message={message} /> : null}
      {message.delivery && (status === "failed" || status === "unknown") ? <FailedDelivery message={message} delivery={message.delivery} /> : null}
    </div>
  );
});

function Subject({ subject }: { subject: string }) {
  const t = useTranslations("email");
  if (!subject) return <p className="text-ink-3 text-message">{t("noSubject")}</p>;
  return <h2 className="font-semibold text-ink text-message [overflow-wrap:anywhere]">{subject}</h2>;
}

function Content({ message, title }: { message: MessageView; title: string }) {
  const t = useTranslations("conversation");
  const { html, text, fullText, payload } = message;
  if (message.deletedAt) return <p className="text-ink-3 text-message">{t("deleted")}</p>;
  const shown = shownContentIds(html ?? "");
  const files = message.attachments.filter(({ data }) => !shown.has(String(data?.cid)));
  const isEmpty = !html && !text && files.length === 0;
  return (
    <>
      {html ? (
        <HtmlBody message={message} html={html} title={title} />
      ) : text ? (
        <TextBody text={text} fullText={fullText} isMarkdown={payload?.format === "markdown"} />
      ) : null}
      {isEmpty ? <p className="text-ink-3 text-message">{t("noText")}</p> : null}
      {files.length > 0 ? <MessageAttachments message={message} attachments={files} /> : null}
    </>
  );
}

/** Whoever wrote it: a mail's own From says so best, but for one that a colleague passed on. */
function useAuthor(message: MessageView, { mail, contactName }: { mail: MailFacts; contactName: string }): string {
  const t = useTranslations("conversation");
  if (message.kind === "inbound") return mail.flags.includes("forwarded") ? (message.author.name ?? contactName) : addressLabel(mail.from);
  if (message.author.name) return message.author.name;
  return message.author.type === "bot" ? t("bot") : addressLabel(mail.from);
}
