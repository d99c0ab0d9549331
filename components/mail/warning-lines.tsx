"use client";

import { Info, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import type { MailFacts } from "@/lib/schemas/mail";
import { mailWarnings } from "./mail-warnings";

/** What strikes about a mail, a quiet line each, with what it means. */
export function WarningLines({ mail }: { mail: MailFacts }) {
  const t = useTranslations("email.warning");
  const warnings = mailWarnings(mail);
  if (warnings.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1">
      {warnings.map(({ what, tone }) => {
        const Icon = tone === "warn" ? TriangleAlert : Info;
        return (
          <li key={what} className={cn("flex items-start gap-1.5 text-xs", tone === "warn" ? "text-warn" : "text-ink-2")}>
            <Icon className="mt-px size-3.5 shrink-0" aria-hidden />
            <span className="min-w-0">{t(what)}</span>
          </li>
        );
      })}
    </ul>
  );
}
