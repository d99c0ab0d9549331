"use client";

import { type DragEvent, useState } from "react";
import { notifyError } from "@/components/ui/toast";
import type { FileManner } from "./outbox";
import type { Conversation } from "./types";
import type { useComposer } from "./use-composer";
import { useFileProblem } from "./use-file-problem";

/** Files by picker, drop, paste and microphone, checked against the channel before they travel. */
export function useFiles(composer: ReturnType<typeof useComposer>, conversation: Conversation) {
  const [isDropping, setIsDropping] = useState(false);
  /** Pictures that the channel takes only smaller: their sender says whether. */
  const [tooLarge, setTooLarge] = useState<File[]>([]);
  const problemOf = useFileProblem(conversation);
  const addFiles = (files: File[], manner: FileManner = {}) => {
    const taken = composer.draft.files.length + composer.uploads.uploads.length;
    const good = files.filter((file, i) => {
      const problem = problemOf(file, { isNote: composer.isNote, count: taken + i + 1, ...manner });
      if (problem === "shrink") setTooLarge((all) => [...all, file]);
      else if (problem) notifyError(problem);
      return !problem;
    });
    composer.uploads.start(good, manner);
  };
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  const bindDrop = {
    onDragOver(event: DragEvent) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsDropping(true);
    },
    onDragLeave(event: DragEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsDropping(false);
    },
    onDrop(event: DragEvent) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsDropping(false);
      addFiles([...event.dataTransfer.files]);
    },
  };
  const settle = (file: File, isAgreed: boolean) => {
    setTooLarge((all) => all.filter((one) => one !== file));
    if (isAgreed) addFiles([file], { shrink: true });
  };
  return { addFiles, isDropping, bindDrop, tooLarge, settle };
}
