"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { InvitationRow } from "./invitation-row";
import { InviteDialog } from "./invite-dialog";
import { PersonRow } from "./person-row";
import { SettingsHeader } from "./settings-header";
import { usePeople } from "./use-people";

/** Who sits in the workspace and who is asked to. */
export function PeoplePage() {
  const t = useTranslations("people");
  const { seat } = useDesk();
  const { people, invitations, changeRole, deactivate, renew, revoke } = usePeople();
  const [isInviting, setIsInviting] = useState(false);
  return (
    <>
      <SettingsHeader
        title={t("peopleTitle")}
        lead={t("peopleLead")}
        action={
          <Button variant="main" onClick={() => setIsInviting(true)}>
            {t("invite")}
          </Button>
        }
      />
      <Card aria-label={t("peopleTitle")}>
        <ul className="divide-y divide-line">
          {people.map((person) => (
            <PersonRow
              key={person.agentId}
              person={person}
              isMe={person.agentId === seat.agentId}
              myRole={seat.role}
              changeRole={(role) => changeRole({ agentId: person.agentId, role })}
              deactivate={() => deactivate({ agentId: person.agentId })}
            />
          ))}
        </ul>
      </Card>
      {invitations.length > 0 ? (
        <Card className="mt-6" aria-label={t("pendingTitle")}>
          <CardHeader title={t("pendingTitle")} />
          <ul className="divide-y divide-line">
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} renew={renew} revoke={() => revoke({ id: invitation.id })} />
            ))}
          </ul>
        </Card>
      ) : null}
      <InviteDialog isOpen={isInviting} setIsOpen={setIsInviting} />
    </>
  );
}
