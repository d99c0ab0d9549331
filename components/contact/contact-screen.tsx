"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, Pencil } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { contactName } from "@/components/inbox/contact-name";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { ContactDetails } from "./contact-details";
import { ContactHead } from "./contact-head";
import { ContactIdentities } from "./contact-identities";
import { ContactSkeleton } from "./contact-skeleton";
import { EarlierConversations } from "./earlier-conversations";
import { EditContactDialog } from "./edit-contact-dialog";
import { PanelSection } from "./panel-section";

/** One person on a page of their own. */
export function ContactScreen({ contactId }: { contactId: string }) {
  const t = useTranslations("contact");
  const inbox = useTranslations("inbox");
  const { may, path } = useDesk();
  const trpc = useTRPC();
  const [isEditing, setIsEditing] = useState(false);
  const { data, error, refetch } = useQuery(
    trpc.contacts.get.queryOptions({ id: contactId }, { retry: (failures, e) => failures < 3 && publicErrorOf(e)?.code !== "not-found" }),
  );
  const name = data ? contactName(data.contact, inbox("visitor")) : t("title");
  return (
    <main id="content" tabIndex={-1} data-pane className="flex min-w-0 flex-1 flex-col outline-none">
      <header className="flex h-13 shrink-0 items-center gap-2 border-line border-b px-3">
        <Button variant="quiet" asChild>
          <Link href={path("/contacts")}>
            <ChevronLeft aria-hidden />
            {t("backToList")}
          </Link>
        </Button>
        <h1 className="sr-only">{name}</h1>
        {data && may("contacts.update") ? (
          <Button className="ml-auto" onClick={() => setIsEditing(true)}>
            <Pencil aria-hidden />
            {t("edit")}
          </Button>
        ) : null}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {data ? (
          <div className="mx-auto max-w-xl py-4">
            <div className="px-4 pb-4">
              <ContactHead contact={data.contact} name={name} />
            </div>
            <PanelSection title={t("reachedAt")}>
              <ContactIdentities identities={data.identities} />
            </PanelSection>
            <PanelSection title={t("details")}>
              <ContactDetails contact={data.contact} />
            </PanelSection>
            <PanelSection title={t("conversations")}>
              <EarlierConversations conversations={data.conversations} empty={t("noConversations")} />
            </PanelSection>
          </div>
        ) : error ? (
          <ErrorState title={t("failed")} requestId={publicErrorOf(error)?.requestId} onRetry={refetch} />
        ) : (
          <div className="mx-auto max-w-xl">
            <ContactSkeleton />
          </div>
        )}
      </div>
      {data && isEditing ? <EditContactDialog contact={data.contact} onClose={() => setIsEditing(false)} /> : null}
    </main>
  );
}
