"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ConnectDialog } from "./connect-dialog";
import type { ChannelKind, Way } from "./types";
import { useConsent } from "./use-consent";
import { useWords } from "./use-words";

/** A kind that can be connected, what it is for, and the button that begins. */
export function KindRow({ kind }: { kind: ChannelKind }) {
  const t = useTranslations("channels");
  const { may } = useDesk();
  const words = useWords();
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <ChannelBadge kind={kind.kind} size="md" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink text-sm">{words(kind.title)}</p>
        <p className="text-ink-3 text-xs">{kind.isConfigured ? words(kind.about) : t("notConfigured", { title: words(kind.title) })}</p>
      </div>
      {may("channels.manage") ? <ConnectButton kind={kind} /> : null}
    </li>
  );
}

/** A kind's only way, when it is a consent page and needs no word beforehand, is one press away; everything else asks in the dialog. */
function ConnectButton({ kind }: { kind: ChannelKind }) {
  const t = useTranslations("channels");
  const [isOpen, setOpen] = useState(false);
  const consent = useConsent(kind);
  const direct = directWay(kind);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <Button disabled={!kind.isConfigured || consent.isPending} onClick={() => (direct ? consent.start(direct.name) : setOpen(true))}>
        {kind.ways[0]?.how === "built-in" ? t("add") : t("connect")}
      </Button>
      <ConnectDialog kind={kind} />
    </Dialog>
  );
}

function directWay({ ways: [first, ...others] }: ChannelKind): Way | null {
  return others.length === 0 && first?.how === "oauth" && first.steps.length === 0 ? first : null;
}
