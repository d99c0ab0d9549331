"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { RecipientField } from "./recipient-field";
import { RecipientsLine } from "./recipients-line";
import { ReplyModeMenu } from "./reply-mode-menu";
import { SubjectField } from "./subject-field";
import type { ReplyMailControl } from "./use-reply-mail";

/** Where an answer by mail goes: one line, and the fields behind it. */
export function ReplyRecipients({ reply, onLeave }: { reply: ReplyMailControl; onLeave(): void }) {
  const t = useTranslations("email");
  const [isOpen, setIsOpen] = useState(false);
  const { mail, problem, change, setReplyAll, hasOthers } = reply;
  if (!mail) return <div className="h-9 border-line border-b" />;
  const leave = () => {
    setIsOpen(false);
    onLeave();
  };
  return (
    <div className="border-line border-b">
      <div className="flex min-h-9 items-center gap-1 pr-1.5 pl-2">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-h-7 min-w-0 touch-area items-center gap-1 rounded-control px-1 text-ink-2 text-xs hover:bg-hover hover:text-ink"
        >
          <span className={cn("min-w-0 truncate", problem && "text-danger")}>{isOpen ? t("recipients") : <RecipientsLine {...mail} />}</span>
          <ChevronDown className={cn("size-3.5 shrink-0 transition-transform", isOpen && "rotate-180")} aria-hidden />
          {isOpen ? null : <span className="sr-only">{t("editRecipients")}</span>}
        </button>
        <span className="ml-auto shrink-0">{hasOthers ? <ReplyModeMenu replyAll={mail.replyAll} onChange={setReplyAll} /> : null}</span>
      </div>
      {isOpen ? (
        <div className="divide-y divide-line border-line border-t">
          <RecipientField label={t("to")} recipients={mail.to} hasFocus onChange={(to) => change({ to })} onLeave={leave} />
          <RecipientField label={t("cc")} recipients={mail.cc} onChange={(cc) => change({ cc })} onLeave={leave} />
          <RecipientField label={t("bcc")} recipients={mail.bcc} onChange={(bcc) => change({ bcc })} onLeave={leave} />
          <SubjectField subject={mail.subject} onChange={(subject) => change({ subject })} onLeave={leave} />
        </div>
      ) : null}
      {problem ? (
        <p role="alert" className="px-3 pb-1.5 text-danger text-xs">
          {problem.kind === "nobody" ? t("nobody") : t("invalidAddress", { address: problem.address })}
        </p>
      ) : null}
    </div>
  );
}
