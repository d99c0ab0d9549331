"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPCClient } from "@/components/trpc/context";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { Button } from "@/components/ui/button";
import { notifyError } from "@/components/ui/toast";

/** The mail as it came, for what we do not show of it. The link is asked for when it is wanted: it does not live long. */
export function OriginalLink({ messageId }: { messageId: string }) {
  const t = useTranslations("email");
  const wordsFor = useErrorWords();
  const client = useTRPCClient();
  const [isBusy, setIsBusy] = useState(false);
  const download = async () => {
    setIsBusy(true);
    try {
      const { url } = await client.messages.original.query({ messageId });
      // Answered as a download: the page stays.
      window.location.assign(url);
    } catch (error) {
      notifyError(t("originalFailed"), wordsFor(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button size="sm" variant="light" className="mt-3" aria-disabled={isBusy} onClick={download}>
      <Download aria-hidden />
      {t("original")}
    </Button>
  );
}
