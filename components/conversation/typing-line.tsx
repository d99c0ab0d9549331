"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Viewer } from "@/components/realtime/use-presence";

/** Who types, in a line that is always there, so that nothing moves when it fills. Not announced: it would talk all day. */
export function TypingLine({ isContactTyping, viewers, contactName }: { isContactTyping: boolean; viewers: Viewer[]; contactName: string }) {
  const t = useTranslations("conversation");
  const colleague = viewers.find((viewer) => viewer.isTyping);
  const words = isContactTyping ? t("contactTyping", { name: contactName }) : colleague ? t("agentTyping", { name: colleague.name }) : null;
  return (
    <p className="flex h-6 shrink-0 items-center gap-1.5 truncate px-5 text-ink-3 text-xs max-md:px-3">
      {words ? (
        <>
          <Ellipsis className="size-4" aria-hidden />
          {words}
        </>
      ) : null}
    </p>
  );
}
