"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { CopyBox } from "./copy-box";
import type { ChannelKind } from "./types";
import { widgetSnippet } from "./widget-snippet";

interface Made {
  channelId: string;
  identitySecret?: string;
}

/** A channel has been made: the line for the website, and the secret that is shown this once. */
export function ChannelMade({ kind, made }: { kind: ChannelKind; made: Made }) {
  const t = useTranslations("channels");
  return (
    <DialogContent
      title={t("madeTitle", { title: kind.title })}
      description={made.identitySecret ? t("madeOnce") : t("madeSoon")}
      footer={
        <DialogClose asChild>
          <Button variant="main">{t("done")}</Button>
        </DialogClose>
      }
    >
      <div className="flex flex-col gap-4">
        {kind.kind === "widget" ? <CopyBox label={t("snippet")} text={widgetSnippet(window.location.origin, made.channelId)} /> : null}
        {kind.kind === "api" ? <CopyBox label={t("inboundUrl")} text={`${window.location.origin}/api/v1/channels/${made.channelId}/inbound`} /> : null}
        {made.identitySecret ? <CopyBox label={t("identitySecret")} text={made.identitySecret} /> : null}
      </div>
    </DialogContent>
  );
}
