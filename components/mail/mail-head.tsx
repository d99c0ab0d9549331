"use client";

import { useTranslations } from "next-intl";
import { MessageStatus } from "@/components/conversation/message-status";
import { Badge } from "@/components/ui/badge";
import { Time } from "@/components/ui/time";
import type { MailFacts } from "@/lib/schemas/mail";
import type { MessageView } from "@/lib/schemas/message";
import { MailDetails } from "./mail-details";
import { addressLabel } from "./recipients-summary";

/** Who wrote it, when, and to whom; everything else is one press away. */
export function MailHead({ message, mail, author }: { message: MessageView; mail: MailFacts; author: string }) {
  const t = useTranslations("email");
  const isOurs = message.kind === "outbound";
  const isForwarded = mail.flags.includes("forwarded");
  const address = isOurs || isForwarded || mail.from.address === author ? null : mail.from.address;
  return (
    <header className="flex flex-col">
      <div className="flex items-baseline gap-2">
        <p className="flex min-w-0 flex-1 items-baseline gap-1.5">
          <span className="min-w-0 truncate font-semibold text-ink text-sm" title={author}>
            {author}
          </span>
          {address ? (
            <span className="min-w-8 shrink-[9999] truncate text-ink-2 text-xs" title={address}>
              {address}
            </span>
          ) : null}
        </p>
        {mail.automation === "automatic" ? (
          <Badge tone="plain" className="self-center">
            {t("automatic")}
          </Badge>
        ) : null}
        <span className="flex shrink-0 items-center gap-1 text-2xs text-ink-3">
          <Time at={message.providerAt ?? message.storedAt} show="clock" />
          {isOurs && message.delivery ? <MessageStatus delivery={message.delivery} /> : null}
        </span>
      </div>
      <MailDetails message={message} mail={mail} />
      {isForwarded ? <p className="text-ink-2 text-xs">{t("forwardedBy", { name: addressLabel(mail.from) })}</p> : null}
    </header>
  );
}
