"use client";

import { ExternalLink, FileText, Image as ImageIcon, MapPin, Phone, Reply, Ticket, Video } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FilledTemplate } from "@/lib/fill-template";

const HEADERS = { image: ImageIcon, video: Video, file: FileText, location: MapPin };
const BUTTONS: Record<string, typeof Reply> = { reply: Reply, link: ExternalLink, call: Phone, code: Ticket };

/** The message as the customer will have it: the same filled template that is sent. */
export function TemplatePreview({ filled, fileName }: { filled: FilledTemplate; fileName?: string }) {
  const t = useTranslations("templates");
  const { header, body, footer, buttons } = filled;
  const Header = header && header.kind !== "text" ? HEADERS[header.kind] : null;
  return (
    <figure aria-label={t("preview")} className="flex max-w-80 flex-col gap-1 self-start md:sticky md:top-0">
      <div className="flex flex-col gap-1.5 rounded-bubble bg-sunken px-3.5 py-2.5 text-message text-ink">
        {Header && header && header.kind !== "text" ? (
          <p className="flex items-center gap-2 rounded-control bg-hover px-3 py-4 text-ink-2 text-sm">
            <Header className="size-4 shrink-0" aria-hidden />
            <span className="truncate">{fileName ?? t(`header.${header.kind}`)}</span>
          </p>
        ) : null}
        {header?.kind === "text" ? <p className="font-semibold">{header.text}</p> : null}
        <p className="whitespace-pre-wrap break-words" dir="auto">
          {body}
        </p>
        {footer ? <p className="text-ink-2 text-xs">{footer}</p> : null}
      </div>
      {buttons.map(({ kind, title, url }) => {
        const Icon = BUTTONS[kind] ?? Reply;
        return (
          <p
            key={`${kind} ${title}`}
            title={url}
            className="flex items-center justify-center gap-1.5 rounded-control border border-line bg-surface px-3 py-1.5 text-accent-ink text-sm"
          >
            <Icon className="size-3.5" aria-hidden />
            {title}
          </p>
        );
      })}
    </figure>
  );
}
