"use client";

import { MailPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import type { INVITED_ROLES } from "@/lib/schemas/people";
import type { Invitation } from "./use-people";

type InvitedRole = (typeof INVITED_ROLES)[number];

interface InvitationRowProps {
  invitation: Invitation;
  renew(again: { email: string; role: InvitedRole }): void;
  revoke(): void;
}

/** An invitation that nobody has accepted yet. */
export function InvitationRow({ invitation, renew, revoke }: InvitationRowProps) {
  const t = useTranslations("people");
  const roleName = useTranslations("auth.roles");
  const { email, role, invitedBy, isExpired, expiresAt } = invitation;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <MailPlus className="mx-1.5 size-4 shrink-0 text-ink-3" aria-hidden />
      <div className="min-w-40 flex-1">
        <p className="flex items-center gap-2 text-ink text-sm">
          <span className="truncate">{email}</span>
          {isExpired ? <Badge tone="warn">{t("expired")}</Badge> : null}
        </p>
        <p className="text-ink-3 text-xs">
          {t("invitedBy", { role: roleName(role), name: invitedBy })}
          {isExpired ? null : <> · {t.rich("expiresOn", { when: () => <Time at={expiresAt.toISOString()} /> })}</>}
        </p>
      </div>
      <Button size="sm" variant="quiet" className="max-md:h-11" onClick={() => renew({ email, role: role as InvitedRole })}>
        {t("renew")}
      </Button>
      <Button size="sm" variant="quiet" className="max-md:h-11" onClick={revoke} aria-label={t("revokeFor", { email })}>
        {t("revoke")}
      </Button>
    </li>
  );
}
