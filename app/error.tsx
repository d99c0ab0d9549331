"use client";

import { useTranslations } from "next-intl";
import { ErrorState } from "@/components/ui/error-state";

/** What a person sees when a page threw; the digest finds the log line. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  const t = useTranslations("common");
  return (
    <main className="flex min-h-dvh flex-col">
      <ErrorState title={t("brokenTitle")} description={t("brokenText")} requestId={error.digest} onRetry={reset} />
    </main>
  );
}
