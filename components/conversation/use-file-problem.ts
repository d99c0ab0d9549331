"use client";

import { useLocale, useTranslations } from "next-intl";
import { fileSize } from "@/lib/file-size";
import { checkFile } from "./composer-limits";
import type { Conversation } from "./types";

/** Says in words why a file cannot go with this message, or null. */
export function useFileProblem({ channel, replyChannel }: Conversation) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  return (file: File, { isNote, count }: { isNote: boolean; count: number }): string | null => {
    const problem = checkFile(file, isNote ? null : replyChannel.capabilities, count);
    if (!problem) return null;
    const reason =
      problem.kind === "kind"
        ? t("fileKind", { channel: channel.name })
        : problem.kind === "size"
          ? t("fileTooLarge", { channel: channel.name, size: fileSize(problem.max, locale) })
          : t("tooManyFiles", { channel: channel.name, count: problem.max });
    return t("uploadFailed", { name: file.name, reason });
  };
}
