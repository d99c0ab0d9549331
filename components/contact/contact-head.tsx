"use client";

import { useLocale, useTranslations } from "next-intl";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { Avatar } from "@/components/ui/avatar";
import { useNow } from "@/components/ui/use-now";
import { clock, isTimeZone, zoneCity } from "@/lib/dates";
import { languageName } from "@/lib/language-name";
import type { ContactView } from "@/lib/schemas/contact";

/** Face, name, and what time it is where they are. */
export function ContactHead({ contact, name, channelKind }: { contact: ContactView; name: string; channelKind?: string }) {
  const t = useTranslations("contact");
  const locale = useLocale();
  const now = useNow();
  const zone = contact.timeZone && isTimeZone(contact.timeZone) ? contact.timeZone : null;
  const time = zone && t("localTime", { time: clock(now, { locale, timeZone: zone }), place: zoneCity(zone) });
  const language = contact.locale && languageName(contact.locale, locale);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <span className="relative shrink-0">
        <Avatar id={contact.id} name={name} src={contact.avatarUrl} size="lg" />
        {channelKind ? <ChannelBadge kind={channelKind} className="-right-0.5 -bottom-0.5 absolute box-content border-2 border-sunken" /> : null}
      </span>
      <div className="min-w-0">
        <p className="line-clamp-2 font-semibold text-base text-ink leading-5 [overflow-wrap:anywhere]" title={name}>
          {name}
        </p>
        {time || language ? <p className="text-ink-3 text-xs">{[time, language].filter(Boolean).join(" · ")}</p> : null}
      </div>
    </div>
  );
}
