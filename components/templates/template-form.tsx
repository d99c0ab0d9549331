"use client";

import { ChevronLeft, Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useCallback, useRef, useState } from "react";
import type { OutboxFile } from "@/components/conversation/outbox";
import { useUploads } from "@/components/conversation/use-uploads";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type Blank, blanksOf, type FilledTemplate, fillTemplate } from "@/lib/fill-template";
import type { TemplateView } from "@/lib/schemas/template";
import { readableName } from "./find-templates";
import { TemplatePreview } from "./template-preview";

/** A template that is ready to go out. */
export interface ChosenTemplate {
  template: TemplateView;
  values: Record<string, string>;
  filled: FilledTemplate;
  files: OutboxFile[];
}

interface TemplateFormProps {
  template: TemplateView;
  onBack(): void;
  onSend(chosen: ChosenTemplate): void;
}

const ACCEPTED = { image: "image/*", video: "video/*", file: undefined };

/** A chosen template: its blanks, the file of its header, and beside them what the customer will get. */
export function TemplateForm({ template, onBack, onSend }: TemplateFormProps) {
  const t = useTranslations("templates");
  const { definition } = template;
  const [values, setValues] = useState<Record<string, string>>({});
  const [file, setFile] = useState<OutboxFile | null>(null);
  const wanted = definition.header && definition.header.kind !== "text" && definition.header.kind !== "location" ? definition.header.kind : null;
  const filled = fillTemplate(definition, values);
  const isReady = filled.missing.length === 0 && (wanted === null || file !== null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onSend({ template, values, filled, files: file ? [file] : [] });
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-3 p-3">
      <header className="flex items-center gap-2">
        <Button variant="quiet" size="sm" onClick={onBack}>
          <ChevronLeft aria-hidden />
          {t("back")}
        </Button>
        <span className="truncate font-medium text-ink text-sm">{readableName(template.name)}</span>
      </header>
      <div className="-m-1 grid max-h-[min(20rem,34dvh)] grid-cols-[minmax(0,1fr)_minmax(0,1fr)] scroll-py-2 gap-4 overflow-y-auto p-1 max-md:max-h-[50dvh] max-md:grid-cols-1">
        <div className="flex flex-col gap-3">
          {wanted ? <HeaderFile kind={wanted} file={file} onChange={setFile} /> : null}
          {blanksOf(definition)
            .filter(({ isOptional }) => !isOptional)
            .map((blank, index) => (
              <BlankField
                key={blank.key}
                blank={blank}
                example={definition.examples[blank.key]}
                hasFocus={index === 0 && wanted === null}
                value={values[blank.key] ?? ""}
                onChange={(value) => setValues((all) => ({ ...all, [blank.key]: value }))}
              />
            ))}
        </div>
        <TemplatePreview filled={filled} fileName={file?.name} />
      </div>
      <Button type="submit" variant="main" className="self-end" disabled={!isReady}>
        {t("send")}
      </Button>
    </form>
  );
}

interface BlankFieldProps {
  blank: Blank;
  example: string | undefined;
  hasFocus: boolean;
  value: string;
  onChange(value: string): void;
}

function BlankField({ blank, example, hasFocus, value, onChange }: BlankFieldProps) {
  const t = useTranslations("templates");
  const isNumber = /^\d+$/.test(blank.name);
  const name = isNumber ? t("blank", { number: blank.name }) : readableName(blank.name);
  const label = blank.place === "body" ? name : t(`place.${blank.place}`, { name });
  return (
    <Field label={label}>
      <Input autoFocus={hasFocus} value={value} maxLength={1_024} placeholder={example} onChange={(event) => onChange(event.target.value)} dir="auto" />
    </Field>
  );
}

interface HeaderFileProps {
  kind: keyof typeof ACCEPTED;
  file: OutboxFile | null;
  onChange(file: OutboxFile | null): void;
}

/** The picture, film or document above the text. */
function HeaderFile({ kind, file, onChange }: HeaderFileProps) {
  const t = useTranslations("templates");
  const errors = useTranslations("common.errors");
  const picker = useRef<HTMLInputElement>(null);
  const uploads = useUploads(
    useCallback((done: OutboxFile) => onChange(done), [onChange]),
    errors("offline"),
  );
  const [running] = uploads.uploads;
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium text-ink text-sm">{t(`header.${kind}`)}</span>
      <input
        ref={picker}
        type="file"
        hidden
        accept={ACCEPTED[kind]}
        aria-label={t(`header.${kind}`)}
        onChange={(event) => {
          for (const { id } of uploads.uploads) uploads.remove(id);
          uploads.start([...(event.target.files ?? [])].slice(0, 1));
          event.target.value = "";
        }}
      />
      <Button onClick={() => picker.current?.click()} className="self-start">
        <Paperclip aria-hidden />
        {file ? t("anotherFile") : t("chooseFile")}
      </Button>
      <p className="text-ink-3 text-xs" aria-live="polite">
        {running ? (running.problem ?? t("uploading", { percent: running.percent })) : (file?.name ?? "")}
      </p>
    </div>
  );
}
