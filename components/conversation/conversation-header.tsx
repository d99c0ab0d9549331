"use client";

import { ChevronLeft, CircleCheck, Link2, PanelRight, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { contactName } from "@/components/inbox/contact-name";
import { useDesk } from "@/components/shell/desk-context";
import { useIsMac } from "@/components/shell/use-is-mac";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Tooltip } from "@/components/ui/tooltip";
import { hintFor } from "@/lib/keys";
import { AssignMenu } from "./assign-menu";
import { HeaderMore } from "./header-more";
import { SnoozeMenu } from "./snooze-menu";
import { StatusBadge } from "./status-badge";
import type { Conversation } from "./types";
import type { ConversationCommands } from "./use-conversation-commands";

interface HeaderProps {
  conversation: Conversation;
  commands: ConversationCommands;
  isContactShown: boolean;
  toggleContact(): void;
  onClose(): void;
  /** Avatars of colleagues who are here. */
  viewers: ReactNode;
}

/** Title, who has it, and what can be done; 52 px, so that its rule meets the neighbours'. */
export function ConversationHeader({ conversation, commands, isContactShown, toggleContact, onClose, viewers }: HeaderProps) {
  const t = useTranslations("conversation");
  const inbox = useTranslations("inbox");
  const { may } = useDesk();
  const isMac = useIsMac();
  const name = contactName(conversation.contact, inbox("visitor"));
  const isResolved = conversation.status === "resolved";
  const mayUpdate = may("conversations.update");
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-line border-b pr-4 pl-5 max-md:pr-2 max-lg:pl-2">
      <IconButton label={t("back")} onClick={onClose} className="lg:hidden">
        <ChevronLeft aria-hidden />
      </IconButton>
      <div className="mr-auto min-w-0">
        <h1 className="truncate font-semibold text-base text-ink leading-5" title={conversation.subject ?? name}>
          {conversation.subject ?? name}
        </h1>
        <p className="truncate text-ink-3 text-xs">
          {conversation.subject ? `${name} · ` : ""}
          {t("via", { channel: conversation.channel.name })} · #{conversation.number}
        </p>
      </div>
      {viewers}
      <StatusBadge conversation={conversation} />
      {mayUpdate ? (
        <>
          <div className="flex items-center gap-2 max-md:hidden">
            <AssignMenu conversation={conversation} actions={commands.actions} isOpen={commands.isAssignOpen} onOpenChange={commands.setAssignOpen} />
            <SnoozeMenu
              isSnoozed={conversation.status === "snoozed"}
              isOpen={commands.isSnoozeOpen}
              onOpenChange={commands.setSnoozeOpen}
              onSnooze={commands.snooze}
              onWake={commands.reopen}
              onCustom={commands.openCustomSnooze}
            />
          </div>
          <ResolveButton
            label={isResolved ? t("reopen") : t("resolve")}
            hint={hintFor("resolve", isMac)}
            onClick={commands.toggleResolved}
            isResolved={isResolved}
          />
        </>
      ) : null}
      <IconButton
        label={isContactShown ? t("hideContact") : t("showContact")}
        hint={hintFor("toggle-contact", isMac)}
        aria-expanded={isContactShown}
        onClick={toggleContact}
        className="max-md:hidden"
      >
        <PanelRight aria-hidden />
      </IconButton>
      <HeaderMore conversation={conversation} commands={commands} toggleContact={toggleContact} copyIcon={<Link2 aria-hidden />} />
    </header>
  );
}

function ResolveButton({ label, hint, onClick, isResolved }: { label: string; hint: string; onClick(): void; isResolved: boolean }) {
  return (
    <Tooltip label={label} hint={hint}>
      <Button onClick={onClick} aria-label={label} className="touch-area max-md:size-9 max-md:px-0">
        {isResolved ? <RotateCcw aria-hidden /> : <CircleCheck aria-hidden />}
        <span className="max-md:hidden">{label}</span>
      </Button>
    </Tooltip>
  );
}
