"use client";

import { useLocale, useTranslations } from "next-intl";
import { fileSize } from "@/lib/file-size";
import { checkFile, type FileProblem } from "./composer-limits";
import type { FileManner } from "./outbox";
import type { Conversation } from "./types";

/** Says in words why a file cannot go with this message; "shrink" for a picture that can go out smaller; null for one that can go as it is. */
export function useFileProblem({ channel, replyChannel }: Conversation) {
  const t = useTranslations("conversation");
  const writing = useTranslations("writing");
  const locale = useLocale();
  const reasonOf = (problem: Exclude<FileProblem, { kind: "shrink" }>): string => {
    if (problem.kind === "kind") return t("fileKind", { channel: channel.name });
    if (problem.kind === "type") return writing("fileType", { channel: channel.name });
    if (problem.kind === "duration") return writing("fileTooLong", { channel: channel.name, seconds: Math.floor(problem.max / 1_000) });
    if (problem.kind === "size") return t("fileTooLarge", { channel: channel.name, size: fileSize(problem.max, locale) });
    return t("tooManyFiles", { channel: channel.name, count: problem.max });
  };
  return (file: File, { isNote, count, ...manner }: { isNote: boolean; count: number } & FileManner): string | null => {
    const problem = checkFile(file, isNote ? null : replyChannel.capabilities, { count, ...manner });
    if (!problem) return null;
    return problem.kind === "shrink" ? "shrink" : t("uploadFailed", { name: file.name, reason: reasonOf(problem) });
  };
}
