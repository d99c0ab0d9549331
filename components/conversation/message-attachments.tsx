"use client";

import { Contact, FileText, Image as ImageIcon, Link2, MapPin, Music, Paperclip, Sticker, Video } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Fragment } from "react";
import { cn } from "@/lib/cn";
import { fileSize } from "@/lib/file-size";
import { webAddress } from "@/lib/linkify";
import type { AttachmentView, MessageView } from "@/lib/schemas/message";
import { ContactCard, PlaceCard } from "./attachment-cards";
import { factOf as textOf } from "./attachment-facts";
import { StoryCaption } from "./story-caption";
import { useRenewedLinks } from "./use-renewed-links";

const ICONS: Record<AttachmentView["kind"], typeof FileText> = {
  image: ImageIcon,
  audio: Music,
  voice: Music,
  video: Video,
  file: FileText,
  location: MapPin,
  contact: Contact,
  sticker: Sticker,
  link: Link2,
  share: Link2,
  story: ImageIcon,
  unsupported: Paperclip,
};

interface Shown {
  attachment: AttachmentView;
  url: string;
  /** The browser could not load it. */
  onBroken(): void;
}

/** All that a message carries, or the part of it that is not shown elsewhere. */
export function MessageAttachments({ message, attachments = message.attachments }: { message: MessageView; attachments?: AttachmentView[] }) {
  const renew = useRenewedLinks(message);
  return (
    <div className="flex flex-col gap-2">
      {attachments.map((attachment) => (
        <Fragment key={attachment.id}>
          {attachment.kind === "story" && message.kind === "inbound" ? <StoryCaption attachment={attachment} /> : null}
          <Attachment attachment={attachment} onBroken={renew} />
        </Fragment>
      ))}
    </div>
  );
}

/** Shown as what it is where there are bytes; else as a chip that says what it is and why it is not here. */
function Attachment({ attachment, onBroken }: Omit<Shown, "url">) {
  const { kind, url, mimeType } = attachment;
  if (kind === "location") return <PlaceCard attachment={attachment} />;
  if (kind === "contact") return <ContactCard attachment={attachment} />;
  if (url && (kind === "image" || kind === "sticker" || (kind === "story" && mimeType?.startsWith("image/"))))
    return <Picture attachment={attachment} url={url} onBroken={onBroken} />;
  if (url && (kind === "audio" || kind === "voice")) return <Sound attachment={attachment} url={url} onBroken={onBroken} />;
  if (url && (kind === "video" || kind === "story")) return <Film attachment={attachment} url={url} onBroken={onBroken} />;
  return <Chip attachment={attachment} />;
}

const MAX_WIDTH = 320;
const MAX_HEIGHT = 240;

/** The size on screen, known before the picture is here, so that nothing jumps. */
function frame({ width, height }: AttachmentView): { width: number; height: number } {
  const w = width ?? MAX_WIDTH;
  const h = height ?? MAX_HEIGHT;
  const scale = Math.min(1, MAX_WIDTH / w, MAX_HEIGHT / h);
  return { width: Math.max(24, Math.round(w * scale)), height: Math.max(24, Math.round(h * scale)) };
}

function Picture({ attachment, url, onBroken }: Shown) {
  const t = useTranslations("conversation");
  const name = attachment.name ?? t("attachment.image");
  const { width, height } = frame(attachment);
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t("attachment.open", { name })}
      className="block w-fit overflow-hidden rounded-card border border-line"
    >
      {/* biome-ignore lint/performance/noImgElement: an expiring link; the optimiser would cache it past its end */}
      <img
        // The small one, where there is one; the link leads to the whole.
        src={attachment.previewUrl ?? url}
        alt={name}
        width={width}
        height={height}
        loading="lazy"
        onError={onBroken}
        className="block bg-hover object-contain"
        style={{ maxWidth: "100%" }}
      />
    </a>
  );
}

/** Which types every browser plays; of the rest it is asked. */
const PLAYED = /^audio\/(mpeg|mp4|x-m4a|aac|wav|x-wav)$/;

function Sound({ attachment, url, onBroken }: Shown) {
  const t = useTranslations("conversation");
  const writing = useTranslations("writing");
  const { playableUrl, mimeType, formsState, name } = attachment;
  const isPlayable = playableUrl !== null || PLAYED.test(mimeType ?? "") || canPlay(mimeType);
  if (!isPlayable)
    return (
      <p className="flex flex-col items-start gap-0.5 text-ink-2 text-xs">
        {formsState === "waiting" ? writing("preparing") : formsState === "failed" ? writing("prepareFailed") : writing("playUnsupported")}
        <a href={url} download={name ?? true} className="text-accent-ink underline underline-offset-2">
          {writing("downloadOriginal")}
        </a>
      </p>
    );
  return (
    <figure className="flex flex-col gap-1">
      {/* biome-ignore lint/a11y/useMediaCaption: a customer's recording has no captions */}
      <audio
        controls
        preload="none"
        src={playableUrl ?? url}
        onError={onBroken}
        className="h-9 w-64 max-w-full"
        aria-label={attachment.name ?? t(`attachment.${attachment.kind}`)}
      />
    </figure>
  );
}

/** Chrome and Firefox play Ogg and WebM while the form for everybody is being made. */
function canPlay(mimeType: string | null): boolean {
  return typeof document !== "undefined" && mimeType !== null && document.createElement("audio").canPlayType(mimeType) !== "";
}

function Film({ attachment, url, onBroken }: Shown) {
  const t = useTranslations("conversation");
  const { width, height } = frame(attachment);
  return (
    // biome-ignore lint/a11y/useMediaCaption: a customer's recording has no captions
    <video
      controls
      preload={attachment.previewUrl ? "none" : "metadata"}
      poster={attachment.previewUrl ?? undefined}
      src={url}
      onError={onBroken}
      width={width}
      height={height}
      className="rounded-card bg-hover"
      style={{ maxWidth: "100%" }}
      aria-label={attachment.name ?? t(`attachment.${attachment.kind}`)}
    />
  );
}

function Chip({ attachment }: { attachment: AttachmentView }) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  const { kind, state } = attachment;
  const Icon = ICONS[kind];
  const title = attachment.name ?? textOf(attachment.data, "title") ?? textOf(attachment.data, "name") ?? t(`attachment.${kind}`);
  const trouble = state === "failed" ? (attachment.failureReason ?? t("attachment.failed")) : state === "pending" ? t("attachment.pending") : null;
  const detail = trouble ?? detailOf(attachment, locale);
  const href = attachment.url ?? pageOf(attachment);
  const body = (
    <>
      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0">
        <span className="block truncate font-medium text-ink text-sm" title={title}>
          {title}
        </span>
        {detail ? <span className={cn("block truncate text-xs", state === "failed" ? "text-danger" : "text-ink-3")}>{detail}</span> : null}
      </span>
    </>
  );
  const look = "flex w-fit min-w-40 max-w-full items-center gap-2.5 rounded-card border border-line bg-surface px-3 py-2";
  if (!href) return <div className={look}>{body}</div>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className={cn(look, "hover:bg-hover")}>
      {body}
    </a>
  );
}

function detailOf({ kind, sizeBytes, data }: AttachmentView, locale: string): string | null {
  if (kind === "link" || kind === "share") return textOf(data, "url");
  return sizeBytes === null ? null : fileSize(sizeBytes, locale);
}

/** Where a shared page can be looked at; only web addresses. */
function pageOf({ data }: AttachmentView): string | null {
  return webAddress(textOf(data, "url") ?? "");
}
