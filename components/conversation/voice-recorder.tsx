"use client";

import { Check, Mic, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "@/components/ui/icon-button";
import { notifyError } from "@/components/ui/toast";
import { useRecorder } from "./use-recorder";

/** A voice message from this desk's microphone; what the channel wants it to be, the server makes of it. */
export function VoiceRecorder({ onRecorded }: { onRecorded(file: File): void }) {
  const t = useTranslations("writing");
  const { seconds, start, stop, cancel } = useRecorder({
    name: t("voiceName"),
    onRecorded,
    onRefused: () => notifyError(t("recordRefused"), t("recordRefusedText")),
  });
  if (seconds === null)
    return (
      <IconButton label={t("record")} onClick={start}>
        <Mic aria-hidden />
      </IconButton>
    );
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <span className="flex items-center gap-1">
      <IconButton label={t("recordCancel")} onClick={cancel}>
        <X aria-hidden />
      </IconButton>
      <span role="timer" aria-label={t("recording", { time })} className="flex items-center gap-1.5 text-danger text-xs tabular-nums">
        <span aria-hidden className="size-2 animate-pulse rounded-full bg-danger-fill" />
        {time}
      </span>
      <IconButton label={t("recordStop")} onClick={stop} className="text-accent-ink">
        <Check aria-hidden />
      </IconButton>
    </span>
  );
}
