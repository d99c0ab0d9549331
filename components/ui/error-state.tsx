"use client";

import { useTranslations } from "next-intl";
import { Button } from "./button";

interface ErrorStateProps {
  /** In the person's words: what could not be done. */
  title: string;
  /** What was kept, or why. */
  description?: string;
  /** For support; copyable under "Details". */
  requestId?: string | null;
  onRetry?(): void;
}

/** An error in the place that failed. */
export function ErrorState({ title, description, requestId, onRetry }: ErrorStateProps) {
  const t = useTranslations("common");
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-1 px-6 py-12 text-center">
      <p className="font-medium text-base text-ink">{title}</p>
      {description ? <p className="max-w-72 text-ink-3 text-sm">{description}</p> : null}
      {onRetry ? (
        <Button className="mt-3" onClick={onRetry}>
          {t("retry")}
        </Button>
      ) : null}
      {requestId ? (
        <details className="mt-3 text-ink-3 text-xs">
          <summary>{t("details")}</summary>
          <code className="select-all">{requestId}</code>
        </details>
      ) : null}
    </div>
  );
}
