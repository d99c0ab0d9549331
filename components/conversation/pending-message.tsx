"use client";

import { CircleAlert, Clock, Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { MessageWords } from "./message-words";
import type { OutboxEntry } from "./outbox";
import { useWriting } from "./writing-provider";

/** A message on its way out, in its place already; a refused one keeps its text and says why. */
export function PendingMessage({ entry }: { entry: OutboxEntry }) {
  const t = useTranslations("conversation");
  const isFailed = entry.state === "failed";
  const words = isFailed ? t("pendingFailed") : entry.state === "waiting" ? t("pendingWaiting") : t("pendingSending");
  return (
    <div className={cn("mt-3 flex flex-col items-end", entry.mail && "md:pl-9")}>
      <div className={cn("flex max-w-full flex-row-reverse items-end gap-2", entry.mail && "w-full")}>
        <div
          className={cn(
            "min-w-0 max-w-[38rem] rounded-bubble px-3.5 py-2 text-ink",
            entry.mail && "max-w-[46rem] flex-1",
            entry.isNote ? "border border-note-line bg-note" : "bg-accent-soft",
            isFailed && "outline outline-danger",
          )}
        >
          {entry.attachments.map((file) => (
            <p key={file.uploadId} className="flex items-center gap-1.5 text-ink-2 text-sm">
              <Paperclip className="size-3.5 shrink-0" aria-hidden />
              <span className="truncate">{file.name}</span>
            </p>
          ))}
          <MessageWords message={{ text: entry.text, payload: entry.content ?? null }} />
        </div>
        <span title={words} className={cn("flex shrink-0 items-center gap-1 pb-0.5 text-2xs", isFailed ? "text-danger" : "text-ink-3")}>
          {isFailed ? <CircleAlert className="size-3.5" aria-hidden /> : <Clock className="size-3.5" aria-hidden />}
          <span className={entry.state === "sending" ? "sr-only" : undefined}>{words}</span>
        </span>
      </div>
      {isFailed ? <FailedActions entry={entry} /> : null}
    </div>
  );
}

function FailedActions({ entry }: { entry: OutboxEntry }) {
  const t = useTranslations("conversation");
  const { drafts, outbox } = useWriting();
  const edit = () => {
    const draft = drafts.read(entry.conversationId);
    outbox.remove(entry.clientMessageId);
    const text = [entry.text, draft.text].filter(Boolean).join("\n");
    const mode = entry.isNote ? "note" : "reply";
    const buttons = entry.content?.buttons ?? draft.buttons;
    drafts.change(entry.conversationId, { text, files: [...entry.attachments, ...draft.files], mode, mail: entry.mail, buttons });
  };
  return (
    <div className="mt-1 flex max-w-[38rem] flex-wrap items-center justify-end gap-1.5 text-danger text-xs">
      <span role="alert" className="mr-1 text-right">
        {entry.problem}
      </span>
      <Button size="sm" onClick={() => outbox.retry(entry.clientMessageId)}>
        {t("retrySend")}
      </Button>
      <Button size="sm" variant="quiet" onClick={edit}>
        {t("editAgain")}
      </Button>
      <Button size="sm" variant="quiet" onClick={() => outbox.remove(entry.clientMessageId)}>
        {t("discardMessage")}
      </Button>
    </div>
  );
}
