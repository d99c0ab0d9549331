"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";

/** The server takes no more. */
const MAX_SUBJECT = 400;

interface SubjectFieldProps {
  subject: string;
  onChange(subject: string): void;
  onLeave(): void;
}

export function SubjectField({ subject, onChange, onLeave }: SubjectFieldProps) {
  const t = useTranslations("email");
  const id = useId();
  return (
    <div className="flex min-h-8 items-center gap-2 py-1 pr-2 pl-3">
      <label htmlFor={id} className="w-14 shrink-0 text-ink-3 text-xs">
        {t("subject")}
      </label>
      <input
        id={id}
        value={subject}
        maxLength={MAX_SUBJECT}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          onLeave();
        }}
        className="h-6 min-w-0 flex-1 bg-transparent text-ink text-sm outline-none max-md:h-8"
      />
    </div>
  );
}
