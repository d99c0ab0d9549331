"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Conversation } from "@/components/conversation/types";
import type { ConversationActions } from "@/components/conversation/use-conversation-actions";
import { contactName } from "@/components/inbox/contact-name";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { ErrorState } from "@/components/ui/error-state";
import { IconButton } from "@/components/ui/icon-button";
import { ContactDetails } from "./contact-details";
import { ContactHead } from "./contact-head";
import { ContactIdentities } from "./contact-identities";
import { ContactSkeleton } from "./contact-skeleton";
import { ConversationTags } from "./conversation-tags";
import { EarlierConversations } from "./earlier-conversations";
import { EditContactDialog } from "./edit-contact-dialog";
import { PanelSection } from "./panel-section";
import { VisitedPages } from "./visited-pages";

/** Who is writing: the person, where they are reached, what is known, what they wrote before. */
export function ContactPanel({ conversation, actions }: { conversation: Conversation; actions: ConversationActions }) {
  const t = useTranslations("contact");
  const inbox = useTranslations("inbox");
  const { may } = useDesk();
  const trpc = useTRPC();
  const [isEditing, setIsEditing] = useState(false);
  const { data, error, refetch } = useQuery(trpc.contacts.get.queryOptions({ id: conversation.contactId }));
  if (!data) return error ? <ErrorState title={t("failed")} requestId={publicErrorOf(error)?.requestId} onRetry={refetch} /> : <ContactSkeleton />;
  const { contact, identities, conversations } = data;
  const earlier = conversations.filter((other) => other.id !== conversation.id);
  return (
    <>
      <div className="flex items-start gap-1 px-4 pt-4 pb-3">
        <ContactHead contact={contact} name={contactName(contact, inbox("visitor"))} channelKind={conversation.channel.kind} />
        {may("contacts.update") ? (
          <IconButton label={t("edit")} size="sm" onClick={() => setIsEditing(true)}>
            <Pencil aria-hidden />
          </IconButton>
        ) : null}
      </div>
      <PanelSection title={t("reachedAt")}>
        <ContactIdentities identities={identities} />
      </PanelSection>
      <PanelSection title={t("details")}>
        <ContactDetails contact={contact} />
      </PanelSection>
      {conversation.channel.kind === "widget" ? <VisitedPages conversationId={conversation.id} /> : null}
      <PanelSection title={t("tags")}>
        <ConversationTags tags={conversation.tags} mayChange={may("conversations.update")} onChange={actions.setTags} />
      </PanelSection>
      <PanelSection title={t("earlier")}>
        <EarlierConversations conversations={earlier} empty={t("noEarlier")} />
      </PanelSection>
      {isEditing ? <EditContactDialog contact={contact} onClose={() => setIsEditing(false)} /> : null}
    </>
  );
}
