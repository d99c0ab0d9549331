"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useNow } from "@/components/ui/use-now";
import { shortDate } from "@/lib/dates";
import { webAddress } from "@/lib/linkify";
import type { ContactView } from "@/lib/schemas/contact";

/** What is known of the person: addresses, what the business's own systems say, since when. */
export function ContactDetails({ contact }: { contact: ContactView }) {
  const t = useTranslations("contact");
  const locale = useLocale();
  const now = useNow();
  const attributes = Object.entries(contact.attributes).filter(([, value]) => value !== null && value !== "");
  return (
    <dl className="flex flex-col gap-1.5">
      {contact.email ? <Detail name={t("email")}>{contact.email}</Detail> : null}
      {contact.phone ? <Detail name={t("phone")}>{contact.phone}</Detail> : null}
      {attributes.map(([key, value]) => (
        <Detail key={key} name={key}>
          <Value value={value} />
        </Detail>
      ))}
      <Detail name={t("customerSince")}>{shortDate(new Date(contact.createdAt), { locale, now })}</Detail>
    </dl>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 text-sm">
      <dt className="min-w-0 max-w-[45%] shrink-0 truncate text-ink-3" title={name}>
        {name}
      </dt>
      <dd className="min-w-0 text-right text-ink [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function Value({ value }: { value: unknown }) {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const href = webAddress(text);
  if (!href) return text;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent-ink underline underline-offset-2">
      {text}
    </a>
  );
}
