"use client";

import { useLocale, useTranslations } from "next-intl";
import { shortTime } from "@/lib/dates";
import type { ReplyState } from "./reply-state";

/** Why no answer can be written, and what would change it; a note still can. */
export function ClosedNotice({ state, channel }: { state: ReplyState; channel: string }) {
  return <p className="px-4 py-5 text-ink-2 text-sm">{useWords(state, channel)}</p>;
}

function useWords(state: ReplyState, channel: string): string {
  const t = useTranslations("conversation");
  const locale = useLocale();
  switch (state.kind) {
    case "disconnected":
    case "blocked":
      return t(state.kind, { channel });
    case "read-only":
      return state.reason;
    case "spent":
      return t("windowSpent", { channel });
    case "closed":
      return state.at ? t("windowClosed", { channel, time: shortTime(state.at, { locale, now: new Date() }) }) : t("windowNever", { channel });
    case "open":
      return "";
  }
}
