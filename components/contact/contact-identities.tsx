"use client";

import { BadgeCheck, Ban } from "lucide-react";
import { useTranslations } from "next-intl";
import { ChannelBadge } from "@/components/channels/channel-badge";
import type { IdentityView } from "@/lib/schemas/contact";

/** By this WeChat knows one person at all accounts of an owner; nobody can be written to there. */
const NO_ADDRESS = "union";

/** Where this person is reached: one line an address, with what vouches for it. */
export function ContactIdentities({ identities }: { identities: IdentityView[] }) {
  const t = useTranslations("contact");
  const addresses = identities.filter(({ scope }) => scope !== NO_ADDRESS);
  // Where a platform knows somebody by several addresses, one name for all of them would tell nothing.
  const names = addresses.map((identity) => labelOf(identity, t("websiteVisitor")));
  return (
    <ul className="flex flex-col gap-2">
      {addresses.map((identity, index) => (
        <li key={identity.id} className="flex items-center gap-2 text-ink text-sm">
          <ChannelBadge kind={identity.kind} label={identity.kind} />
          <span className="min-w-0 flex-1 truncate" title={identity.value}>
            {names.indexOf(names[index] ?? "") === names.lastIndexOf(names[index] ?? "") ? names[index] : identity.value}
          </span>
          {identity.isBlocked ? (
            <span className="flex items-center gap-1 text-danger text-xs">
              <Ban className="size-3.5" aria-hidden />
              {t("blocked")}
            </span>
          ) : null}
          {identity.verified ? (
            <span title={t("verified")} className="flex text-ok">
              <BadgeCheck className="size-4" aria-hidden />
              <span className="sr-only">{t("verified")}</span>
            </span>
          ) : null}
          {identity.kind === "email" && !identity.verified ? (
            <span title={t("unverifiedText")} className="shrink-0 text-ink-3 text-xs">
              {t("unverified")}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** A mail address is what people know each other by; elsewhere the platform's name says more than its number. */
function labelOf({ kind, value, displayName, verified }: IdentityView, visitor: string): string {
  if (kind === "email") return value;
  return displayName ?? (kind === "widget" && !verified ? visitor : value);
}
