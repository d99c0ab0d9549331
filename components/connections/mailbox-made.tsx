"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { MailStepsList } from "./mail-steps";

const LOOK_MS = 2_000;

/** Both servers let us in; the last step is the first mail, which the person may write now. */
export function MailboxMade({ address, channelId }: { address: string; channelId: string }) {
  const t = useTranslations("mailbox");
  const common = useTranslations("channels");
  const trpc = useTRPC();
  const hasMail = useQuery(trpc.channels.hasConversations.queryOptions({ id: channelId }, { refetchInterval: ({ state }) => (state.data ? false : LOOK_MS) }));
  return (
    <DialogContent
      title={common("madeTitle", { title: address })}
      footer={
        <DialogClose asChild>
          <Button variant="main">{common("done")}</Button>
        </DialogClose>
      }
    >
      <div className="flex flex-col gap-4">
        <MailStepsList steps={{ imap: "done", smtp: "done", mail: hasMail.data ? "done" : "working" }} />
        <p className="text-ink-2 text-sm">{hasMail.data ? t("firstMailSeen") : t("firstMail", { address })}</p>
      </div>
    </DialogContent>
  );
}
