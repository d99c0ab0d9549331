"use client";

import { FileText, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { fileSize } from "@/lib/file-size";
import type { OutboxFile } from "./outbox";
import type { Upload } from "./use-uploads";

interface FileChipsProps {
  files: OutboxFile[];
  uploads: Upload[];
  onRemoveFile(uploadId: string): void;
  onRemoveUpload(id: string): void;
  onRetry(id: string): void;
}

/** Files that will go with the message, and those still on their way. */
export function FileChips({ files, uploads, onRemoveFile, onRemoveUpload, onRetry }: FileChipsProps) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  if (files.length === 0 && uploads.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2 px-3 pb-1">
      {files.map((file) => (
        <Chip key={file.uploadId} name={file.name} detail={fileSize(file.sizeBytes, locale)} onRemove={() => onRemoveFile(file.uploadId)} />
      ))}
      {uploads.map(({ id, file, percent, problem }) => (
        <li key={id} className="flex max-w-full items-center gap-1">
          <Chip
            name={file.name}
            detail={problem ? t("uploadFailed", { name: file.name, reason: problem }) : t("uploading", { name: file.name, percent })}
            percent={problem ? undefined : percent}
            hasProblem={problem !== null}
            onRemove={() => onRemoveUpload(id)}
            isInner
          />
          {problem ? (
            <Button size="sm" onClick={() => onRetry(id)}>
              {t("uploadRetry")}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

interface ChipProps {
  name: string;
  detail: string;
  percent?: number;
  hasProblem?: boolean;
  isInner?: boolean;
  onRemove(): void;
}

function Chip({ name, detail, percent, hasProblem, isInner, onRemove }: ChipProps) {
  const t = useTranslations("conversation");
  const Tag = isInner ? "div" : "li";
  return (
    <Tag className="relative flex h-9 min-w-0 max-w-72 items-center gap-2 overflow-hidden rounded-control border border-line bg-surface pl-2.5 text-xs">
      <FileText className="size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0">
        <span className="block truncate text-ink" title={name}>
          {name}
        </span>
        <span role={hasProblem ? "alert" : undefined} className={hasProblem ? "block truncate text-danger" : "block truncate text-ink-3"} title={detail}>
          {detail}
        </span>
      </span>
      <button
        type="button"
        aria-label={t("removeFile", { name })}
        onClick={onRemove}
        className="flex h-full w-8 shrink-0 items-center justify-center text-ink-3 hover:bg-hover hover:text-ink"
      >
        <X className="size-3.5" aria-hidden />
      </button>
      {percent === undefined ? null : (
        <span
          aria-hidden
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent transition-transform"
          style={{ transform: `scaleX(${percent / 100})` }}
        />
      )}
    </Tag>
  );
}
