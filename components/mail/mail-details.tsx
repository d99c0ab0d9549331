"use client";

import { ChevronDown } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { fullTime } from "@/lib/dates";
import type { MailAddress, MailFacts } from "@/lib/schemas/mail";
import type { MessageView } from "@/lib/schemas/message";
import { OriginalLink } from "./original-link";
import { RecipientsLine } from "./recipients-line";
import { checkDetails, senderCheck } from "./sender-check";

/** "to …, cc …", and behind it everything that the mail says of itself. */
export function MailDetails({ message, mail }: { message: MessageView; mail: MailFacts }) {
  const t = useTranslations("email");
  return (
    <Popover>
      <PopoverTrigger className="group -mx-1 touch-area flex min-h-6 w-fit min-w-0 max-w-full items-center gap-0.5 rounded-chip px-1 text-ink-2 text-xs hover:text-ink">
        <span className="min-w-0 truncate">
          <RecipientsLine {...mail} />
        </span>
        <ChevronDown className="size-3.5 shrink-0 transition-transform group-data-[state=open]:rotate-180" aria-hidden />
        <span className="sr-only">{t("showDetails")}</span>
      </PopoverTrigger>
      <PopoverContent align="start" title={t("details")} className="p-4">
        <Facts message={message} mail={mail} />
        {message.kind === "inbound" ? <OriginalLink messageId={message.id} /> : null}
      </PopoverContent>
    </Popover>
  );
}

function Facts({ message, mail }: { message: MessageView; mail: MailFacts }) {
  const t = useTranslations("email");
  const locale = useLocale();
  const isInbound = message.kind === "inbound";
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-2 text-xs">
      <Addresses label={t("from")} addresses={[mail.from]} />
      <Addresses label={t("replyTo")} addresses={mail.replyTo} />
      <Addresses label={t("to")} addresses={mail.to} />
      <Addresses label={t("cc")} addresses={mail.cc} />
      <Addresses label={t("bcc")} addresses={mail.bcc} />
      <Fact label={t("date")}>{fullTime(new Date(message.providerAt ?? message.storedAt), { locale })}</Fact>
      <Fact label={t("subject")}>{mail.subject || t("noSubject")}</Fact>
      {isInbound ? (
        <Fact label={t("sender")}>
          {t(`check.${senderCheck(mail.authentication)}`)}
          <span className="block text-2xs text-ink-3">{checkDetails(mail.authentication)}</span>
        </Fact>
      ) : null}
      <Kinds mail={mail} />
    </dl>
  );
}

function Kinds({ mail: { flags, automation } }: { mail: MailFacts }) {
  const t = useTranslations("email");
  const kinds = [
    flags.includes("signed") ? t("signed") : null,
    flags.includes("encrypted") ? t("encrypted") : null,
    automation === "automatic" ? t("automaticText") : null,
    automation === "no-answer" ? t("noAnswerText") : null,
    flags.includes("list") ? t("list") : null,
    flags.includes("invite") ? t("invite") : null,
  ].filter((kind) => kind !== null);
  if (kinds.length === 0) return null;
  return (
    <Fact label={t("kind")}>
      {kinds.map((kind) => (
        <span key={kind} className="block">
          {kind}
        </span>
      ))}
    </Fact>
  );
}

function Addresses({ label, addresses }: { label: string; addresses: readonly MailAddress[] }) {
  if (addresses.length === 0) return null;
  return (
    <Fact label={label}>
      {addresses.map((address, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header may name somebody twice, and the list never changes
        <span key={i} className="block">
          {address.name?.trim() ? `${address.name.trim()} ` : null}
          <span className={address.name?.trim() ? "text-ink-3" : undefined}>{address.address}</span>
        </span>
      ))}
    </Fact>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-ink [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
