"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { useKeyHandlers } from "@/components/shell/key-context";
import { notify } from "@/components/ui/toast";
import { shortTime } from "@/lib/dates";
import type { ConversationStatus } from "@/lib/schemas/conversation";
import type { Conversation } from "./types";
import { type ConversationActions, useConversationActions } from "./use-conversation-actions";

export interface ConversationCommands {
  actions: ConversationActions;
  toggleResolved(): void;
  reopen(): void;
  pend(): void;
  snooze(until: Date): void;
  /** Sets a status without leaving the conversation; for "send and resolve", which leaves by itself. */
  settle(status: ConversationStatus): void;
  copyLink(): void;
  isAssignOpen: boolean;
  setAssignOpen(isOpen: boolean): void;
  isSnoozeOpen: boolean;
  setSnoozeOpen(isOpen: boolean): void;
  isCustomSnoozeOpen: boolean;
  setCustomSnoozeOpen(isOpen: boolean): void;
  openCustomSnooze(): void;
}

/** What header, menus and keys do to this conversation. What leaves the list moves on to the next row, and can be undone from the toast. */
export function useConversationCommands(conversation: Conversation, onLeave: () => void): ConversationCommands {
  const t = useTranslations("inbox");
  const common = useTranslations("common");
  const shell = useTranslations("shell");
  const locale = useLocale();
  const { seat, may } = useDesk();
  const actions = useConversationActions(conversation);
  const [isAssignOpen, setAssignOpen] = useState(false);
  const [isSnoozeOpen, setSnoozeOpen] = useState(false);
  const [isCustomSnoozeOpen, setCustomSnoozeOpen] = useState(false);

  const leaveWith = async (status: ConversationStatus, message: string, until?: Date) => {
    onLeave();
    const isDone = await actions.setStatus(status, until);
    if (isDone) notify(message, { undo: { label: common("undo"), run: () => actions.setStatus("open") } });
  };
  const commands: ConversationCommands = {
    actions,
    reopen: () => actions.setStatus("open"),
    toggleResolved: () => (conversation.status === "resolved" ? actions.setStatus("open") : leaveWith("resolved", t("resolved"))),
    pend: () => leaveWith("pending", t("pending")),
    snooze: (until) => leaveWith("snoozed", t("snoozed", { time: shortTime(until, { locale, now: new Date() }) }), until),
    settle: (status) => (status === "resolved" ? leaveWith("resolved", t("resolved")) : leaveWith("pending", t("pending"))),
    copyLink: () => navigator.clipboard.writeText(window.location.origin + window.location.pathname).then(() => notify(shell("linkCopied"))),
    isAssignOpen,
    setAssignOpen,
    isSnoozeOpen,
    setSnoozeOpen,
    isCustomSnoozeOpen,
    setCustomSnoozeOpen,
    openCustomSnooze: () => setCustomSnoozeOpen(true),
  };
  const updates = {
    assign: () => setAssignOpen(true),
    "assign-me": () => {
      if (conversation.assigneeId !== seat.agentId) actions.assign({ id: seat.agentId, name: seat.agentName });
    },
    snooze: () => setSnoozeOpen(true),
    resolve: commands.toggleResolved,
  };
  useKeyHandlers({ "copy-link": commands.copyLink, ...(may("conversations.update") ? updates : {}) });
  return commands;
}
