"use client";

import { Clock, Ellipsis, PanelRight, Pause, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { useIsMac } from "@/components/shell/use-is-mac";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuSub, MenuSubContent, MenuSubTrigger, MenuTrigger } from "@/components/ui/menu";
import { hintFor } from "@/lib/keys";
import { AssignItems } from "./assign-menu";
import { SnoozeItems } from "./snooze-menu";
import type { Conversation } from "./types";
import type { ConversationCommands } from "./use-conversation-commands";

interface HeaderMoreProps {
  conversation: Conversation;
  commands: ConversationCommands;
  toggleContact(): void;
  copyIcon: ReactNode;
}

/** What has no room in the header; on narrow screens that is nearly all. */
export function HeaderMore({ conversation, commands, toggleContact, copyIcon }: HeaderMoreProps) {
  const t = useTranslations("conversation");
  const isMac = useIsMac();
  const { may } = useDesk();
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={t("moreActions")}>
          <Ellipsis aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        {may("conversations.update") ? (
          <div className="md:hidden">
            <MenuSub>
              <MenuSubTrigger>
                <UserRound aria-hidden />
                {t("assignTo")}
              </MenuSubTrigger>
              <MenuSubContent>
                <AssignItems conversation={conversation} actions={commands.actions} />
              </MenuSubContent>
            </MenuSub>
            <MenuSub>
              <MenuSubTrigger>
                <Clock aria-hidden />
                {t("snoozeUntil")}
              </MenuSubTrigger>
              <MenuSubContent>
                <SnoozeItems
                  isSnoozed={conversation.status === "snoozed"}
                  onSnooze={commands.snooze}
                  onWake={commands.reopen}
                  onCustom={commands.openCustomSnooze}
                />
              </MenuSubContent>
            </MenuSub>
            <MenuItem onSelect={toggleContact}>
              <PanelRight aria-hidden />
              {t("showContact")}
            </MenuItem>
          </div>
        ) : null}
        {may("conversations.update") && conversation.status !== "pending" ? (
          <MenuItem onSelect={commands.pend}>
            <Pause aria-hidden />
            {t("setPending")}
          </MenuItem>
        ) : null}
        <MenuItem onSelect={commands.copyLink} hint={hintFor("copy-link", isMac)}>
          {copyIcon}
          {t("copyLink")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
