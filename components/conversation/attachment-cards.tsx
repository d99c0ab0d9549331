"use client";

import { Contact, MapPin, Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AttachmentView } from "@/lib/schemas/message";
import { factOf, placeOf } from "./attachment-facts";

const CARD = "flex w-72 max-w-full items-start gap-3 rounded-card border border-line bg-surface px-3 py-2.5";

/** A place as a card: what it is called, where it lies, and a map one press away. No map is fetched: its server would learn who asks. */
export function PlaceCard({ attachment: { data } }: { attachment: AttachmentView }) {
  const t = useTranslations("writing");
  const conversation = useTranslations("conversation");
  const href = placeOf(data);
  const title = factOf(data, "name") ?? factOf(data, "title") ?? conversation("attachment.location");
  const address = factOf(data, "address") ?? factOf(data, "label");
  const metres = factOf(data, "accuracy") ?? factOf(data, "horizontalAccuracy");
  const coordinates = [factOf(data, "latitude"), factOf(data, "longitude")].filter(Boolean).join(", ");
  return (
    <div className={CARD}>
      <span className="flex size-9 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent-ink">
        <MapPin className="size-4" aria-hidden />
      </span>
      <div className="min-w-0 text-xs">
        <p className="truncate font-medium text-ink text-sm" title={title}>
          {title}
        </p>
        {address ? <p className="line-clamp-2 text-ink-2">{address}</p> : null}
        <p className="text-ink-3">{[coordinates, metres && t("accuracy", { metres })].filter(Boolean).join(" · ")}</p>
        {href ? (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="mt-1 inline-block text-accent-ink underline underline-offset-2">
            {t("openMap")}
          </a>
        ) : null}
      </div>
    </div>
  );
}

/** Somebody's particulars, as they were passed on. Nothing is saved by looking at them. */
export function ContactCard({ attachment: { name, data } }: { attachment: AttachmentView }) {
  const t = useTranslations("writing");
  const conversation = useTranslations("conversation");
  const given = [factOf(data, "firstName"), factOf(data, "lastName")].filter(Boolean).join(" ");
  const title = factOf(data, "name") ?? (given || name || conversation("attachment.contact"));
  const phone = factOf(data, "phone");
  const lines = [factOf(data, "email"), factOf(data, "company") ?? factOf(data, "organization")].filter((line) => line !== null);
  return (
    <div className={CARD}>
      <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-hover text-ink-2">
        <Contact className="size-4" aria-hidden />
      </span>
      <div className="min-w-0 text-xs">
        <p className="truncate font-medium text-ink text-sm" title={title}>
          {title}
        </p>
        {lines.map((line) => (
          <p key={line} className="truncate text-ink-2">
            {line}
          </p>
        ))}
        {phone ? (
          <a
            href={`tel:${phone.replace(/[^+\d]/g, "")}`}
            aria-label={t("saveContact", { phone })}
            className="mt-0.5 inline-flex items-center gap-1 text-accent-ink underline underline-offset-2"
          >
            <Phone className="size-3" aria-hidden />
            {phone}
          </a>
        ) : null}
      </div>
    </div>
  );
}
