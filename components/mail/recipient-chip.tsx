"use client";

import { TriangleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import type { MailAddress } from "@/lib/schemas/mail";
import { isAddress } from "./recipients";
import { addressLabel, fullAddress } from "./recipients-summary";

/** One recipient in a field: by name, with the address on hover; red when a mail cannot be sent there. */
export function RecipientChip({ recipient, onRemove }: { recipient: MailAddress; onRemove(): void }) {
  const t = useTranslations("email");
  const isWrong = !isAddress(recipient.address);
  const label = addressLabel(recipient);
  return (
    <li
      className={cn(
        "flex h-6 min-w-0 max-w-full items-center rounded-chip border pl-1.5 text-xs max-md:h-8",
        isWrong ? "border-danger bg-danger-soft text-danger" : "border-line bg-hover text-ink",
      )}
    >
      {isWrong ? <TriangleAlert className="mr-1 size-3 shrink-0" aria-hidden /> : null}
      <span className="min-w-0 truncate" title={fullAddress(recipient)}>
        {label}
      </span>
      {isWrong ? <span className="sr-only">{t("notAnAddress")}</span> : null}
      <button
        type="button"
        aria-label={t("removeRecipient", { name: label })}
        onClick={onRemove}
        className={cn(
          "ml-0.5 flex size-6 shrink-0 items-center justify-center rounded-chip max-md:size-8",
          isWrong ? "hover:bg-surface" : "text-ink-3 hover:text-ink",
        )}
      >
        <X className="size-3" aria-hidden />
      </button>
    </li>
  );
}
