"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

const MODES = ["reply", "note"] as const;

/** Whether the customer or only the team reads what is written here. */
export function ComposerTabs({ mode, onChange, children }: { mode: "reply" | "note"; onChange(mode: "reply" | "note"): void; children: ReactNode }) {
  const t = useTranslations("conversation");
  return (
    <div className={cn("flex min-h-10 flex-wrap items-center gap-1 border-b px-2 py-1", mode === "note" ? "border-note-line" : "border-line")}>
      {MODES.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={mode === value}
          onClick={() => onChange(value)}
          className={cn(
            "inline-flex h-7 items-center rounded-control px-2.5 touch-area font-medium text-sm transition-colors",
            mode === value && (value === "note" ? "bg-note-line text-note-ink" : "bg-accent-soft text-accent-ink"),
            mode !== value && (mode === "note" ? "text-note-ink hover:bg-note-line" : "text-ink-2 hover:bg-hover"),
          )}
        >
          {t(value)}
        </button>
      ))}
      {children}
    </div>
  );
}
