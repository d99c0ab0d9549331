"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, UserRound, UserRoundX, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDesk } from "@/components/shell/desk-context";
import { useIsMac } from "@/components/shell/use-is-mac";
import { useTRPC } from "@/components/trpc/context";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { hintFor } from "@/lib/keys";
import type { Conversation } from "./types";
import type { ConversationActions } from "./use-conversation-actions";

interface AssignProps {
  conversation: Conversation;
  actions: ConversationActions;
}

/** Who takes care of it, and the way to change that. */
export function AssignMenu({ isOpen, onOpenChange, ...props }: AssignProps & { isOpen: boolean; onOpenChange(isOpen: boolean): void }) {
  const t = useTranslations("conversation");
  const { assignee, team } = props.conversation;
  return (
    <Menu open={isOpen} onOpenChange={onOpenChange}>
      <MenuTrigger asChild>
        <Button variant="light" className="max-w-44 px-2">
          <span className="sr-only">{t("assignTo")}</span>
          {assignee ? <Avatar id={assignee.id} name={assignee.name} size="xs" /> : <UserRound aria-hidden className="text-ink-3" />}
          <span className="truncate font-normal">{assignee?.name ?? team?.name ?? t("unassignedButton")}</span>
          <ChevronDown aria-hidden className="!size-3.5 text-ink-3" />
        </Button>
      </MenuTrigger>
      <MenuContent align="end" className="w-60">
        <AssignItems {...props} />
      </MenuContent>
    </Menu>
  );
}

/** The entries, also for the menu of narrow screens. Typing a letter jumps to a name. */
export function AssignItems({ conversation, actions }: AssignProps) {
  const t = useTranslations("conversation");
  const trpc = useTRPC();
  const isMac = useIsMac();
  const { seat } = useDesk();
  const { data: agents = [] } = useQuery(trpc.agents.list.queryOptions());
  const { data: teams = [] } = useQuery(trpc.teams.list.queryOptions());
  const able = agents.filter((agent) => agent.role !== "viewer");
  const byId = (list: { id: string; name: string }[], id: string) => list.find((entry) => entry.id === id) ?? null;
  return (
    <>
      {conversation.assigneeId !== seat.agentId ? (
        <MenuItem hint={hintFor("assign-me", isMac)} onSelect={() => actions.assign({ id: seat.agentId, name: seat.agentName })}>
          <UserRound aria-hidden />
          {t("assignMe")}
        </MenuItem>
      ) : null}
      {conversation.assigneeId ? (
        <MenuItem onSelect={() => actions.assign(null)}>
          <UserRoundX aria-hidden />
          {t("nobody")}
        </MenuItem>
      ) : null}
      <MenuSeparator />
      <MenuLabel>{t("assignTo")}</MenuLabel>
      <MenuRadioGroup value={conversation.assigneeId ?? ""} onValueChange={(id) => actions.assign(byId(able, id))}>
        {able.map((agent) => (
          <MenuRadioItem key={agent.id} value={agent.id} textValue={agent.name}>
            <Avatar id={agent.id} name={agent.name} size="xs" />
            <span className="truncate">{agent.name}</span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      {teams.length > 0 ? (
        <>
          <MenuSeparator />
          <MenuLabel>{t("teams")}</MenuLabel>
          <MenuRadioGroup value={conversation.teamId ?? ""} onValueChange={(id) => actions.assignTeam(byId(teams, id))}>
            <MenuRadioItem value="">{t("noTeam")}</MenuRadioItem>
            {teams.map((team) => (
              <MenuRadioItem key={team.id} value={team.id} textValue={team.name}>
                <Users aria-hidden />
                <span className="truncate">{team.name}</span>
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </>
      ) : null}
    </>
  );
}
