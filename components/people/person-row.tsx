"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "./confirm-dialog";
import { RoleSelect } from "./role-select";
import type { Person } from "./use-people";

interface PersonRowProps {
  person: Person;
  isMe: boolean;
  myRole: Person["role"];
  changeRole(role: Person["role"]): void;
  deactivate(): void;
}

const ALL_ROLES = ["owner", "admin", "supervisor", "agent", "viewer"] as const;

/** One seat. Owners are managed by owners alone; oneself is not deactivated here. */
export function PersonRow({ person, isMe, myRole, changeRole, deactivate }: PersonRowProps) {
  const t = useTranslations("people");
  const role = useTranslations("auth.roles");
  const [isAsking, setIsAsking] = useState(false);
  const isMine = myRole === "owner" || person.role !== "owner";
  const roles = myRole === "owner" ? ALL_ROLES : ALL_ROLES.slice(1);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Avatar id={person.agentId} name={person.name} size="sm" />
      <div className="min-w-40 flex-1">
        <p className="flex items-center gap-2 font-medium text-ink text-sm">
          <span className="truncate">{person.name}</span>
          {isMe ? <Badge tone="accent">{t("you")}</Badge> : null}
          {person.isDeactivated ? <Badge tone="grey">{t("deactivated")}</Badge> : null}
        </p>
        <p className="truncate text-ink-3 text-xs">{person.email}</p>
      </div>
      {person.isDeactivated || !isMine ? (
        <span className="text-ink-2 text-sm">{role(person.role)}</span>
      ) : (
        <RoleSelect value={person.role} roles={roles} onChange={changeRole} label={t("roleOf", { name: person.name })} className="w-36" />
      )}
      {person.isDeactivated || isMe || !isMine ? (
        <span className="w-24 max-md:hidden" />
      ) : (
        <Button variant="quiet" className="w-24 justify-end px-0" onClick={() => setIsAsking(true)} aria-label={`${t("deactivate")}: ${person.name}`}>
          {t("deactivate")}
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        setIsOpen={setIsAsking}
        title={t("deactivateTitle", { name: person.name })}
        text={t("deactivateText", { name: person.name })}
        action={t("deactivate")}
        run={deactivate}
      />
    </li>
  );
}
