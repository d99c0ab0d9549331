"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { CopyBox } from "./copy-box";
import { SetupList, useSetup } from "./setup-list";

interface Made {
  channelId: string;
  identitySecret?: string;
}

/** A channel has been made: the secret that is shown this once, what is left to do, and how far it has come meanwhile. */
export function ChannelMade({ title, made }: { title: string; made: Made }) {
  const t = useTranslations("channels");
  const { setup } = useSetup(made.channelId);
  return (
    <DialogContent
      title={t("madeTitle", { title })}
      description={made.identitySecret ? t("madeOnce") : undefined}
      footer={
        <DialogClose asChild>
          <Button variant="main">{t("done")}</Button>
        </DialogClose>
      }
    >
      <div className="flex flex-col gap-4">
        {made.identitySecret ? <CopyBox label={t("identitySecret")} text={made.identitySecret} /> : null}
        {setup ? <SetupList setup={setup} channelId={made.channelId} /> : null}
      </div>
    </DialogContent>
  );
}
