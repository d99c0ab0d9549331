"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { MailStepsList } from "./mail-steps";
import { useSetup } from "./setup-list";

/** Both servers let us in; the last step is the first mail, which the person may write now. */
export function MailboxMade({ address, channelId }: { address: string; channelId: string }) {
  const t = useTranslations("mailbox");
  const common = useTranslations("channels");
  const { setup } = useSetup(channelId);
  const hasMail = setup?.done.some(({ step, isDone }) => step === "inbound" && isDone);
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
        <MailStepsList steps={{ imap: "done", smtp: "done", mail: hasMail ? "done" : "working" }} />
        <p className="text-ink-2 text-sm">{hasMail ? t("firstMailSeen") : t("firstMail", { address })}</p>
      </div>
    </DialogContent>
  );
}
