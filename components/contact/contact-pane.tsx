"use client";

import { useTranslations } from "next-intl";
import type { Conversation } from "@/components/conversation/types";
import type { ConversationActions } from "@/components/conversation/use-conversation-actions";
import { Sheet } from "@/components/ui/sheet";
import { ContactPanel } from "./contact-panel";
import type { ContactFold } from "./use-contact-fold";

interface ContactPaneProps {
  conversation: Conversation;
  actions: ConversationActions;
  fold: ContactFold;
}

/** The customer beside the conversation, or over it where there is no room. */
export function ContactPane({ conversation, actions, fold }: ContactPaneProps) {
  const t = useTranslations("contact");
  if (!fold.isWide)
    return (
      <Sheet title={t("panel")} isOpen={fold.isShown} onOpenChange={fold.close}>
        <ContactPanel conversation={conversation} actions={actions} />
      </Sheet>
    );
  if (!fold.isShown) return null;
  return (
    <aside aria-label={t("panel")} data-pane className="w-76 shrink-0 overflow-y-auto border-line border-l bg-sunken">
      <ContactPanel conversation={conversation} actions={actions} />
    </aside>
  );
}
