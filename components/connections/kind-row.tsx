"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { notifyError } from "@/components/ui/toast";
import { ConnectDialog } from "./connect-dialog";
import { MailboxDialog } from "./mailbox-dialog";
import type { ChannelKind } from "./types";

const KNOWN = ["widget", "email", "messenger", "telegram", "api"] as const;
type Known = (typeof KNOWN)[number];

/** A kind that can be connected, what it is for, and the button that begins. */
export function KindRow({ kind }: { kind: ChannelKind }) {
  const t = useTranslations("channels");
  const { may } = useDesk();
  const about = (KNOWN as readonly string[]).includes(kind.kind) ? t(`about.${kind.kind as Known}`) : null;
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <ChannelBadge kind={kind.kind} />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink text-sm">{kind.title}</p>
        <p className="text-ink-3 text-xs">{kind.isConfigured ? about : t("notConfigured", { title: kind.title })}</p>
      </div>
      {may("channels.manage") ? <ConnectButton kind={kind} /> : null}
    </li>
  );
}

function ConnectButton({ kind }: { kind: ChannelKind }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const start = useMutation(
    trpc.channels.startOAuth.mutationOptions({
      onSuccess: ({ url }) => window.location.assign(url),
      onError: (error) => notifyError(t("connectFailed", { title: kind.title }), publicErrorOf(error)?.publicMessage),
    }),
  );
  if (kind.connects === "oauth") {
    return (
      <Button disabled={!kind.isConfigured || start.isPending} onClick={() => start.mutate({ kind: kind.kind })}>
        {t("connect")}
      </Button>
    );
  }
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <Button onClick={() => setOpen(true)}>{kind.connects === "token" ? t("connect") : t("add")}</Button>
      {kind.kind === "email" ? <MailboxDialog /> : <ConnectDialog kind={kind} />}
    </Dialog>
  );
}
